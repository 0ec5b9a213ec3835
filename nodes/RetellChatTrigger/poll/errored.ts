import { readPages } from '../../retell/api/paging';
import { isTime } from '../../retell/times';
import type { Chat } from '../../retell/api/types';
import { newestOf, startsOf, withoutOld, type Candidate } from './candidates';
import type { PollState } from './state';
import type { Server, Settings } from './types';

/** How far back chats in error are looked for, by their start, in ms. */
const REACH = 96 * 3_600_000;
/** So many are known by ID, the newest by their start. */
const MOST_KNOWN = 500;
/** The clock of the answers is exact to a second only, in ms. */
const CLOCK_STEP = 1000;

/** What the looks for chats in error know; times in ms. */
export interface Errored {
	/** Those that were delivered or are old, with their start times; undefined as long as nobody has looked. */
	errored?: Record<string, number>;
	/** From which start on the next look goes on, where the time of the last one was too short for all. */
	erroredFrom?: number;
	/** What a look finds until it has seen all, and ended before this time, is old; without an end, what began before. */
	erroredOldTo?: number;
	/** Those that started before are not looked for: there are too many to know them all by ID. */
	erroredSince?: number;
}

const UNKNOWN = { errored: undefined, erroredFrom: undefined, erroredOldTo: undefined, erroredSince: undefined };

/** What a look for chats in error found. */
interface Found {
	candidates: Candidate[];
	known: Errored;
	failure?: unknown;
}

/** What a trigger knows that begins now: those that are there and ended, or without an end began, before `start` are old. */
export async function erroredAtStart(
	server: Server,
	settings: Settings,
	state: PollState,
	start: number,
): Promise<Errored> {
	const { known, failure } = await findErrored(server, settings, { ...state, errored: {}, erroredOldTo: start });
	if (failure !== undefined) throw failure;
	const { erroredOldTo: oldTo } = known;
	return oldTo === undefined ? known : { ...known, erroredOldTo: Math.min(oldTo, server.now() + CLOCK_STEP) };
}

/**
 * Chats in error need not have an end time: they are found by their start, and remembered by ID. What
 * is known from before is kept when they cannot be read; those found first are not delivered. Where
 * the time is over before the list, the next poll goes on there.
 */
export async function findErrored(
	server: Server,
	{ includeErrored, fits }: Settings,
	state: PollState,
): Promise<Found> {
	if (!includeErrored) return { candidates: [], known: UNKNOWN };
	const { errored, erroredFrom, erroredSince = -Infinity, startedAt = -Infinity } = state;
	const before = { errored, erroredFrom, erroredOldTo: state.erroredOldTo, erroredSince: state.erroredSince };
	if (server.timeLeft() <= 0) return { candidates: [], known: before };

	const now = server.now();
	const from = Math.max(now - REACH, erroredSince, erroredFrom ?? -Infinity);
	const chats: Chat[] = [];
	let isWhole = false;
	try {
		for await (const page of pagesOf(server, fits, from)) chats.push(...page);
		isWhole = true;
	} catch (failure) {
		// What takes longer than the time that a slow server left over is no failure.
		if (server.timeLeft() > 0) return { candidates: [], known: before, failure };
	}
	const oldTo = errored ? (state.erroredOldTo ?? -Infinity) : Infinity;
	const isOld = (chat: Chat) => (timeOf(chat) ?? 0) < oldTo;
	const newest = chats.reduce((time, { start_timestamp: start }) => Math.max(time, start ?? time), from);
	return {
		candidates: chats
			// One that ended before the start is old, however late it shows.
			.filter((chat) => !isOld(chat) && (!isTime(chat.end_timestamp) || chat.end_timestamp >= startedAt))
			.map((chat) => ({ chat, time: timeOf(chat) ?? now })),
		known: {
			...before,
			errored: { ...errored, ...startsOf(chats.filter(isOld)) },
			erroredFrom: isWhole ? undefined : newest,
			erroredOldTo: isWhole || oldTo === -Infinity ? undefined : Math.min(oldTo, now + CLOCK_STEP),
		},
	};
}

/** What is known after a poll that delivered these chats. */
export function erroredAfter({ errored, ...known }: Errored, delivered: Chat[], now: number): Errored {
	if (!errored) return { ...known, errored };
	const { times, since } = newestOf(withoutOld({ ...errored, ...startsOf(delivered) }, now - 2 * REACH), MOST_KNOWN);
	return { ...known, errored: times, erroredSince: laterOf(known.erroredSince, since) };
}

/** The later of two times, either of which may be unknown. */
function laterOf(one: number | undefined, other: number | undefined): number | undefined {
	return one === undefined || other === undefined ? (one ?? other) : Math.max(one, other);
}

/** In the order of their starts. */
function pagesOf(server: Server, fits: Settings['fits'], from: number): AsyncGenerator<Chat[]> {
	return readPages(async (page) => await server.listStarted('error', from, 'ascending', page), {
		// What began before (the server may ignore that filter) is not remembered for long enough.
		accepts: (chat) =>
			chat.chat_status === 'error' && isTime(chat.start_timestamp) && chat.start_timestamp >= from && fits(chat),
	});
}

/** The end of a chat; of one without an end, its start. */
function timeOf({ end_timestamp: end, start_timestamp: start }: Chat): number | undefined {
	return [end, start].find(isTime);
}
