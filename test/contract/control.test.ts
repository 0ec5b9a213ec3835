import { verify } from 'retell-sdk/lib/webhook_auth';
import { refusedStatus, useSandbox } from './helpers.ts';
import { useReceiver } from './receiver.ts';

const { sandbox, client, send } = useSandbox();
const receiver = useReceiver();

const ask = (method: string, what: string, body?: unknown) =>
	send(method, `/__sandbox/${what}`, body, { authorization: '' });
const control = async (...request: Parameters<typeof ask>) => (await ask(...request)).json;

describe('the controls, for a sandbox in a process of its own', () => {
	test('change what the account does, without being recorded', async () => {
		await control('POST', 'faults', { kind: 'status', status: 503, times: 1, path: '/get-concurrency' });
		const status = async () => (await send('GET', '/get-concurrency')).status;
		expect(await status()).toBe(503);
		await control('POST', 'faults', { kind: 'status', status: 503 });
		await control('DELETE', 'faults');
		expect(await status()).toBe(200);
		await control('POST', 'rate-limit', { perSecond: 0 });
		expect(await status()).toBe(429);
		expect(sandbox().requests).toHaveLength(3);
		expect(await control('GET', 'requests')).toMatchObject([{ status: 503 }, { status: 200 }, { status: 429 }]);
		await control('POST', 'reset');
		expect(sandbox().rateLimit).toBeNull();
	});

	test('add chats, move the clock, set quirks, and show it all', async () => {
		const seed = { chat_id: 'chat_mine', chat_status: 'ended', metadata: { a: 1 } };
		expect(await control('POST', 'chats', seed)).toMatchObject({ chat_id: 'chat_mine' });
		const now = sandbox().clock.now() + 60_000;
		expect(await control('POST', 'clock/advance', { ms: 60_000 })).toEqual({ now });
		const quirks = { unknownId: 404 };
		expect(await control('POST', 'quirks', quirks)).toMatchObject(quirks);
		expect(await refusedStatus(client().chat.retrieve('nope'))).toBe(404);
		const chat = await client().chat.retrieve('chat_mine');
		expect(chat).toMatchObject({ metadata: { a: 1 }, chat_analysis: { user_sentiment: 'Unknown' } });
		expect(await control('GET', 'state')).toMatchObject({ now, quirks });
	});

	test('set the account up, deliver, hold back and release, and show it all', async () => {
		const accountUrl = receiver().url;
		await control('POST', 'webhooks', { accountUrl, key: 'key_badge', retryDelaysMs: [] });
		await control('POST', 'hold');
		const { agent_id } = sandbox().store.addAgent();
		const { chat_id } = await client().chat.create({ agent_id });
		expect(await control('GET', 'deliveries')).toEqual([]);
		expect(await control('GET', 'events')).toMatchObject([{ event: 'chat_started', chat_id }]);
		await control('POST', 'release');
		const copies = { chat_id, event: 'chat_ended', copies: 2 };
		expect(await control('POST', 'deliver', copies)).toMatchObject([{ status: 204 }, {}]);
		expect(await control('GET', 'deliveries')).toHaveLength(3);
		expect(receiver().events()).toEqual(['chat_started', 'chat_ended', 'chat_ended']);
		const { body = '', signature = '' } = receiver().received[0] ?? {};
		expect(await verify(body, 'key_badge', signature)).toBe(true);
		expect(await control('GET', 'state')).toMatchObject({ webhooks: { accountUrl } });
		await control('POST', 'reset');
		expect(sandbox().webhooks.settings).toMatchObject({ accountUrl: null, key: 'key_sandbox' });
	});

	test('take a text in, and add engines', async () => {
		const { agent_id } = sandbox().store.addAgent();
		const inbound_sms_agents = [{ agent_id, weight: 1 }];
		sandbox().store.addPhoneNumber({ phone_number: '+14155550142', inbound_sms_agents });
		const text = { from: '+14155550199', to: '+14155550142', text: 'Hello' };
		expect(await control('POST', 'sms', text)).toMatchObject({
			outcome: 'answered',
			messages: [{ content: 'You said: Hello' }],
		});
		const many = await control('POST', 'engines', { llms: 120, flows: 101 });
		expect(many).toEqual({ llms: 121, flows: 101 });
	});

	test.each([
		['faults', { kind: 'explode' }],
		['quirks', { unknownId: 500 }],
		['chats', { nonsense: 1 }],
		['rate-limit', 'not json'],
		['webhooks', { accountUrl: 'nowhere' }],
		['deliver', { chat_id: 'nope', event: 'chat_ended' }],
		['deliver', { chat_id: 'nope', event: 'call_ended' }],
		['sms', { from: '+14155550199', to: '+14155550000', text: 'x' }],
		['sms', { from: '+14155550199', text: 'x' }],
		['engines', { llms: -1 }],
	])('refuse nonsense: %s %j', async (what, body) => {
		expect(await ask('POST', what, body)).toMatchObject({ status: 400, json: { status: 'error' } });
	});
});
