// Many chats at once.
import { readStored } from '../../nodes/RetellChatTrigger/poll/state.ts';
import type { Outcome, Poller } from '../host/poll.ts';
import { HOUR, MINUTE } from '../../tools/times.ts';
import { differenceOf, useTriggerWorld } from './world.ts';

const world = useTriggerWorld();
const { publish, endAt, poll, requests } = world;

/** Polls each minute until a poll yields nothing, and measures. */
async function drain(trigger: Poller) {
	const outcomes: Outcome[] = [];
	let largestState = 0;
	let most = 0;
	requests();
	for (;;) {
		const [outcome] = await poll(trigger);
		if (!outcome || outcome.error) throw outcome?.error ?? new Error('No poll');
		outcomes.push(outcome);
		most = Math.max(most, outcome.ids.length);
		largestState = Math.max(largestState, JSON.stringify(trigger.held()).length);
		if (outcome.ids.length === 0) break;
	}
	const ids = outcomes.flatMap((outcome) => outcome.ids);
	return { ids, polls: outcomes.length, most, largestState, requests: requests().length };
}

test.each([
	['right', 60_000, 61, 260],
	['absent', 9_000, 10, 60],
	['wrong', 9_000, 10, 60],
] as const)(
	'after three days down, totals %s: %i chats in %i polls and %i requests',
	async (totals, count, polls, mostRequests) => {
		const { sandbox, time } = world;
		sandbox.quirks.totals = totals;
		const trigger = await publish();
		await poll(trigger);
		time.pass(72 * HOUR);
		const over = 72 * HOUR - MINUTE;
		const now = Date.now();
		const chats = endAt(
			Array.from({ length: count }, (_, index) => now - over + Math.floor(((index + 1) * over) / count)),
		);
		const drained = await drain(trigger);
		expect(differenceOf(drained.ids, chats)).toBeUndefined();
		expect(drained.most).toBe(1_000);
		// The last poll finds nothing.
		expect(drained.polls).toBe(polls);
		expect(drained.requests).toBeLessThanOrEqual(mostRequests);
		expect(drained.largestState).toBeLessThanOrEqual(200_000);
	},
);

test.each([1_000_000, 9_999_999_999, 1e300])(
	'Start From %d hours: all chats there are, each once',
	async (startFromHours) => {
		const { sandbox } = world;
		const now = Date.now();
		const chats = endAt(Array.from({ length: 3_000 }, (_, index) => now - (3_000 - index) * HOUR));
		const trigger = await publish({ parameters: { options: { startFromHours } } });
		requests();
		const outcomes = await world.poll(trigger, { times: 8 });
		expect(
			differenceOf(
				outcomes.flatMap(({ ids }) => ids),
				chats,
			),
		).toBeUndefined();
		expect(readStored(trigger.kept(), Date.now())).toMatchObject({ isDamaged: false });
		expect(sandbox.requests.map(({ rawBody }) => rawBody).filter((body) => /[[:]-\d/.test(body))).toEqual([]);
	},
);

test('20,000 chats that end in the same millisecond: all, each once', async () => {
	const { sandbox, time } = world;
	const trigger = await publish({ parameters: { options: { maxChatsPerPoll: 5_000 } } });
	await poll(trigger);
	time.pass(MINUTE);
	const end = sandbox.clock.now() - 1;
	const chats = endAt(Array<number>(20_000).fill(end));
	const drained = await drain(trigger);
	expect(differenceOf(drained.ids, chats)).toBeUndefined();
	expect(drained.most).toBe(5_000);
	expect(drained.polls).toBe(5);
	// Each poll reads the 20 pages of that millisecond and finds it in a few requests. The last one looks back, too.
	expect(drained.requests).toBeLessThanOrEqual(5 * 28 + 1);
});
