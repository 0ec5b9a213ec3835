import { pageTurner, PAGE_SIZE, type PageRequest } from './paging';
import { cutsOf, isInOrder, isWithin, placeOf, startAt, type SortOrder } from './slices';
import type { Chat, ChatFilterCriteria, Page } from './types';

/** Slices that are read at the same time at most, however many requests a person allows: pages that come together take memory. */
const MOST_AT_ONCE = 12;
/** Pages that a slice is to hold at least: each slice ends within a page. */
const FEWEST_PAGES = 1.5;
/** Rows that may have come since they were counted. */
const SLACK = 20;

/** A list of chats that was read up to some place. */
export interface Begun {
	order: SortOrder;
	/** The caller's own filter of start times. */
	own: ChatFilterCriteria['start_timestamp'];
	/** Asks for a page of what comes after a place, or of the whole list. */
	ask: (after: number | undefined, request: PageRequest & { include_total?: true }) => Promise<Page<Chat>>;
	/** Requests at the same time at most. */
	parallel: number;
	/** The last page, and how many rows were read up to its end. */
	last: Page<Chat>;
	rows: number;
	/** Rows of the whole list, by Retell's count. */
	total: number;
	/** Rows in a page at most. */
	pageRows: number;
	/** Place of the list's last row. */
	end: number;
}

/** A part of the list, read page by page. It goes on to the end of the list if the next one comes to nothing. */
interface Slice {
	/** The place after which it begins; undefined for the first, which goes on where the list was read to. */
	from: number | undefined;
	/** Place of the last row that was read. */
	at: number;
	/** How far apart the rows of the last page were. */
	msPerRow: number;
	/** Rows from its beginning to the end of the list, by Retell's count, and those of them that were read. */
	total: number | undefined;
	rows: number;
	key: string | undefined;
	turn: ReturnType<typeof pageTurner>;
	/** Pages that were not given on yet. */
	pages: Array<Page<Chat>>;
	hasBegun: boolean;
	hasEnded: boolean;
	isUnderWay: boolean;
	isDropped: boolean;
}

/**
 * Reads the rest of a list in slices side by side, and gives its pages in the order of the list.
 *
 * All slices are but further places from which the list is read on, until one comes to where the next
 * began. If a slice shows that it can't be relied on (Retell refuses or ignores its filter, rows don't
 * show when they started or are in no order), it and those after it are dropped, and the one before reads on.
 *
 * @throws what a request threw, once all that were under way have ended
 */
export async function* readSideBySide(begun: Begun): AsyncGenerator<Page<Chat>> {
	const { order, own, ask, pageRows, total, end } = begun;
	const parallel = Math.min(begun.parallel, MOST_AT_ONCE);
	const slices = [firstSlice(begun)];
	const underWay = new Set<Promise<void>>();
	let cutsLeft = MOST_AT_ONCE + Math.ceil(total / pageRows / 5);
	let failure: { thrown: unknown } | undefined;

	/** Reads on in the slice before: what comes after it can't be relied on. */
	const dropFrom = (index: number) => {
		cutsLeft = 0;
		for (const each of slices.splice(index)) each.isDropped = true;
	};
	const read = async (slice: Slice) => {
		const { from, key, hasBegun } = slice;
		const page = await ask(from, {
			limit: rowsToAsk(slice, slices[slices.indexOf(slice) + 1]),
			...(key !== undefined && { pagination_key: key }),
			...(!hasBegun && { include_total: true }),
		});
		if (slice.isDropped) return;
		if (!isInOrder(page, slice.at, order)) {
			dropFrom(slices.indexOf(slice) + (hasBegun ? 1 : 0));
			if (slice.isDropped) return;
		}
		note(slice, page, order);
	};
	const start = (slice: Slice) => {
		slice.isUnderWay = true;
		const reading = read(slice)
			.catch((thrown: unknown) => {
				if (slice.isDropped) return;
				const isAnother = slice.from !== undefined && !slice.hasBegun;
				if (isAnother) dropFrom(slices.indexOf(slice));
				else failure ??= { thrown };
			})
			.finally(() => {
				slice.isUnderWay = false;
				underWay.delete(reading);
			});
		underWay.add(reading);
	};
	/** Cuts the slice with the most rows ahead of it into as many as can be read at once. */
	const cut = (): Slice | undefined => {
		const most = Math.min(parallel - underWay.size, cutsLeft) + 1;
		const byRows = slices
			.map((slice, index) => ({ slice, next: slices[index + 1], left: rowsLeft(slice, slices[index + 1]) }))
			.filter(({ slice, next, left }) => left !== undefined && isOpen(slice, next))
			.sort((a, b) => (b.left ?? 0) - (a.left ?? 0));
		for (const { slice, next, left = 0 } of byRows) {
			const parts = Math.min(most, Math.floor(left / (FEWEST_PAGES * pageRows)));
			const stretch = { from: slice.at, to: next?.from ?? end, rows: left, msPerRow: slice.msPerRow };
			const made = parts < 2 ? [] : cutsOf(stretch, parts).map(sliceAfter);
			cutsLeft -= made.length;
			slices.splice(slices.indexOf(slice) + 1, 0, ...made);
			if (made[0]) return made[0];
		}
		return undefined;
	};
	const startAll = () => {
		while (underWay.size < parallel) {
			const next = slices.find((slice, index) => !slice.isUnderWay && isOpen(slice, slices[index + 1])) ?? cut();
			if (!next) return;
			start(next);
		}
	};
	/** The next page in the order of the list, if it was read. */
	const take = (): Page<Chat> | undefined => {
		for (;;) {
			const [slice, next] = slices;
			const [page] = slice?.pages ?? [];
			if (!slice || (!page && (slice.isUnderWay || isOpen(slice, next)))) return undefined;
			if (!page) {
				slices.shift();
				continue;
			}
			const isLast = next?.from !== undefined && isBeyond(page, next.from, order);
			// The next one may yet come to nothing.
			if (isLast && !next.hasBegun) return undefined;
			slice.pages.shift();
			return { ...page, items: page.items.filter((chat) => isOf(chat, slice, next)) };
		}
	};
	const isOf = (chat: Chat, { from }: Slice, next: Slice | undefined) => {
		const place = placeOf(chat, order);
		if (place === undefined) return true;
		if (from !== undefined && (place <= from || !isWithin(own, startAt(place, order)))) return false;
		return place <= (next?.from ?? Infinity);
	};

	try {
		while (slices.length > 0 && !failure) {
			startAll();
			const page = take();
			if (page) yield page;
			else if (slices.length > 0) await Promise.race(underWay);
		}
	} finally {
		// Whoever stops early, too, leaves nothing behind that goes on unseen.
		await Promise.all(underWay);
	}
	if (failure) throw failure.thrown;
}

function firstSlice({ last, rows, total, order }: Begun): Slice {
	const slice = { ...sliceAfter(-Infinity), from: undefined, total, rows: rows - last.items.length };
	note(slice, last, order);
	slice.pages = [];
	return slice;
}

function sliceAfter(place: number): Slice {
	return {
		from: place,
		at: place,
		msPerRow: 0,
		total: undefined,
		rows: 0,
		key: undefined,
		turn: pageTurner(),
		pages: [],
		hasBegun: false,
		hasEnded: false,
		isUnderWay: false,
		isDropped: false,
	};
}

/** Notes a page that was read. */
function note(slice: Slice, page: Page<Chat>, order: SortOrder): void {
	const { items, total } = page;
	if (!slice.hasBegun && typeof total === 'number') slice.total ??= total;
	slice.hasBegun = true;
	slice.rows += items.length;
	slice.pages.push(page);
	const [first] = items;
	const last = items.at(-1);
	const [from, to] = [first && placeOf(first, order), last && placeOf(last, order)];
	if (from !== undefined && to !== undefined) {
		slice.msPerRow = (to - from) / items.length;
		slice.at = to;
	}
	slice.key = slice.turn(page);
	slice.hasEnded = slice.key === undefined;
}

/** Whether there is more to read in it. */
function isOpen({ hasEnded, at }: Slice, next: Slice | undefined): boolean {
	return !hasEnded && at <= (next?.from ?? Infinity);
}

/** Rows that are left to read in it, about; undefined while nobody knows. */
function rowsLeft({ total, rows, hasBegun }: Slice, next: Slice | undefined): number | undefined {
	if (!hasBegun || total === undefined || (next && next.total === undefined)) return undefined;
	return total - rows - (next?.total ?? 0);
}

/** No more rows than it takes to see where the next slice begins. */
function rowsToAsk(slice: Slice, next: Slice | undefined): number {
	const left = next && rowsLeft(slice, next);
	return left === undefined || left < 0 ? PAGE_SIZE : Math.min(PAGE_SIZE, left + SLACK);
}

function isBeyond({ items }: Page<Chat>, place: number, order: SortOrder): boolean {
	return items.some((chat) => (placeOf(chat, order) ?? -Infinity) > place);
}
