import { PAGE_SIZE } from '../../retell/api/paging';
import type { Chat, Page } from '../../retell/api/types';
import type { ChatSource } from './types';

/** More rows, and more pages where they are small, are never read in one window. */
const MOST_ROWS = 5 * PAGE_SIZE;
const MOST_PAGES = 40;
/** What of the rows that fit is asked for: how many there are is known only roughly. */
const CAUTION = 0.8;
/** A page is begun if there is time for so much of one: pages differ. */
const ENOUGH_TIME = 0.8;
/** A window that holds so many times what is wanted is cut. */
const MUCH = 2;

/** A window that is being read, and holds more pages than were read of it. */
interface Underway {
	/** Pages and chats that came. */
	pages: number;
	rows: number;
	/** Chats in the window as the server counts them, and rows of its first page; 0 where it does not count. */
	total: number;
	pageRows: number;
	/** Whether the window reaches into the future. */
	isOpen: boolean;
}

/** How fast the server's pages come in a poll, and how large they are. Until the first one came, both are unknown. */
export interface PageBudget {
	/** Counts a page that came. */
	count: (page: Page<Chat>) => void;
	/** How many pages came. */
	pages: () => number;
	/** Whether there is time for one more page. */
	hasTime: () => boolean;
	/** How many rows the next window is to hold: somewhat more than are wanted, as far as there is time for their pages. */
	rowsNow: (wanted: number) => number;
	/** The same for a poll that has all of its time. */
	rowsPerPoll: (wanted: number) => number;
	/** Whether what is still to come of a window is too much: for the time that is left, or for what is wanted. */
	isTooMuch: (window: Underway, wanted: number) => boolean;
}

/** Measures the pace of a server from now on. */
export function budgetPages({ timeLeft }: Pick<ChatSource, 'timeLeft'>): PageBudget {
	const whole = timeLeft();
	let pages = 0;
	let largest = 0;
	const pagesIn = (ms: number) =>
		pages === 0 ? Infinity : ms / Math.max((whole - timeLeft()) / pages, Number.MIN_VALUE);
	const pagesLeft = () => (timeLeft() > 0 ? pagesIn(timeLeft()) : 0);
	const rowsIn = (most: number, wanted: number) => {
		const pageRows = largest || PAGE_SIZE;
		const fitting = CAUTION * Math.min(MOST_ROWS, Math.min(MOST_PAGES, most) * pageRows);
		return Math.min(fitting, Math.max(1.7 * wanted, pageRows / 2));
	};
	return {
		count: ({ items, has_more: more }) => {
			pages++;
			if (more) largest = Math.max(largest, items.length);
		},
		pages: () => pages,
		hasTime: () => pagesLeft() >= ENOUGH_TIME,
		rowsNow: (wanted) => rowsIn(pagesLeft(), wanted),
		rowsPerPoll: (wanted) => rowsIn(pagesIn(whole), wanted),
		isTooMuch: ({ pages: read, rows, total, pageRows, isOpen }, wanted) => {
			const left = pagesLeft();
			const toCome = Math.max(1, total / Math.max(1, pageRows) - read);
			return (
				Math.max(total, rows + 1) > Math.min(MOST_ROWS, MUCH * rowsIn(left + read, wanted)) ||
				read + toCome > MOST_PAGES ||
				toCome * ENOUGH_TIME > left ||
				// Without a total, half of the time is for the older part of what is open.
				(total === 0 && isOpen && read > left)
			);
		},
	};
}

/** The same source, with how long its pages took on average, in ms; 0 until the first came. */
export function withPageTime(source: ChatSource): ChatSource & { pageTime: () => number } {
	let pages = 0;
	let spent = 0;
	const measured = async (request: () => Promise<Page<Chat>>) => {
		const before = source.timeLeft();
		const page = await request();
		spent += before - source.timeLeft();
		pages++;
		return page;
	};
	return {
		...source,
		list: async (...request) => await measured(async () => await source.list(...request)),
		listStarted: async (...request) => await measured(async () => await source.listStarted(...request)),
		pageTime: () => spent / Math.max(1, pages),
	};
}

/** Whether a page that takes so long, in ms, fits into the time that is left. */
export function hasTimeFor({ timeLeft }: Pick<ChatSource, 'timeLeft'>, pageTime: number): boolean {
	return timeLeft() > 0 && timeLeft() >= ENOUGH_TIME * pageTime;
}

/** The same source with a share of the time that is left: the rest of the time is for others. */
export function withShare(source: ChatSource, share: number): ChatSource {
	const reserved = source.timeLeft() * (1 - share);
	return { ...source, timeLeft: () => source.timeLeft() - reserved };
}
