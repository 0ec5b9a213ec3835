import type { Dice } from './dice.ts';
import { HOUR, MINUTE, SECOND } from '../../tools/times.ts';
import { ORIGIN, lengthOf, type FaultKind, type FaultPlan, type Part, type Shift, type WorldPlan } from './plan.ts';

/** A stretch of the world's time, at most so long. Everything is over when the calm begins. */
function stretch(plan: WorldPlan, dice: Dice, most: number): { from: number; to: number } {
	const length = lengthOf(plan);
	const from = ORIGIN + dice.between(-1, length);
	return { from, to: Math.min(ORIGIN + length, from + dice.between(10 * SECOND, most)) };
}

const PASSING: [FaultKind, ...FaultKind[]] = [
	{ kind: 'status', status: 500 },
	{ kind: 'status', status: 502 },
	{ kind: 'status', status: 503 },
	{ kind: 'status', status: 408 },
	{ kind: 'status', status: 429 },
	{ kind: 'status', status: 429, retryAfter: '1' },
	{ kind: 'status', status: 429, retryAfter: '20' },
	{ kind: 'status', status: 429, retryAfter: '600' },
	{ kind: 'drop' },
	{ kind: 'drop' },
	{ kind: 'garbage' },
	{ kind: 'noItems' },
	{ kind: 'noKey' },
	{ kind: 'sameKey' },
	{ kind: 'hang' },
];

function clockShifts(plan: WorldPlan, dice: Dice, most: number): Shift[] {
	const first = { at: ORIGIN - 100 * 24 * HOUR, by: dice.between(-most, most) };
	if (dice.chance(0.5)) return [first];
	return [first, { at: ORIGIN + dice.between(1, lengthOf(plan)), by: dice.between(-most, most) }];
}

/** What can be wrong with Retell and the way to it. */
export const serverParts: Record<string, Part> = {
	outages: {
		share: 0.35,
		change: (plan, dice) => {
			for (let count = dice.between(1, 3); count > 0; count--) {
				const most = dice.chance(0.3) ? 12 * plan.intervalMs : 3 * plan.intervalMs;
				plan.faults.push({ ...stretch(plan, dice, most), share: dice.chance(0.6) ? 1 : 0.5, ...dice.pick(PASSING) });
			}
		},
	},
	flakiness: {
		share: 0.15,
		change: (plan, dice) => {
			const all = { from: ORIGIN, to: ORIGIN + lengthOf(plan) };
			plan.faults.push({ ...all, share: dice.between(5, 30) / 100, ...dice.pick(PASSING) });
		},
	},
	deepPages: {
		share: 0.15,
		change: (plan, dice) => {
			plan.faults.push({ ...stretch(plan, dice, 6 * plan.intervalMs), share: 1, kind: 'deep' });
		},
	},
	lostDetails: {
		share: 0.1,
		change: (plan, dice) => {
			const fault: FaultPlan = {
				...stretch(plan, dice, 6 * plan.intervalMs),
				share: dice.pick([1, 0.3]),
				kind: 'details',
			};
			plan.faults.push(fault);
		},
	},
	revokedKey: {
		share: 0.15,
		change: (plan, dice) => {
			const most = Math.max(30 * MINUTE, 3 * plan.intervalMs);
			plan.faults.push({ ...stretch(plan, dice, most), share: 1, kind: 'status', status: dice.pick([401, 402, 403]) });
		},
	},
	slowness: {
		share: 0.1,
		change: (plan, dice) => {
			plan.faults.push({ ...stretch(plan, dice, lengthOf(plan)), share: dice.pick([1, 0.3]), kind: 'slow' });
		},
	},
	smallPages: {
		share: 0.4,
		change: (plan, dice) => (plan.pageCap = dice.pick([3, 5, 10, 50, 200])),
	},
	slowPages: {
		share: 0.3,
		change: (plan, dice) => {
			const most = Math.round(50 * 300 ** (dice.between(0, 100) / 100));
			plan.latencyMs = [Math.ceil(most * dice.pick([0.5, 1])), most];
		},
	},
	outageAfterPublishing: {
		share: 0.1,
		change: (plan, dice) => {
			const from = ORIGIN + dice.pick([2 * MINUTE, plan.intervalMs / 2, 1.5 * plan.intervalMs]);
			const to = Math.min(ORIGIN + lengthOf(plan), from + dice.between(MINUTE, 4 * plan.intervalMs));
			plan.faults.push({ from, to, share: 1, kind: 'status', status: 503 });
			if (dice.chance(0.5)) plan.engine.push({ at: dice.between(from, to), kind: 'restart' });
		},
	},
	exclusiveRanges: { share: 0.4, change: (plan) => (plan.quirks.rangeIncludesBounds = false) },
	oddTotals: { share: 0.4, change: (plan, dice) => (plan.quirks.totals = dice.pick(['absent', 'wrong'])) },
	ignoredFilters: {
		share: 0.15,
		change: (plan, dice) => {
			const ignored = dice.pick([
				['end_timestamp'],
				['agent'],
				['chat_status'],
				['agent', 'chat_status', 'start_timestamp'],
			]);
			plan.quirks.ignoreFilters = ignored;
			// Without this filter every poll reads the whole account: that must be possible.
			if (ignored.includes('end_timestamp')) plan.pageCap = 1000;
		},
	},
	noDate: { share: 0.1, change: (plan) => (plan.quirks.dateHeader = 'none') },
	hostClock: {
		share: 0.3,
		change: (plan, dice) =>
			(plan.hostClock = clockShifts(plan, dice, dice.pick([5 * SECOND, 2 * MINUTE, 90 * MINUTE]))),
	},
	serverClock: {
		share: 0.2,
		change: (plan, dice) => (plan.serverClock = clockShifts(plan, dice, dice.pick([5 * SECOND, 2 * MINUTE]))),
	},
};
