import { until } from '../../tools/sandbox/holds.ts';
import { useSandbox } from './helpers.ts';
import { useReceiver } from './receiver.ts';
import type { Reaction } from './receiver.ts';

const { sandbox, client, pass } = useSandbox({ webhooks: { retryDelaysMs: [1_000, 2_000, 4_000] } });
const receiver = useReceiver();

async function start(settings: { webhook_timeout_ms?: number; webhook_url?: string } = {}) {
	const { agent_id } = sandbox().store.addAgent({
		webhook_url: receiver().url,
		// Longer than any test: who waits for a timeout sets one.
		webhook_timeout_ms: 600_000,
		...settings,
	});
	const { chat_id } = await client().chat.create({ agent_id });
	await pass();
	return chat_id;
}

/** An answer that comes when it is waited for no more. */
const late = (): Reaction => {
	const { deliveries } = sandbox().webhooks;
	return { status: 204, after: until(() => deliveries.every(({ error }) => error !== null)) };
};

describe('an event that nobody takes', () => {
	test.each<[string, Reaction | typeof late, object]>([
		['a 500', { status: 500, body: 'no' }, { status: 500, error: null, answer: 'no' }],
		['a 404', { status: 404 }, { status: 404, error: null }],
		['a redirect', { status: 302, headers: { location: '/' } }, { status: 302, error: null }],
		['no answer in time', 'silence', { status: null, error: 'timeout' }],
		['a late answer', late, { status: null, error: 'timeout' }],
		['a connection cut', 'hangUp', { status: null, error: 'ECONNRESET' }],
	])('%s: comes three times more, each by the clock', async (_what, reaction, outcome) => {
		const isLate = typeof reaction === 'function';
		receiver().react = isLate ? reaction : () => reaction;
		await start(isLate || reaction === 'silence' ? { webhook_timeout_ms: 50 } : {});
		const { deliveries } = sandbox().webhooks;
		await receiver().come(1);
		for (const [delay, count] of [
			[999, 1],
			[1, 2],
			[1_999, 2],
			[1, 3],
			[4_000, 4],
			[3_600_000 - 7_001, 4],
		] as const) {
			await pass(delay);
			expect(deliveries).toHaveLength(count);
			await receiver().come(count);
			expect(receiver().received).toHaveLength(count);
		}
		expect(deliveries.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4]);
		for (const delivery of deliveries)
			expect(delivery).toMatchObject({ event: 'chat_started', url: receiver().url, ...outcome });
		expect(new Set(receiver().received.map(({ body }) => body)).size).toBe(1);
	});

	test('comes no more once it is taken, by any 2xx', async () => {
		receiver().react = (_call, count) => ({ status: count < 3 ? 503 : 299 });
		await start();
		for (const ms of [1_000, 2_000, 60_000]) await pass(ms);
		expect(sandbox().webhooks.deliveries).toMatchObject([{ status: 503 }, { status: 503 }, { status: 299 }]);
	});

	test('does not keep the next from coming', async () => {
		receiver().react = ({ event }) => ({ status: event === 'chat_started' ? 500 : 204 });
		sandbox().webhooks.settings.retryDelaysMs = [1_000, 60_000];
		await client().chat.end(await start());
		// One after the other: what is sent together can come in any order.
		for (const ms of [0, 1_000, 2_000]) await pass(ms);
		expect(receiver().events()).toEqual(['chat_started', 'chat_ended', 'chat_started', 'chat_analyzed']);
	});

	test('unanswered, holds the next up', async () => {
		const { deliveries } = sandbox().webhooks;
		const gate = Promise.withResolvers<void>();
		receiver().react = () => ({ status: 204, after: gate.promise });
		const { agent_id } = sandbox().store.addAgent({ webhook_url: receiver().url });
		const { chat_id } = await client().chat.create({ agent_id });
		await client().chat.end(chat_id);
		// Whatever may go out now is out.
		expect(deliveries).toHaveLength(1);
		gate.resolve();
		await pass();
		expect(deliveries.map(({ event }) => event)).toEqual(['chat_started', 'chat_ended']);
	});
});

test('without a word of the agent the account’s patience holds; the log tells how long it took', async () => {
	sandbox().webhooks.settings.timeoutMs = 50;
	receiver().react = () => 'silence';
	const begun = performance.now();
	await start({ webhook_timeout_ms: undefined });
	const took = performance.now() - begun;
	const [delivery] = sandbox().webhooks.deliveries;
	expect(delivery).toMatchObject({ timeoutMs: 50, error: 'timeout' });
	expect(delivery?.ms).toBeGreaterThanOrEqual(45);
	expect(delivery?.ms).toBeLessThanOrEqual(Math.ceil(took));
	await receiver().come(1);
});

test('a reset ends what is under way and forgets it', async () => {
	receiver().react = () => ({ status: 500 });
	await start();
	receiver().react = () => 'silence';
	sandbox().clock.advance(1_000);
	sandbox().reset();
	await pass();
	expect(sandbox().webhooks.deliveries).toEqual([]);
	expect(sandbox().webhooks.events).toEqual([]);
	await pass(60_000);
	expect(sandbox().webhooks.deliveries).toEqual([]);
	expect(receiver().received.length).toBeLessThanOrEqual(2);
});
