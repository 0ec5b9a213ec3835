import type { SendToRetell } from '../http/client';
import { inParallel } from '../parallel';
import { listChats } from './chats';
import { readPages, type PageRequest, type Wanted } from './paging';
import { readSideBySide, type Begun } from './sideBySide';
import { filterAfter, placeOf, type SortOrder } from './slices';
import type { Chat, ChatFilterCriteria, Page } from './types';

/** A list of more pages is read in slices: three are read before that begins, and a slice has more than one. */
const SHORT_PAGES = 6;
/** Pages beside which it is looked whether the list can be read in slices. */
const LOOKS = 3;

/** What sends the requests. */
export interface Sender {
	send: SendToRetell;
	/** Requests at the same time at most. */
	parallel: number;
}

interface ChatList {
	criteria: ChatFilterCriteria | undefined;
	sortOrder: SortOrder;
}

/**
 * Reads a list of chats as `readPages` does. A list of more than six pages that is wanted as a whole
 * is read in slices side by side, if Retell counts it and all of its chats show when they started.
 */
export async function* readChatList(
	{ send, parallel }: Sender,
	{ criteria, sortOrder }: ChatList,
	wanted: Omit<Wanted<Chat>, 'pageSize'> = {},
): AsyncGenerator<Chat[]> {
	const { limit = Infinity, accepts = () => true, onRowsWithoutId } = wanted;
	const own = criteria?.start_timestamp;
	const listOf = async (
		filter: ChatFilterCriteria | undefined,
		order: SortOrder,
		request: PageRequest & { include_total?: true },
	) => await send(listChats({ ...(filter && { filter_criteria: filter }), sort_order: order, ...request }));
	const ask: Begun['ask'] = async (after, request) => {
		const start = after === undefined ? own : filterAfter(own, after, sortOrder);
		return await listOf(start ? { ...criteria, start_timestamp: start } : criteria, sortOrder, request);
	};
	/**
	 * The last chat of the list. A chat that doesn't show when it started is not counted with it. Undefined if it could not
	 * be looked for: then the list is read page by page.
	 */
	const findEnd = async () =>
		await listOf(
			{ ...criteria, start_timestamp: own ?? { type: 'number', op: 'ge', value: 0 } },
			sortOrder === 'ascending' ? 'descending' : 'ascending',
			{ limit: 1, include_total: true },
		).catch(() => undefined);
	/** A page with Retell's count of the list; without it if Retell doesn't count. */
	const askCounted = async (request: PageRequest) =>
		await ask(undefined, { ...request, include_total: true }).catch(async () => await ask(undefined, request));

	let pages = 0;
	let rows = 0;
	let pageRows = 0;
	let isLong = parallel > 1 && filterAfter(own, 0, sortOrder) !== undefined;
	let begun: Begun | undefined;
	/** Reads a page, and beside those after the second looks where the list ends. */
	const turn = async (request: PageRequest): Promise<Page<Chat>> => {
		const isCounted = isLong && pages > 0 && limit > SHORT_PAGES * pageRows;
		const isLooking = isCounted && pages > 1;
		const requests = [
			async () => (isCounted ? await askCounted(request) : await ask(undefined, request)),
			...(isLooking ? [findEnd] : []),
		];
		const [page = { items: [] }, end] = await inParallel(requests, 2, async (each) => await each());
		pages++;
		rows += page.items.length;
		pageRows = Math.max(pageRows, page.items.length);
		if (isCounted) isLong = isLongList(page, { pages, pageRows, limit });
		if (end) begun = beginOf(page, end);
		return page;
	};
	const beginOf = (last: Page<Chat>, { items: [oldest], total = 0 }: Page<Chat>): Begun | undefined => {
		const end = oldest && placeOf(oldest, sortOrder);
		// Nobody knows whether a page after the first counts the whole list or what is left of it.
		const isSame = total === last.total || total === (last.total ?? 0) + rows - last.items.length;
		if (!isLong || !isSame || limit < total || end === undefined || last.items.length === 0) return undefined;
		return { order: sortOrder, own, ask, parallel, last, rows, total, pageRows, end };
	};

	let left = limit;
	for await (const page of readPages(turn, wanted)) {
		left -= page.length;
		yield page;
		if (begun) break;
	}
	if (!begun) return;
	for await (const { items, rowsWithoutId } of readSideBySide(begun)) {
		if (rowsWithoutId) onRowsWithoutId?.(rowsWithoutId);
		const page = items.filter(accepts).slice(0, left);
		left -= page.length;
		yield page;
		if (left === 0) return;
	}
}

/** Whether it may be worth while to read a list in slices, by a page that was counted. */
function isLongList(
	{ has_more: more, total }: Page<Chat>,
	{ pages, pageRows, limit }: { pages: number; pageRows: number; limit: number },
): boolean {
	if (!more || typeof total !== 'number' || pages >= 2 + LOOKS) return false;
	return total > SHORT_PAGES * pageRows && limit >= total;
}
