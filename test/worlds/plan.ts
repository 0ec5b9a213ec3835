import type { Quirks } from '../../tools/sandbox/index.ts';
import { MINUTE, SECOND } from '../../tools/times.ts';
import type { Dice } from './dice.ts';

/** When every world's workflow is published for the first time, ms since the epoch. */
export const ORIGIN = Date.UTC(2026, 7, 3, 9);

/** How n8n keeps what a poll learned: see `engine.ts`. */
type Persistence = 'default' | 'scheduler' | 'cursors';

/** What a person set in the trigger. */
export interface Settings {
	event: 'chatEnded' | 'chatAnalyzed';
	agentIds: string[];
	apiKey: string;
	simplify: boolean;
	includeErrored: boolean;
	includeTranscript: boolean;
	startFromHours: number;
	lookbackMinutes: number;
	analysisTimeout: number;
	maxChatsPerPoll: number;
	minDurationSeconds: number;
}

/** One chat's life. All times are true times: the server may stamp others. */
export interface ChatPlan {
	id: string;
	agent: string;
	startsAt: number;
	endsAt: number;
	status: 'ended' | 'error';
	/** From when the list shows the end of the chat. */
	visibleAt: number;
	/** From when the end time is there; null: never. */
	endShownAt: number | null;
	/** From when the analysis is there; null: never. */
	analysedAt: number | null;
	deletedAt?: number;
	/** An unrelated change to the chat. */
	editedAt?: number;
	/** How far the stamped end lies off the true one, ms. */
	endStampOff: number;
}

/** What can go wrong with a request. */
export type FaultKind =
	| { kind: 'status'; status: number; retryAfter?: string }
	| { kind: 'drop' | 'garbage' | 'noItems' | 'noKey' | 'sameKey' | 'deep' | 'details' | 'hang' | 'slow' };

/** What a share of the requests meets between two times. */
export type FaultPlan = { from: number; to: number; share: number } & FaultKind;

/** What happens to n8n. A hand-off event waits for the next poll that returns items. */
export type EnginePlan = { at: number } & (
	| { kind: 'restart' | 'leaderChange' | 'republish' | 'doubleTick' | 'manualFetch' }
	| { kind: 'handOff'; accident: Accident }
);

/** What can go wrong between a poll's result and its execution. */
export type Accident = 'crashBefore' | 'crashAfterState' | 'crashAfterExecution' | 'crashAfter' | 'discard';

/** From a time on, a clock is so much off. */
export interface Shift {
	at: number;
	by: number;
}

/** Everything about a world. The same plan lives the same life again. */
export interface WorldPlan {
	seed: number;
	parts: string[];
	persistence: Persistence;
	intervalMs: number;
	polls: number;
	/** What a poll may take in n8n's eyes, ms; null: n8n does not say. */
	budgetMs: number | null;
	settings: Array<{ at: number; value: Settings }>;
	chats: ChatPlan[];
	faults: FaultPlan[];
	engine: EnginePlan[];
	hostClock: Shift[];
	serverClock: Shift[];
	/** The server's largest page. */
	pageCap: number;
	/** How long an answer takes. */
	latencyMs: [least: number, most: number];
	quirks: Partial<Quirks>;
}

/** One thing that can make a world harder, and in how many worlds it does. */
export interface Part {
	share: number;
	change: (plan: WorldPlan, dice: Dice) => void;
}

/** When the last planned poll is due. */
export function lengthOf(plan: WorldPlan): number {
	return plan.polls * plan.intervalMs;
}

/** How far a clock is off at a time. */
export function shiftAt(shifts: readonly Shift[], at: number): number {
	return shifts.reduce((by, shift) => (shift.at <= at ? shift.by : by), 0);
}

/** The end time that the server stamps on a chat. */
export function stampedEnd(plan: WorldPlan, chat: ChatPlan): number {
	return chat.endsAt + shiftAt(plan.serverClock, chat.endsAt) + chat.endStampOff;
}

/** From when a list asked for ended chats shows the chat with its end. */
export function shownAt(chat: ChatPlan): number {
	return Math.max(chat.visibleAt, chat.endShownAt ?? chat.visibleAt, chat.endsAt);
}

/** Whether a chat is one of those that the settings ask for. */
export function fits(plan: WorldPlan, chat: ChatPlan, settings: Settings): boolean {
	const { agentIds, includeErrored, minDurationSeconds } = settings;
	const lasted = stampedEnd(plan, chat) - chat.startsAt - shiftAt(plan.serverClock, chat.startsAt);
	return (
		(agentIds.length === 0 || agentIds.includes(chat.agent)) &&
		(chat.status === 'ended' || includeErrored) &&
		(minDurationSeconds === 0 || (chat.endShownAt !== null && lasted >= minDurationSeconds * SECOND))
	);
}

/** The parts of the settings that decide which past comes into view. */
export function viewOf({ agentIds, apiKey, minDurationSeconds }: Settings): string {
	return JSON.stringify([agentIds, apiKey, minDurationSeconds]);
}

/** How many pages a poll has time for, where each takes as long as it can; a poll with transcripts uses half of it. */
export function pagesPerPoll({ budgetMs, persistence, latencyMs: [, most], settings }: WorldPlan): number {
	const unsaid = 45 * SECOND;
	const budget = budgetMs === null ? unsaid : persistence === 'default' ? 5 * MINUTE : budgetMs;
	const share = settings.some(({ value }) => value.includeTranscript) ? 0.5 : 1;
	return (0.9 * budget * share) / most;
}

/** How many chats one poll can deliver. */
export function chatsPerPoll(plan: WorldPlan): number {
	const cap = Math.min(...plan.settings.map(({ value }) => value.maxChatsPerPoll));
	return Math.max(1, Math.min(cap, Math.floor(pagesPerPoll(plan)) * plan.pageCap));
}

/** Nothing goes wrong with n8n, Retell and their clocks, and nobody changes settings. */
export function isQuiet({ faults, engine, settings, hostClock, serverClock, quirks }: WorldPlan): boolean {
	const isDisturbed = [faults, engine, hostClock, serverClock].some(({ length }) => length > 0);
	return (
		!isDisturbed && settings.length === 1 && (quirks.ignoreFilters ?? []).length === 0 && quirks.dateHeader !== 'none'
	);
}
