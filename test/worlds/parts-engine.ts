import type { Dice } from './dice.ts';
import { SECOND } from '../../tools/times.ts';
import { ORIGIN, lengthOf, type Accident, type EnginePlan, type Part, type Settings, type WorldPlan } from './plan.ts';

/** Any time, or a moment after a poll began. */
function moment(plan: WorldPlan, dice: Dice): number {
	if (dice.chance(0.4)) return ORIGIN + dice.between(1, lengthOf(plan));
	return ORIGIN + dice.between(0, plan.polls - 1) * plan.intervalMs + dice.between(1, 2 * SECOND);
}

function add(kind: Exclude<EnginePlan['kind'], 'handOff'>, most: number): Part['change'] {
	return (plan, dice) => {
		for (let count = dice.between(1, most); count > 0; count--) plan.engine.push({ at: moment(plan, dice), kind });
	};
}

function handOffs(...accidents: [Accident, ...Accident[]]): Part['change'] {
	return (plan, dice) => {
		for (let count = dice.between(1, 3); count > 0; count--) {
			plan.engine.push({ at: moment(plan, dice), kind: 'handOff', accident: dice.pick(accidents) });
		}
	};
}

/** Changes the settings of the whole world. */
function set(change: (dice: Dice) => Partial<Settings>): Part['change'] {
	return (plan, dice) => {
		const values = change(dice);
		for (const { value } of plan.settings) Object.assign(value, values);
	};
}

/** Changes the settings while the world lives. */
function reset(change: (dice: Dice, now: Settings) => Partial<Settings>): Part['change'] {
	return (plan, dice) => {
		for (let count = dice.between(1, 2); count > 0; count--) {
			const last = plan.settings.at(-1);
			if (!last) return;
			const at = Math.max(last.at + 1, moment(plan, dice));
			plan.settings.push({ at, value: { ...last.value, ...change(dice, last.value) } });
		}
	};
}

const agents = (dice: Dice) => dice.pick([[], ['agent_a'], ['agent_b'], ['agent_a', 'agent_b']]);

/** What can happen to n8n, and what a person can set. */
export const engineParts: Record<string, Part> = {
	analysed: {
		share: 0.4,
		change: set((dice) => ({ event: 'chatAnalyzed', analysisTimeout: dice.pick([1, 15, 15, 60]) })),
	},
	agentFilter: { share: 0.25, change: set((dice) => ({ agentIds: agents(dice) })) },
	minDuration: { share: 0.1, change: set((dice) => ({ minDurationSeconds: dice.pick([60, 600]) })) },
	errored: { share: 0.3, change: set(() => ({ includeErrored: true })) },
	transcripts: { share: 0.2, change: set(() => ({ includeTranscript: true })) },
	startBack: { share: 0.15, change: set((dice) => ({ startFromHours: dice.pick([1, 2, 6]) })) },
	caps: { share: 0.3, change: set((dice) => ({ maxChatsPerPoll: dice.pick([1, 2, 5, 20, 100]) })) },
	lookback: { share: 0.2, change: set((dice) => ({ lookbackMinutes: dice.pick([1, 3, 30, 60]) })) },
	restarts: { share: 0.35, change: add('restart', 4) },
	leaders: { share: 0.1, change: add('leaderChange', 2) },
	republishing: { share: 0.2, change: add('republish', 3) },
	overlaps: { share: 0.25, change: add('doubleTick', 6) },
	manualFetches: { share: 0.1, change: add('manualFetch', 3) },
	crashes: { share: 0.3, change: handOffs('crashBefore', 'crashAfterState', 'crashAfterExecution', 'crashAfter') },
	discards: { share: 0.15, change: handOffs('discard') },
	newLookback: { share: 0.1, change: reset((dice) => ({ lookbackMinutes: dice.pick([1, 5, 10, 60]) })) },
	newCap: { share: 0.1, change: reset((dice) => ({ maxChatsPerPoll: dice.pick([1, 10, 1000]) })) },
	newEvent: {
		share: 0.1,
		change: reset((_, { event }) => ({ event: event === 'chatEnded' ? 'chatAnalyzed' : 'chatEnded' })),
	},
	newAgents: { share: 0.15, change: reset((dice) => ({ agentIds: agents(dice) })) },
	newKey: { share: 0.1, change: reset((dice) => ({ apiKey: `key_world_${dice.between(2, 9)}` })) },
};
