import { readPages, type PageRequest } from '../../retell/api/paging';
import { isTime } from '../../retell/times';
import type { Chat, Page } from '../../retell/api/types';
import { latestOf, newestOf, startsOf, withoutOld, type Candidate } from './candidates';
import { budgetPages } from './pageBudget';
import type { ChatSource, Settings } from './types';

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
	/** Those that ended before are not looked for, either: windows of end times showed them. */
	erroredEndedSince?: number;
	/** Whether the last poll had no time for the look. */
	erroredPutOff?: boolean;
}

/** What a look goes by. */
interface Before extends Errored {
	/** When the trigger started: what ended before is old. */
	startedAt?: number;
}

/** What a look for chats in error found. */
interface Found {
	candidates: Candidate[];
	known: Errored;
	/** All that were listed and have an end time, with it. */
	ends: Record<string, number>;
	failure?: unknown;
}

/** What a trigger knows that begins now: those that are there and ended, or without an end began, before `start` are old. */
export async function erroredAtStart(
	source: ChatSource,
	settings: Settings,
	state: Before,
	start: number,
): Promise<Errored> {
	const { known, failure } = await findErrored(source, settings, { ...state, errored: {}, erroredOldTo: start });
	if (failure !== undefined) throw failure;
	const { erroredOldTo: oldTo } = known;
	const now = source.now();
	return {
		...erroredAfter(known, [], now),
		...(oldTo !== undefined && { erroredOldTo: Math.min(oldTo, now + CLOCK_STEP) }),
	};
}

/**
 * Chats in error need not have an end time: they are found by their start, and remembered by ID. What
 * is known from before is kept when they cannot be read; those found first are not delivered. Where
 * the time is over before the list, the next poll goes on there.
 *
 * @param part the same source with what of the time is for the look
 */
export async function findErrored(
	source: ChatSource,
	{ includeErrored, fits }: Settings,
	state: Before,
	part = source,
): Promise<Found> {
	if (!includeErrored) return { candidates: [], known: knownBefore({}), ends: {} };
	const { errored, erroredFrom, erroredSince = -Infinity, erroredEndedSince = -Infinity } = state;
	const before = knownBefore(state);
	if (source.timeLeft() <= 0) return { candidates: [], known: before, ends: {} };

	const now = source.now();
	const from = Math.max(now - REACH, erroredSince, erroredFrom ?? -Infinity);
	const chats: Chat[] = [];
	const budget = budgetPages(part);
	let isWhole = true;
	const list = async (request: PageRequest): Promise<Page<Chat>> => {
		if (request.pagination_key !== undefined && part !== source && !budget.hasTime()) {
			isWhole = false;
			return { items: [], has_more: false };
		}
		const page = await source.listStarted('error', from, 'ascending', request);
		budget.count(page);
		return page;
	};
	try {
		for await (const page of pagesOf(list, fits, from)) chats.push(...page);
	} catch (failure) {
		// What takes longer than the time that a slow server left over is no failure.
		if (source.timeLeft() > 0) return { candidates: [], known: before, ends: {}, failure };
		isWhole = false;
	}
	// One that ended before the start is old, however late it shows.
	const endedFrom = Math.max(state.startedAt ?? -Infinity, erroredEndedSince);
	const isLookedFor = ({ end_timestamp: end }: Chat) => !isTime(end) || end >= endedFrom;
	const oldTo = errored ? (state.erroredOldTo ?? -Infinity) : Infinity;
	const isOld = (chat: Chat) => (timeOf(chat) ?? 0) < oldTo;
	const newest = chats.reduce((time, { start_timestamp: start }) => Math.max(time, start ?? time), from);
	return {
		candidates: chats
			.filter((chat) => !isOld(chat) && isLookedFor(chat))
			.map((chat) => ({ chat, time: timeOf(chat) ?? now })),
		known: {
			...before,
			errored: { ...errored, ...startsOf(chats.filter((chat) => isOld(chat) && isLookedFor(chat))) },
			erroredFrom: isWhole ? undefined : newest,
			erroredOldTo: isWhole || oldTo === -Infinity ? undefined : Math.min(oldTo, now + CLOCK_STEP),
		},
		ends: Object.fromEntries(chats.flatMap(({ chat_id: id, end_timestamp: end }) => (isTime(end) ? [[id, end]] : []))),
	};
}

/** What is known where there is no time for the look: the next poll looks, whatever its time. */
export function putOffErrored(state: Before): Found {
	return { candidates: [], known: { ...knownBefore(state), erroredPutOff: true }, ends: {} };
}

function knownBefore({ errored, erroredFrom, erroredOldTo, erroredSince, erroredEndedSince }: Errored): Errored {
	return { errored, erroredFrom, erroredOldTo, erroredSince, erroredEndedSince, erroredPutOff: undefined };
}

/**
 * What is known after a poll that delivered these chats. Of too many, those with an end time are
 * forgotten first: a bound of ends stands for them. A bound of starts would hide long chats, too.
 *
 * @param ends end times of those that were listed
 * @param doneTo what ended before this time, in ms, was delivered, and no window of end times shows it again
 */
export function erroredAfter(
	{ errored, ...known }: Errored,
	delivered: Chat[],
	now: number,
	ends: Record<string, number> = {},
	doneTo = -Infinity,
): Errored {
	if (!errored) return { ...known, errored };
	const all = withoutOld({ ...errored, ...startsOf(delivered) }, now - 2 * REACH);
	const excess = Math.max(0, Object.keys(all).length - MOST_KNOWN);
	const dropped = Object.entries(ends)
		.filter(([id, end]) => end < doneTo && Object.hasOwn(all, id))
		.sort(([, a], [, b]) => a - b)
		.slice(0, excess);
	const ids = new Set(dropped.map(([id]) => id));
	const kept = Object.fromEntries(Object.entries(all).filter(([id]) => !ids.has(id)));
	const [, newestEnd] = dropped.at(-1) ?? [];
	const { times, since } = newestOf(kept, MOST_KNOWN);
	return {
		...known,
		errored: times,
		erroredSince: latestOf(known.erroredSince, since),
		erroredEndedSince: latestOf(known.erroredEndedSince, newestEnd === undefined ? undefined : newestEnd + 1),
	};
}

function pagesOf(
	list: (request: PageRequest) => Promise<Page<Chat>>,
	fits: Settings['fits'],
	from: number,
): AsyncGenerator<Chat[]> {
	return readPages(list, {
		// What began before (the server may ignore that filter) is not remembered for long enough.
		accepts: (chat) =>
			chat.chat_status === 'error' && isTime(chat.start_timestamp) && chat.start_timestamp >= from && fits(chat),
	});
}

/** The end of a chat; of one without an end, its start. */
function timeOf({ end_timestamp: end, start_timestamp: start }: Chat): number | undefined {
	return [end, start].find(isTime);
}
