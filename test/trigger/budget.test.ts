// The time that n8n gives to one poll.
import { HOUR, MINUTE, SECOND } from '../../tools/times.ts';
import { differenceOf, useTriggerWorld } from './world.ts';

const world = useTriggerWorld();
const { publish } = world;

/** Lets each answer take its time. */
function slowDown(ms: number, path?: string) {
	const { sandbox, time } = world;
	sandbox.faults.add({
		kind: 'latency',
		ms: 0,
		path,
		when: () => {
			time.pass(ms);
			return false;
		},
	});
}

/** Polls once, and tells how long it took. */
async function timed(trigger: { tick: () => Promise<{ ids: unknown[]; error: Error | undefined }> }) {
	const start = Date.now();
	const { ids, error } = await trigger.tick();
	return { ids, error, took: Date.now() - start };
}

function endMany(count: number, apart: number): string[] {
	const now = Date.now();
	return Array.from({ length: count }, (_, index) =>
		world.endChat({
			end_timestamp: now - (count - index) * apart,
			start_timestamp: now - HOUR - ((index * 7919) % 997) * SECOND,
		}),
	);
}

test.each([
	[36_000, 36_000],
	[null, 45_000],
])('slow lists within %j ms: a poll ends in time, and the next ones go on', async (budgetMs, limit) => {
	const { time } = world;
	const trigger = await publish({ budgetMs, parameters: { options: { maxChatsPerPoll: 20_000 } } });
	time.pass(3 * HOUR);
	const chats = endMany(12_000, 800);
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
	const chats = endMany(150, -1).reverse();
	slowDown(0.4 * SECOND, '/get-chat');
	time.pass(MINUTE);
	const first = await timed(trigger);
	time.pass(MINUTE);
	const second = await timed(trigger);
	time.pass(MINUTE);
	const third = await timed(trigger);
	expect([first.error, second.error, third.error]).toEqual([undefined, undefined, undefined]);
	expect(Math.max(first.took, second.took)).toBeLessThanOrEqual(36_000);
	expect(first.ids.length).toBeGreaterThan(50);
	expect(second.ids.length).toBeGreaterThan(50);
	expect([...first.ids, ...second.ids, ...third.ids]).toEqual(chats);
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
