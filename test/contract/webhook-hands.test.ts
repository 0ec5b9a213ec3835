import { verify } from 'retell-sdk/lib/webhook_auth';
import { useSandbox } from './helpers.ts';
import { useReceiver } from './receiver.ts';

const { sandbox, client, pass } = useSandbox();
const receiver = useReceiver();
const seen = () => receiver().events();

async function life() {
	const { agent_id } = sandbox().store.addAgent({ webhook_url: receiver().url });
	const { chat_id } = await client().chat.create({ agent_id });
	await client().chat.end(chat_id);
	await pass(3_000);
	return chat_id;
}

test('an event is delivered again, alone, without repeats, signed for now', async () => {
	await life();
	const [, ended] = sandbox().webhooks.events;
	if (!ended) throw new Error('Nothing ended');
	receiver().react = () => ({ status: 500 });
	const deliveries = await sandbox().webhooks.deliver(ended);
	expect(deliveries).toMatchObject([{ event: 'chat_ended', attempt: 1, status: 500 }]);
	await pass(60_000);
	expect(seen()).toEqual(['chat_started', 'chat_ended', 'chat_analyzed', 'chat_ended']);
	expect(receiver().received[3]?.body).toBe(ended.body);
});

test('copies arrive at the same time', async () => {
	// None is answered before all are there.
	const all = receiver().come(8);
	receiver().react = () => ({ status: 204, after: all });
	const { chat_id } = sandbox().store.addChat();
	const event = sandbox().webhooks.eventOf('chat_analyzed', chat_id, receiver().url);
	const deliveries = await sandbox().webhooks.deliver(event, { copies: 8 });
	expect(deliveries.map(({ status }) => status)).toEqual(Array(8).fill(204));
	expect(receiver().received).toHaveLength(8);
});

test("the dashboard's test button posts nothing at all, signed", async () => {
	const [delivery] = await sandbox().webhooks.test(receiver().url);
	expect(delivery).toMatchObject({ status: 204, body: '' });
	const [{ body, signature, headers } = { body: '-', signature: '', headers: {} }] = receiver().received;
	expect(body).toBe('');
	expect(headers['content-length']).toBe('0');
	expect(await verify(body, sandbox().apiKey, signature)).toBe(true);
});

test.each(['text/plain', null])('the header can say anything of the content: %j', async (type) => {
	sandbox().quirks.contentType = type;
	await life();
	for (const { headers, body } of receiver().received) {
		expect(headers['content-type']).toBe(type ?? undefined);
		expect(JSON.parse(body)).toHaveProperty('event');
	}
});

test('a signature can be old, of another key, or none', async () => {
	const { webhooks, apiKey } = sandbox();
	const { chat_id } = sandbox().store.addChat();
	const event = webhooks.eventOf('chat_ended', chat_id, receiver().url);
	await webhooks.deliver(event, { signedAt: Date.now() - 301_000 });
	await webhooks.deliver(event, { signature: 'v=1,d=0' });
	await webhooks.deliver(event, { signature: webhooks.sign(event.body) });
	await webhooks.deliver({ ...event, body: `${event.body} ` }, { signedAt: Date.now() });
	const valid = await Promise.all(receiver().received.map(({ body, signature }) => verify(body, apiKey, signature)));
	expect(valid).toEqual([false, false, true, true]);
	expect(receiver().received.map(({ signature }) => signature)[1]).toBe('v=1,d=0');
});

test('events are held back and released late, or in another order', async () => {
	const { webhooks } = sandbox();
	webhooks.hold();
	const chat_id = await life();
	expect(seen()).toEqual([]);
	expect(webhooks.events.map(({ event, chat_id: of }) => [event, of])).toEqual([
		['chat_started', chat_id],
		['chat_ended', chat_id],
		['chat_analyzed', chat_id],
	]);
	webhooks.release(webhooks.events.toReversed());
	await pass();
	expect(seen()).toEqual(['chat_analyzed', 'chat_ended', 'chat_started']);
	await life();
	expect(seen()).toHaveLength(6);
	webhooks.hold();
	await life();
	webhooks.release();
	await pass();
	expect(seen().slice(6)).toEqual(['chat_started', 'chat_ended', 'chat_analyzed']);
});

test('an event that nobody would hear of is an error to ask for', () => {
	const { chat_id } = sandbox().store.addChat();
	const { webhooks } = sandbox();
	expect(() => webhooks.eventOf('chat_ended', chat_id)).toThrow('Nobody is told');
	expect(() => webhooks.eventOf('chat_ended', 'nope')).toThrow('no chat');
});

test('what cannot be sent at all is written down as well', async () => {
	const { webhooks } = sandbox();
	const { chat_id } = sandbox().store.addChat();
	const event = webhooks.eventOf('chat_ended', chat_id, 'ftp://127.0.0.1/');
	expect(await webhooks.deliver(event)).toMatchObject([{ error: expect.any(String) as string }]);
	const here = { url: receiver().url, signature: 'v=1\nd=2' };
	expect(await webhooks.deliver(event, here)).toMatchObject([{ error: 'ERR_INVALID_CHAR' }]);
	expect(await webhooks.deliver({ ...event, timeoutMs: 1e12 }, { url: receiver().url })).toMatchObject([
		{ status: 204 },
	]);
});

test('an answer that breaks off has failed', async () => {
	receiver().react = () => ({ status: 200, headers: { 'content-length': '100' }, body: 'half' });
	const { chat_id } = sandbox().store.addChat();
	const event = sandbox().webhooks.eventOf('chat_ended', chat_id, receiver().url);
	const [delivery] = await sandbox().webhooks.deliver(event);
	expect(delivery).toMatchObject({ status: null, error: 'ECONNRESET' });
});
