import { PAGE_SIZE, pageTurner } from '../../retell/paging';
import type { Chat } from '../../retell/types';
import type { Server, Window } from './types';

/** A window with more rows than these pages hold is split, in pages of Retell's largest size. */
const DENSE_PAGES = 5;
/** A window that needs more pages than this is split, where the server's pages are small. */
const MOST_PAGES = 40;

/** A chat whose end time is known. */
export type EndedChat = Chat & { end_timestamp: number };

export interface Reading {
	/** The chats in the windows that were read completely, in no order. */
	chats: EndedChat[];
	/** Up to this end time everything was read: Infinity, or less than `from` if nothing was. */
	coveredTo: number;
	/** What stopped the reading. What was read completely before still counts. */
	failure?: unknown;
}

/**
 * Reads the oldest ended chats from an end time on, until `wanted` of those that count are there, or all is read.
 *
 * Retell orders its list by start. So a list that is cut short says nothing about the end times in
 * it: a window of end times counts as read only at the end of its last page. A window that is too
 * dense is split, the older part first; one of a single millisecond is read whatever its size.
 */
export async function readOldest(
	server: Server,
	from: number,
	wanted: number,
	counts: (chat: EndedChat) => boolean,
): Promise<Reading> {
	const chats: EndedChat[] = [];
	let window: Window = { low: from };
	let news = 0;

	try {
		for (;;) {
			const { rows, dense } = await readWindow(server, window, wanted - news, counts);
			if (dense) {
				window = { low: window.low, high: splitPoint(window, rows, wanted - news) };
				continue;
			}
			for (const row of rows) chats.push(row);
			news += rows.filter(counts).length;
			if (window.high === undefined) return { chats, coveredTo: Infinity };
			if (news >= wanted) return { chats, coveredTo: window.high };
			window = { low: window.high + 1 };
			if (!server.hasTime()) return { chats, coveredTo: window.low - 1 };
		}
	} catch (failure) {
		return { chats, coveredTo: window.low - 1, failure };
	}
}

/** Reads a whole window of end times. */
export async function readWhole(server: Server, window: Window): Promise<EndedChat[]> {
	const { rows } = await readWindow(server, window, Infinity, () => true, Infinity);
	return rows;
}

async function readWindow(
	server: Server,
	window: Window,
	wanted: number,
	counts: (chat: EndedChat) => boolean,
	mostPages = window.low === window.high ? Infinity : MOST_PAGES,
): Promise<{ rows: EndedChat[]; dense: boolean }> {
	const rows = new Map<string, EndedChat>();
	const turn = pageTurner();
	let key: string | undefined;
	let total: number | undefined;

	for (let pages = 1; ; pages++) {
		const page = await server.list(window, {
			limit: PAGE_SIZE,
			...(key === undefined ? { include_total: true } : { pagination_key: key }),
		});
		total ??= page.total;
		for (const chat of page.items) if (endsIn(chat, window)) rows.set(chat.chat_id, chat);
		const all = [...rows.values()];
		key = turn(page);
		if (key === undefined) return { rows: all, dense: false };

		// Fewer rows than a full page holds are read to their end: cutting them costs more than it spares.
		const enough = total === undefined && rows.size >= PAGE_SIZE && all.filter(counts).length >= wanted;
		const many = Math.max(total ?? 0, rows.size + 1) > DENSE_PAGES * PAGE_SIZE;
		if (mostPages < Infinity && (many || enough || pages >= mostPages)) return { rows: all, dense: true };
	}
}

/**
 * Where to cut a dense window, so that its older part holds somewhat more than the `wanted` rows:
 * by the median end of the rows at hand, which are those that started first. Always below the
 * window's end, so that windows get smaller.
 */
export function splitPoint({ low, high }: Window, rows: EndedChat[], wanted: number): number {
	const ends = rows.map((row) => row.end_timestamp).sort((a, b) => a - b);
	const half = Math.floor(ends.length / 2);
	const median = ends[half] ?? low;
	const newest = ends.at(-1) ?? low;
	const aim = Math.min(Math.max(wanted * 1.7, PAGE_SIZE / 2), (DENSE_PAGES - 1) * PAGE_SIZE);
	// Without rows at hand (the server shows those on the edges of a window, too) nothing is known.
	const reach = half === 0 ? Infinity : Math.floor(((median - low) * aim) / half);
	// Halves, unless all rows at hand lie close to the window's end: that far from them that the
	// server, which is asked for one ms more, does not count them.
	const middle = high === undefined ? newest : Math.max(Math.floor((low + high) / 2), (ends[0] ?? low) - 2);
	return Math.max(low, Math.min(low + reach, middle));
}

function endsIn(chat: Chat, { low, high = Infinity }: Window): chat is EndedChat {
	const { end_timestamp: end } = chat;
	return typeof end === 'number' && end >= low && end <= high;
}
