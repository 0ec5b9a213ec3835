// The time that n8n gives to one poll.
import { HOUR, MINUTE, SECOND } from '../../tools/times.ts';
import { differenceOf, useTriggerWorld } from './world.ts';

const world = useTriggerWorld();
const { publish, endAt, slowDown } = world;

/** Polls once, and tells how long it took. */
async function timed(trigger: { tick: () => Promise<{ ids: unknown[]; error: Error | undefined }> }) {
	const start = Date.now();
	const { ids, error } = await trigger.tick();
	return { ids, error, took: Date.now() - start };
}

test.each([
	[36_000, 36_000],
	[null, 45_000],
])('slow lists within %j ms: a poll ends in time, and the next ones go on', async (budgetMs, limit) => {
	const { time } = world;
	const trigger = await publish({ budgetMs, parameters: { options: { maxChatsPerPoll: 20_000 } } });
	time.pass(3 * HOUR);
	const now = Date.now();
	const chats = endAt(Array.from({ length: 12_000 }, (_, index) => now - (12_000 - index) * 800));
	slowDown(4 * SECOND);
	const delivered: unknown[] = [];
	let polls = 0;
	for (; polls < 12 && delivered.length < chats.length; polls++) {
		time.pass(MINUTE);
		const { ids, error, took } = await timed(trigger);
		expect(error).toBeUndefined();
		expect(took).toBeLessThanOrEqual(limit);
		delivered.push(...ids);
	}
	expect(polls).toBeGreaterThan(1);
	expect(differenceOf(delivered, chats)).toBeUndefined();
});

test('slow details: what was read is delivered, the rest with the next polls', async () => {
	const { time } = world;
	const trigger = await publish({ budgetMs: 36_000, parameters: { options: { includeTranscript: true } } });
	const chats = endAt(Array.from({ length: 150 }, (_, index) => Date.now() + 1 + index));
	slowDown(0.4 * SECOND, '/get-chat');
	const polls: Array<Awaited<ReturnType<typeof timed>>> = [];
	for (let count = 0; count < 3; count++) {
		time.pass(MINUTE);
		polls.push(await timed(trigger));
	}
	expect(polls.map(({ error }) => error)).toEqual([undefined, undefined, undefined]);
	expect(Math.max(...polls.map(({ took }) => took))).toBeLessThanOrEqual(36_000);
	expect(Math.min(...polls.slice(0, 2).map(({ ids }) => ids.length))).toBeGreaterThan(50);
	expect(polls.flatMap(({ ids }) => ids)).toEqual(chats);
});

test('retries and waits stay within the time, too', async () => {
	const { sandbox, time } = world;
	const trigger = await publish({ budgetMs: 36_000 });
	sandbox.faults.add({ kind: 'status', status: 503, headers: { 'retry-after': '20' } });
	time.pass(MINUTE);
	const { took, error } = await timed(trigger);
	expect(error).toBeUndefined();
	expect(took).toBeLessThanOrEqual(36_000 * 0.9);
});
