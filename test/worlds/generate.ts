import { createDice } from './dice.ts';
import { plainChat } from './chats.ts';
import { chatParts } from './parts-chats.ts';
import { engineParts } from './parts-engine.ts';
import { serverParts } from './parts-server.ts';
import { DAY, MINUTE, SECOND } from '../../tools/times.ts';
import { ORIGIN, pagesPerPoll, type Part, type Settings, type WorldPlan } from './plan.ts';

const PARTS: Record<string, Part> = { ...chatParts, ...serverParts, ...engineParts };

/** With less than three pages of time, nothing is promised. */
const LEAST_PAGES = 3;
/** So many polls, read to the last page, can read all chats. */
const MOST_POLLS = 25;

/** Names of all parts, in the order in which they are applied. */
export const PART_NAMES: readonly string[] = Object.keys(PARTS);

/** The world of a seed, without some of its parts; what is left stays as it was. */
export function generateWorld(seed: number, without: ReadonlySet<string> = new Set()): WorldPlan {
	const plan = plainWorld(seed);
	for (const [name, { share, change }] of Object.entries(PARTS)) {
		const dice = createDice(seed, name);
		if (!dice.chance(share) || without.has(name)) continue;
		plan.parts.push(name);
		change(plan, dice);
	}
	plan.chats.sort((a, b) => a.endsAt - b.endsAt);
	makeRoom(plan);
	return plan;
}

/**
 * Three pages fit into each poll. And the chats fit into the pages that 25 polls have time for: with fewer, no trigger could
 * drain them in the 60 polls (and two for each `maxChatsPerPoll` chats) that are promised.
 */
function makeRoom(plan: WorldPlan): void {
	const [least, most] = plan.latencyMs;
	const share = Math.min(1, pagesPerPoll(plan) / LEAST_PAGES);
	plan.latencyMs = [Math.floor(least * share), Math.floor(most * share)];
	const pages = Math.floor(pagesPerPoll(plan));
	plan.pageCap = Math.max(plan.pageCap, Math.ceil(plan.chats.length / (MOST_POLLS * pages)));
}

const SETTINGS: Settings = {
	event: 'chatEnded',
	agentIds: [],
	apiKey: 'key_world_1',
	simplify: true,
	includeErrored: false,
	includeTranscript: false,
	startFromHours: 0,
	lookbackMinutes: 10,
	analysisTimeout: 15,
	maxChatsPerPoll: 1000,
	minDurationSeconds: 0,
};

function plainWorld(seed: number): WorldPlan {
	const dice = createDice(seed, 'world');
	const day = dice.chance(0.03);
	const intervalMs = day ? DAY : dice.pick([1, 2, 5, 5, 10, 15, 30]) * MINUTE;
	const plan: WorldPlan = {
		seed,
		parts: [],
		persistence: dice.pick(['default', 'scheduler', 'cursors']),
		intervalMs,
		polls: day ? 4 : dice.between(12, 30),
		budgetMs: null,
		settings: [{ at: ORIGIN, value: { ...SETTINGS, simplify: dice.chance(0.5) } }],
		chats: [],
		faults: [],
		engine: [],
		hostClock: [],
		serverClock: [],
		pageCap: 1000,
		latencyMs: [20, 400],
		quirks: {},
	};
	if (plan.persistence !== 'default' || dice.chance(0.5)) plan.budgetMs = dice.pick([36, 45, 60, 240, 280]) * SECOND;
	const count = dice.between(5, 80);
	for (let index = 0; index < count; index++) plan.chats.push(plainChat(plan, dice));
	return plan;
}
