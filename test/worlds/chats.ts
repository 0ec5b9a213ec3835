import type { Dice } from './dice.ts';
import { HOUR, MINUTE, SECOND } from '../../tools/times.ts';
import { ORIGIN, lengthOf, type ChatPlan, type WorldPlan } from './plan.ts';

/** A chat of some minutes that ends in the world's time, or somewhat before it begins. */
export function plainChat(plan: WorldPlan, dice: Dice, endsAt = anyTime(plan, dice)): ChatPlan {
	const lasts = dice.between(20 * SECOND, 40 * MINUTE);
	const index = plan.chats.length;
	return {
		// The order of the ids is not that of the times.
		id: `chat_${((index * 7919) % 9973).toString().padStart(4, '0')}_${index}`,
		agent: dice.pick(['agent_a', 'agent_b', 'agent_c']),
		startsAt: endsAt - lasts,
		endsAt,
		status: 'ended',
		visibleAt: endsAt,
		endShownAt: endsAt,
		analysedAt: endsAt + dice.between(2, 40) * SECOND,
		endStampOff: 0,
	};
}

/** Any time of the world; more often than not close to a poll, where the boundaries are. */
export function anyTime(plan: WorldPlan, dice: Dice): number {
	const length = lengthOf(plan);
	if (dice.chance(0.15)) return ORIGIN - dice.between(1, HOUR);
	if (dice.chance(0.6)) return ORIGIN + dice.between(1, length);
	const poll = ORIGIN + dice.between(0, plan.polls) * plan.intervalMs;
	return Math.min(ORIGIN + length, poll + dice.between(-2 * SECOND, 3 * SECOND));
}
