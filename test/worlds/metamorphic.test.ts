import { RetellChatTrigger } from '../../nodes/RetellChatTrigger/RetellChatTrigger.node.ts';
import { generateWorld } from './generate.ts';
import { MINUTE } from '../../tools/times.ts';
import { lengthOf, type WorldPlan } from './plan.ts';
import { tell } from './story.ts';
import { tryWorld } from './trial.ts';

const makeNode = () => new RetellChatTrigger();
const SEEDS = Array.from({ length: 12 }, (_, index) => 1001 + index);

// What depends on the moment of a poll must go: nothing of it changes which chats are due.
const TIMELY = new Set([
	'deletions',
	'crashes',
	'discards',
	'newAgents',
	'newKey',
	'veryLateRows',
	'lookback',
	'newLookback',
	'errors',
]);

async function delivered(plan: WorldPlan): Promise<string[]> {
	const { record, breaches } = await tryWorld(plan, makeNode);
	if (breaches.length > 0) throw new Error(tell(record, breaches));
	return record.deliveries.map(({ item }) => item.id).sort();
}

/** The same world, polled at another pace. */
function polledEvery(plan: WorldPlan, minutes: number): WorldPlan {
	const intervalMs = minutes * MINUTE;
	return { ...plan, intervalMs, polls: Math.max(1, Math.ceil(lengthOf(plan) / intervalMs)) };
}

describe('The same world delivers the same chats', () => {
	it.each(SEEDS)('however often it is polled (%i)', async (seed) => {
		const plan = shorter(generateWorld(seed, TIMELY));
		const often = await delivered(polledEvery(plan, 1));
		expect(await delivered(polledEvery(plan, 5))).toEqual(often);
		expect(await delivered(polledEvery(plan, 30))).toEqual(often);
	});

	// The look for chats whose end never shows goes through a few pages only, and so not as far in small ones.
	it.each(SEEDS)('in pages of any size (%i)', async (seed) => {
		const plan = generateWorld(seed, new Set([...TIMELY, 'missingEnds']));
		const whole = await delivered({ ...plan, pageCap: 1000 });
		expect(await delivered({ ...plan, pageCap: Math.max(3, Math.ceil(plan.chats.length / 30)) })).toEqual(whole);
	});

	it.each(SEEDS)('in each of the engines (%i)', async (seed) => {
		const plan = generateWorld(seed, new Set([...TIMELY, 'restarts', 'leaders']));
		const one = await delivered({ ...plan, persistence: 'default' });
		expect(await delivered({ ...plan, persistence: 'scheduler' })).toEqual(one);
		expect(await delivered({ ...plan, persistence: 'cursors' })).toEqual(one);
	});
});

/** A world of at most six hours: polled every minute, a day takes long. */
function shorter(plan: WorldPlan): WorldPlan {
	return { ...plan, polls: Math.min(plan.polls, Math.max(1, Math.floor((6 * 60 * MINUTE) / plan.intervalMs))) };
}
