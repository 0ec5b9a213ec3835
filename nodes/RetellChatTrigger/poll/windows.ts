import { isTime } from '../../retell/times';
import { readFitting, type EndedChat } from './oneWindow';
import { budgetPages } from './pageBudget';
import type { ChatSource, Window } from './types';

/** How many times more chats than the last one a window is to hold at most. */
const GROWTH = 8;

interface Wanted {
	/** The reading stops once so many chats that count were read. */
	chats: number;
	counts: (chat: EndedChat) => boolean;
}

interface Reading {
	/** The chats in the windows that were read completely, in no order. */
	chats: EndedChat[];
	/** Up to this end time everything was read: Infinity, or less than `from` if nothing was. */
	coveredTo: number;
	/** The newest end time in all that was read, also in what does not count; none in the future. */
	newestEnd: number;
	/** Whether there was not enough time. */
	isSlow: boolean;
	/** Of the chats that ended in the ms after `coveredTo`, those that started before this time were read. */
	startedFrom?: number;
	/** Length of the window that the next poll begins with, in ms: as much as fits into its time. */
	span?: number;
	/** What stopped the reading. What was read completely before still counts. */
	failure?: unknown;
}

/**
 * Reads ended chats from an end time on, the oldest first, until enough are there, or all is read, or the time is over.
 *
 * Retell orders its list by start. So a list that is cut short says nothing about the end times in
 * it: a window of end times counts as read only at the end of its last page. The work is a list of
 * windows without gaps, the oldest first, and the first one is always the next:
 *
 *     [from ........................................ Infinity)    at the beginning
 *     [from .. a] [a+1 .. b] [b+1 .................. Infinity)    the first was too much, twice
 *                 [a+1 .. b] [b+1 .................. Infinity)    the first was read to its end
 *                                                                 no window is left: all is read
 *
 * Before a window is read, it is cut to what probably fits, by how dense the chats were before. If it
 * holds too much all the same, it is cut where its chats say. So nothing is read twice but what led to
 * a cut.
 *
 * A single ms cannot be cut. If it has more chats than there is time for, those that were read count,
 * and the next poll goes on in their order of start.
 *
 * @param span length of the first window in ms: what the last poll found to fit
 * @param startedFrom what the last poll returned for the ms `from`
 */
export async function readOldest(
	source: ChatSource,
	{
		from,
		to = Infinity,
		span = Infinity,
		startedFrom,
	}: { from: number; to?: number; span?: number; startedFrom?: number },
	wanted: Wanted,
): Promise<Reading> {
	const budget = budgetPages(source);
	const work: Window[] = [{ low: from, high: to }];
	if (startedFrom !== undefined) cutFirst(work, from);
	else if (from + span <= source.now()) cutFirst(work, from + span - 1);

	const reading: Reading = { chats: [], coveredTo: to, newestEnd: 0, isSlow: false };
	let density: number | undefined;
	let unanswered = Infinity;
	let left = wanted.chats;
	while (work.length > 0 && left > 0 && budget.hasTime()) {
		const rows = budget.rowsNow(left);
		if (density !== undefined) fitFirst(work, rows / density, source.now());
		const [window = { low: from, high: to }] = work;
		const { low, high } = window;
		const isBegun = low === from && startedFrom !== undefined;
		const pagesBefore = budget.pages();
		const { chats, isWhole, failure } = await readFitting(
			source,
			isBegun ? { ...window, startedFrom } : window,
			budget,
			left,
		);
		for (const { end_timestamp: end } of chats)
			if (end <= source.now()) reading.newestEnd = Math.max(reading.newestEnd, end);

		if (isWhole) {
			for (const chat of chats) reading.chats.push(chat);
			left -= chats.filter(wanted.counts).length;
			density = Math.max(chats.length, rows / GROWTH) / lengthOf(window);
			work.shift();
			continue;
		}
		// A server can need the longer the more a window holds: what all of the time was too short for is asked for smaller.
		const cameNothing = failure !== undefined && budget.pages() === pagesBefore;
		if (cameNothing && source.timeLeft() <= 0)
			unanswered = lengthOf({ low, high: Math.min(high, Math.max(low, source.now())) });
		// A server that answered until the time was over is slow, and not down.
		const isDown = failure !== undefined && (source.timeLeft() > 0 || budget.pages() === 0);
		if (isDown) {
			reading.failure = failure;
			break;
		}
		// A window of which nothing came before the time was over need not hold much.
		if (cameNothing) break;
		if (low === high && chats.length > 0) {
			for (const chat of chats) reading.chats.push(chat);
			reading.startedFrom = chats.reduce(
				(newest, { start_timestamp: start }) => (isTime(start) ? Math.max(newest, start) : newest),
				0,
			);
			break;
		}
		const fitting = budget.rowsPerPoll(wanted.chats);
		cutFirst(work, splitPoint(window, chats, fitting));
		density = fitting / lengthOf(work[0] ?? window);
	}

	const [next] = work;
	if (!next) return reading;
	const length = Math.min(
		lengthOf(next),
		density === undefined ? Infinity : Math.ceil(budget.rowsPerPoll(wanted.chats) / density),
		Math.max(1, Math.floor(unanswered / 2)),
	);
	return {
		...reading,
		coveredTo: next.low - 1,
		isSlow: reading.failure === undefined && left > 0,
		span: length === Infinity ? undefined : length,
	};
}

/** Cuts the first window so that it is about so long, in ms. What reaches into the future stays whole: no more can be in it. */
function fitFirst(work: Window[], length: number, now: number): void {
	const [{ low } = { low: Infinity }] = work;
	const end = low + Math.max(1, Math.floor(length)) - 1;
	if (end < now) cutFirst(work, end);
}

/** Cuts the first window in two, the older of which ends at `at`. */
function cutFirst(work: Window[], at: number): void {
	const [first] = work;
	if (first && at < first.high) work.splice(0, 1, { low: first.low, high: at }, { low: at + 1, high: first.high });
}

function lengthOf({ low, high }: Window): number {
	return high - low + 1;
}

/**
 * Where to cut a dense window, so that its older part holds about `target` rows: by the median end
 * of the rows at hand, which are those that started first. Always below the window's end, so that
 * windows get smaller.
 */
export function splitPoint({ low, high }: Window, rows: EndedChat[], target: number): number {
	const ends = rows.map((row) => row.end_timestamp).sort((a, b) => a - b);
	const half = Math.floor(ends.length / 2);
	const median = ends[half] ?? low;
	const [oldest = low] = ends;
	const newest = ends.at(-1) ?? low;
	// Without rows at hand (the server shows those on the edges of a window, too) nothing is known.
	const reach = half === 0 ? Infinity : oldest - low + Math.floor(((median - oldest) * target) / half);
	// Halves, unless all rows at hand lie close to the window's end: that far from them that the
	// server, which is asked for one ms more, does not count them.
	const middle = high === Infinity ? newest : Math.max(Math.floor((low + high) / 2), oldest - 2);
	return Math.max(low, Math.min(low + reach, middle));
}
