import { PAGE_SIZE, pageTurner } from '../../retell/paging';
import type { Chat } from '../../retell/types';
import { measurePace, type Pace } from './pace';
import type { Server, Window } from './types';

/** More rows, and more pages where they are small, are never read in one window. */
const MOST_ROWS = 5 * PAGE_SIZE;
const MOST_PAGES = 40;
/** What of the rows that fit is asked for: how many there are is known only roughly. */
const CAUTION = 0.8;
/** A window that holds so many times what is wanted is cut. */
const MUCH = 2;
/** A page is begun if there is time for so much of one: pages differ. */
const ENOUGH_TIME = 0.8;
/** How many times longer than the one before a window can be. */
const GROWTH = 8;

/** A chat whose end time is known. */
export type EndedChat = Chat & { end_timestamp: number };

export interface Wanted {
	/** The reading stops once so many chats that count were read. */
	chats: number;
	counts: (chat: EndedChat) => boolean;
}

export interface Reading {
	/** The chats in the windows that were read completely, in no order. */
	chats: EndedChat[];
	/** Up to this end time everything was read: Infinity, or less than `from` if nothing was. */
	coveredTo: number;
	/** The newest end time in all that was read, also in what does not count; none in the future. */
	newestEnd: number;
	/** Whether there was not enough time. */
	isSlow?: boolean;
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
 * it: a window of end times counts as read only at the end of its last page. What holds too much is
 * cut in two: the older part comes next, then the newer one, and nothing is read twice but what led
 * to the cut. How dense the chats were tells how long the next window may be.
 *
 * A single ms cannot be cut. If it has more chats than there is time for, those that were read count,
 * and the next poll goes on in their order of start.
 *
 * @param span length of the first window in ms: what the last poll found to fit
 * @param startedFrom what the last poll told of the ms `from`
 */
export async function readOldest(
	server: Server,
	{ from, to = Infinity, span = Infinity, startedFrom }: { from: number; to?: number; span?: number; startedFrom?: number },
	wanted: Wanted,
): Promise<Reading> {
	const pace = measurePace(server);
	const chats: EndedChat[] = [];
	/** The work: where the windows end that are still to be read, the oldest last. */
	const ends = startedFrom === undefined ? [to] : [to, from];
	let low = from;
	let length = span;
	/** Chats per ms, as far as it is known. */
	let density: number | undefined;
	let news = 0;
	let newestEnd = 0;

	for (let end = ends.at(-1); end !== undefined && news < wanted.chats; end = ends.at(-1)) {
		if (pace.pagesLeft() < ENOUGH_TIME) break;
		const target = targetRows(wanted.chats - news, pace.pagesLeft(), pace);
		if (density !== undefined) length = Math.max(1, Math.floor(target / density));
		const window = { ...windowOf(low, low + length - 1, end, server.now()), startedFrom: low === from ? startedFrom : undefined };
		const { rows, isWhole, failure } = await readWindow(server, window, { pace, wanted: wanted.chats - news });
		const { high = Infinity } = window;
		for (const { end_timestamp: at } of rows) if (at <= server.now()) newestEnd = Math.max(newestEnd, at);

		if (isWhole) {
			for (const row of rows) chats.push(row);
			news += rows.filter(wanted.counts).length;
			density = Math.max(rows.length, target / GROWTH) / (high - low + 1);
			low = high + 1;
			if (high === end) ends.pop();
			continue;
		}
		// A server that answered until the time was over is slow, and not down.
		const isSlow = server.timeLeft() <= 0 && pace.pages() > 0;
		if (failure !== undefined && !isSlow) return { chats, coveredTo: low - 1, newestEnd, span: spanOf(length), failure };
		if (low === high && rows.length > 0) {
			for (const row of rows) chats.push(row);
			const newestStart = rows.reduce((newest, { start_timestamp: start = 0 }) => Math.max(newest, start), 0);
			return { chats, coveredTo: low - 1, newestEnd, span: 1, isSlow: true, startedFrom: newestStart };
		}
		if (high < end) ends.push(high);
		const fitting = targetRows(wanted.chats, pace.pagesPerPoll(), pace);
		length = splitPoint(window, rows, fitting) - low + 1;
		ends.push(low + length - 1);
		density = fitting / length;
	}
	const [end] = ends.slice(-1);
	if (end === undefined) return { chats, coveredTo: to, newestEnd };
	const fitting = targetRows(wanted.chats, pace.pagesPerPoll(), pace);
	const next = density === undefined ? length : Math.ceil(fitting / density);
	return { chats, coveredTo: low - 1, newestEnd, span: spanOf(Math.min(next, end - low + 1)), isSlow: news < wanted.chats };
}

/** Reads a whole window of end times. */
export async function readWhole(server: Server, window: Window): Promise<EndedChat[]> {
	const { rows, failure } = await readWindow(server, window);
	if (failure !== undefined) throw failure;
	return rows;
}

/**
 * Pages through a window: to its end without a `limit`; with one only as long as it fits into the
 * time that is left and holds not many more rows than are wanted. One of a single ms cannot be cut.
 */
async function readWindow(
	server: Server,
	window: Window,
	limit?: { pace: Pace; wanted: number },
): Promise<{ rows: EndedChat[]; isWhole: boolean; failure?: unknown }> {
	const rows = new Map<string, EndedChat>();
	const turn = pageTurner();
	let key: string | undefined;
	let total = 0;

	try {
		for (let pages = 1; ; pages++) {
			const page = await server.list(window, {
				limit: PAGE_SIZE,
				...(key === undefined ? { include_total: true } : { pagination_key: key }),
			});
			limit?.pace.count(page);
			// A server that shows others, too, counts them as well.
			if (pages === 1 && page.items.every((chat) => isNear(chat, window))) total = page.total ?? 0;
			for (const chat of page.items) if (endsIn(chat, window)) rows.set(chat.chat_id, chat);
			key = turn(page);
			if (key === undefined) return { rows: [...rows.values()], isWhole: true };
			if (!limit) continue;

			const { pace, wanted } = limit;
			const left = pace.pagesLeft();
			const toCome = Math.max(1, total / Math.max(1, page.items.length) - pages);
			const isMuch =
				Math.max(total, rows.size + 1) > Math.min(MOST_ROWS, MUCH * targetRows(wanted, left + pages, pace)) ||
				pages + toCome > MOST_PAGES ||
				toCome * ENOUGH_TIME > left ||
				// Without a total, half of the time is for the older part of what is open.
				(total === 0 && window.high === undefined && pages > left);
			if (window.low === window.high ? left < ENOUGH_TIME : isMuch) return { rows: [...rows.values()], isWhole: false };
		}
	} catch (failure) {
		return { rows: [...rows.values()], isWhole: false, failure };
	}
}

/** How many rows a window is to hold: somewhat more than are wanted, if there is time for that many pages. */
function targetRows(wanted: number, pages: number, pace: Pace): number {
	const most = CAUTION * Math.min(MOST_ROWS, Math.min(MOST_PAGES, pages) * pace.pageRows());
	return Math.min(most, Math.max(1.7 * wanted, pace.pageRows() / 2));
}

/** A window is open towards the future when it reaches into it. */
function windowOf(low: number, high: number, end: number, now: number): Window {
	if (high < end && high < now) return { low, high };
	return end === Infinity ? { low } : { low, high: end };
}

function spanOf(length: number): number | undefined {
	return length === Infinity ? undefined : length;
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
	const middle = high === undefined ? newest : Math.max(Math.floor((low + high) / 2), oldest - 2);
	return Math.max(low, Math.min(low + reach, middle));
}

/** Whether a chat lies in the window as the server is asked for it: one ms wider on each side. */
function isNear({ end_timestamp: end }: Chat, { low, high = Infinity }: Window): boolean {
	return typeof end === 'number' && end >= low - 1 && end <= high + 1;
}

function endsIn(chat: Chat, { low, high = Infinity }: Window): chat is EndedChat {
	const { end_timestamp: end } = chat;
	return typeof end === 'number' && end >= low && end <= high;
}
