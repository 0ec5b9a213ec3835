import { verify } from 'retell-sdk/lib/webhook_auth';
import type { IncomingText, TextOutcome } from '../../tools/sandbox/index.ts';
import { useSandbox } from './helpers.ts';
import { useReceiver } from './receiver.ts';

const { sandbox, client, pass } = useSandbox({ webhooks: { retryDelaysMs: [0, 0, 0] } });
const receiver = useReceiver();
const OURS = '+14155550142';
const THEIRS = '+14155550199';

beforeEach(() => {
	sandbox().store.addAgent({ agent_id: 'agent_own', versions: [{ is_published: true }, {}] });
	sandbox().store.addPhoneNumber({
		phone_number: OURS,
		inbound_sms_agents: [{ agent_id: 'agent_own', weight: 1, agent_version: 0 }],
		inbound_sms_webhook_url: receiver().url,
	});
});

const receive = (text: Partial<IncomingText> = {}) =>
	sandbox().receiveSms({ from: THEIRS, to: OURS, text: 'Hello 👋', ...text });

function chatOf(outcome: TextOutcome): string {
	if (!('chat' in outcome)) throw new Error(`No chat: ${JSON.stringify(outcome)}`);
	return outcome.chat.chat_id;
}

describe('a text to a number with a webhook', () => {
	test('is asked about, signed, and answered by the number’s own agent', async () => {
		receiver().react = () => ({ status: 200, body: { chat_inbound: {} } });
		const outcome = await receive();
		const chat_id = chatOf(outcome);
		const messages = [{ role: 'agent', content: 'You said: Hello 👋' }];
		expect(outcome).toMatchObject({ outcome: 'answered', messages });
		const [call] = receiver().received;
		expect(JSON.parse(call?.body ?? '')).toEqual({
			event: 'chat_inbound',
			chat_inbound: { chat_id, agent_id: 'agent_own', agent_version: 0, from_number: THEIRS, to_number: OURS },
		});
		expect(await verify(call?.body ?? '', sandbox().apiKey, call?.signature ?? '')).toBe(true);
		const chat = await client().chat.retrieve(chat_id);
		expect(chat).toMatchObject({
			agent_id: 'agent_own',
			version: 0,
			chat_type: 'sms_chat',
			chat_status: 'ongoing',
			transcript: 'User: Hello 👋\nAgent: You said: Hello 👋\n',
		});
		expect(JSON.stringify(chat)).not.toContain('+1415');
	});

	test('names no chat, or no agent, where there is none to name', async () => {
		sandbox().quirks.inboundChatId = false;
		sandbox().store.editPhoneNumber(OURS, { inbound_sms_agents: null });
		expect(await receive()).toMatchObject({ outcome: 'unanswered' });
		expect(JSON.parse(receiver().received[0]?.body ?? '')).toEqual({
			event: 'chat_inbound',
			chat_inbound: { from_number: THEIRS, to_number: OURS },
		});
		expect(sandbox().webhooks.deliveries).toMatchObject([{ event: 'chat_inbound', chat_id: null }]);
		expect(sandbox().store.chats()).toEqual([]);
	});

	test('names the same chat in all repeats, which then is', async () => {
		receiver().react = (_call, count) => ({ status: count < 4 ? 500 : 200, body: {} });
		const outcome = receive();
		for (const ms of [1_000, 2_000, 4_000]) {
			await pass();
			sandbox().clock.advance(ms);
		}
		const chat_id = chatOf(await outcome);
		const named = receiver().received.map(({ body }) => (JSON.parse(body) as { chat_inbound: object }).chat_inbound);
		expect(named).toMatchObject(Array(4).fill({ chat_id }));
	});

	test('goes on in the chat it is in already, unasked; after its end a new one begins', async () => {
		const first = chatOf(await receive());
		const again = await receive({ text: 'And?' });
		expect(again).toMatchObject({ outcome: 'continued', chat: { chat_id: first } });
		expect(receiver().received).toHaveLength(1);
		await receive({ from: '+14155550111' });
		await client().chat.end(first);
		expect(chatOf(await receive())).not.toBe(first);
		expect(receiver().received).toHaveLength(3);
	});

	test('two at once of one person make one chat', async () => {
		const outcomes = await Promise.all([receive({ text: 'one' }), receive({ text: 'two' })]);
		expect(outcomes.map(({ outcome }) => outcome)).toEqual(['answered', 'continued']);
		expect(receiver().received).toHaveLength(1);
	});

	test('a reply to a text of ours goes on in that chat', async () => {
		const numbers = { from_number: OURS, to_number: THEIRS };
		const { chat_id } = await client().chat.createSMSChat({ ...numbers, override_agent_id: 'agent_own' });
		expect(await receive()).toMatchObject({ outcome: 'continued', chat: { chat_id } });
	});
});

describe('a webhook that does not answer', () => {
	test.each([
		['fails', { status: 500 } as const, 500],
		['hangs up', 'hangUp' as const, null],
		['is silent', 'silence' as const, null],
	])('%s: asked four times, then the own agent answers', async (_what, reaction, status) => {
		receiver().react = () => reaction;
		if (reaction === 'silence') sandbox().webhooks.settings.timeoutMs = 50;
		expect(await receive()).toMatchObject({ outcome: 'answered', chat: { agent_id: 'agent_own' } });
		const { deliveries } = sandbox().webhooks;
		expect(deliveries.map((one) => one.attempt)).toEqual([1, 2, 3, 4]);
		expect(new Set(deliveries.map((one) => one.status))).toEqual(new Set([status]));
		await receiver().come(4);
		expect(new Set(receiver().received.map(({ chat }) => chat)).size).toBe(1);
	});

	test('gives no reply until then; without an own agent none at all', async () => {
		sandbox().webhooks.settings.retryDelaysMs = [1_000, 2_000, 4_000];
		sandbox().store.editPhoneNumber(OURS, { inbound_sms_agents: [] });
		receiver().react = () => ({ status: 503 });
		let outcome: TextOutcome | undefined;
		void receive().then((result) => (outcome = result));
		for (const ms of [1_000, 2_000, 4_000]) {
			await pass();
			expect(outcome).toBeUndefined();
			sandbox().clock.advance(ms);
		}
		await pass();
		expect(outcome).toMatchObject({ outcome: 'unanswered' });
		expect(receiver().received).toHaveLength(4);
	});

	test('counts no more after a reset', async () => {
		receiver().react = () => 'silence';
		const pending = receive();
		sandbox().reset();
		expect(await pending).toEqual({ outcome: 'unanswered', why: 'the sandbox was reset' });
		expect(sandbox().store.chats()).toEqual([]);
	});
});

describe('a number without a webhook', () => {
	test('is answered by one of its agents, by weight', async () => {
		sandbox().store.addAgent({ agent_id: 'agent_rare' });
		sandbox().store.editPhoneNumber(OURS, {
			inbound_sms_webhook_url: null,
			inbound_sms_agents: [
				{ agent_id: 'agent_own', weight: 0.9 },
				{ agent_id: 'agent_rare', weight: 0.1 },
			],
		});
		for (let n = 0; n < 60; n += 1) await receive({ from: `+1415555${1_000 + n}` });
		const rare = sandbox()
			.store.chats()
			.filter(({ agent_id }) => agent_id === 'agent_rare');
		expect(rare.length).toBeGreaterThan(1);
		expect(rare.length).toBeLessThan(15);
		expect(receiver().received).toEqual([]);
	});

	test('that is none of ours is an error', async () => {
		await expect(receive({ to: '+14155550000' })).rejects.toThrow('no number');
	});
});

describe('pictures', () => {
	const attachments = [
		{ url: 'https://media.example/1.jpg', summary: 'A broken kettle' },
		{ url: 'https://media.example/2.jpg' },
	];

	test('stand in a message of their own kind, with their summaries', async () => {
		const chat_id = chatOf(await receive({ text: 'Look', attachments }));
		expect((await client().chat.retrieve(chat_id)).message_with_tool_calls).toMatchObject([
			{ role: 'sms', content: 'Look', multimedia: attachments, message_id: expect.any(String) as string },
			{ role: 'agent', content: 'You said: Look' },
		]);
		const bare = await receive({ text: '', attachments: attachments.slice(0, 1) });
		expect(bare).toMatchObject({ messages: [{ content: 'You said: A broken kettle' }] });
	});
});

test('chats by text are told of like all others, inbound and outbound', async () => {
	const { store } = sandbox();
	store.editPhoneNumber(OURS, { inbound_sms_webhook_url: null });
	const { agent_id } = store.addAgent({ webhook_url: receiver().url, begin_message: 'Hi' });
	store.editPhoneNumber(OURS, { inbound_sms_agents: [{ agent_id, weight: 1 }] });
	const inbound = chatOf(await receive());
	const numbers = { from_number: OURS, to_number: '+14155550123' };
	const outbound = await client().chat.createSMSChat({ ...numbers, override_agent_id: agent_id });
	await pass(7_200_000);
	for (const id of [inbound, outbound.chat_id]) {
		expect(receiver().events(id)).toEqual(['chat_started', 'chat_ended', 'chat_analyzed']);
		const ended = receiver().received.find(({ chat, event }) => chat === id && event === 'chat_ended');
		expect(ended?.body).toContain('"chat_type":"sms_chat"');
		expect(ended?.body).not.toContain('+1415');
	}
});
