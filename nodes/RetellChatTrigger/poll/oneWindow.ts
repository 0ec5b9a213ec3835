import { PAGE_SIZE, pageTurner } from '../../retell/api/paging';
import type { Chat } from '../../retell/api/types';
import { isTime } from '../../retell/times';
import type { PageBudget } from './pageBudget';
import type { ChatSource, Window } from './types';

/** A chat whose end time is known. */
export type EndedChat = Chat & { end_timestamp: number };

/** What was read of a window. */
interface Pages {
	/** In no order. */
	chats: EndedChat[];
	/** Whether the window was read to its end: only then nothing is missing between two of its chats. */
	isWhole: boolean;
	/** What stopped the reading. */
	failure?: unknown;
}

/** Reads a window to its end. */
export async function readWhole(source: ChatSource, window: Window): Promise<EndedChat[]> {
	const { chats, failure } = await readPages(source, window);
	if (failure !== undefined) throw failure;
	return chats;
}

/**
 * Reads a window as long as it fits into the time that is left, and holds not many more chats than
 * are wanted. Of a single ms, which cannot be cut, it reads all that there is time for.
 */
export async function readFitting(
	source: ChatSource,
	window: Window,
	budget: PageBudget,
	wanted: number,
): Promise<Pages> {
	return await readPages(source, window, { budget, wanted });
}

async function readPages(
	source: ChatSource,
	window: Window,
	limit?: { budget: PageBudget; wanted: number },
): Promise<Pages> {
	const chats = new Map<string, EndedChat>();
	const turn = pageTurner();
	const read = (isWhole: boolean, failure?: unknown): Pages => ({ chats: [...chats.values()], isWhole, failure });
	let key: string | undefined;
	let total = 0;

	try {
		for (let pages = 1; ; pages++) {
			const page = await source.list(window, {
				limit: PAGE_SIZE,
				...(key === undefined ? { include_total: true } : { pagination_key: key }),
			});
			limit?.budget.count(page);
			// A server that shows others, too, counts them as well.
			if (pages === 1 && page.items.every((chat) => isNear(chat, window))) total = page.total ?? 0;
			for (const chat of page.items) if (endsIn(chat, window)) chats.set(chat.chat_id, chat);
			key = turn(page);
			if (key === undefined) return read(true);
			if (!limit) continue;
			const underway = {
				pages,
				rows: chats.size,
				total,
				pageRows: page.items.length,
				isOpen: window.high === Infinity,
			};
			const { budget, wanted } = limit;
			if (window.low === window.high ? !budget.hasTime() : budget.isTooMuch(underway, wanted)) return read(false);
		}
	} catch (failure) {
		return read(false, failure);
	}
}

/** Whether a chat lies in the window as the server is asked for it: one ms wider on each side. */
function isNear({ end_timestamp: end }: Chat, { low, high }: Window): boolean {
	return typeof end === 'number' && end >= low - 1 && end <= high + 1;
}

function endsIn(chat: Chat, { low, high }: Window): chat is EndedChat {
	const { end_timestamp: end } = chat;
	return isTime(end) && end >= low && end <= high;
}
