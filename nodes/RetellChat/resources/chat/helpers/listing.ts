import { showsMatch } from '../../../../parameters/chatFilters/showing';
import { readChats, type ChatFilter } from '../../../../retell/api/chatList';
import type { Chat } from '../../../../retell/api/types';
import { asideOf, countRowsWithoutId } from '../../../run/listing';
import type { Item } from '../../../run/operation';

interface Options {
	limit: number;
	/** The display name of the parameter that says so. */
	limitedBy: string;
	sortOrder: 'ascending' | 'descending';
}

/** Reads the chats that a filter finds, as `readChats`, and notes what was left aside. */
export async function* readListedChats(
	{ send, run }: Item,
	filter: ChatFilter,
	{ limit, limitedBy, sortOrder }: Options,
): AsyncGenerator<Chat[]> {
	const missing = new Set(filter.chatIds);
	let left = limit;
	const pages = readChats(send, filter, {
		limit,
		sortOrder,
		parallel: run.parallel,
		onRowsWithoutId: countRowsWithoutId(run),
	});
	for await (const page of pages) {
		left -= page.length;
		for (const { chat_id } of page) missing.delete(chat_id);
		yield page;
	}
	const aside = asideOf(run);
	if (left > 0) for (const id of missing) aside.notFound.add(id);
	else if (missing.size > 0) aside.limitedBy = limitedBy;
}

/**
 * As `readListedChats`, for what cannot be undone: a chat that does not show by itself that it meets the
 * filter is left out and noted, since Retell may have taken no notice of a part of the filter.
 */
export async function* readMatchingChats(item: Item, filter: ChatFilter, options: Options): AsyncGenerator<Chat[]> {
	const { unproven } = asideOf(item.run);
	const accepts = (chat: Chat) => {
		if (!filter.accepts(chat)) return false;
		const isProven = showsMatch(filter.criteria, chat);
		if (!isProven) unproven.add(chat.chat_id);
		return isProven;
	};
	yield* readListedChats(item, { ...filter, accepts }, options);
}
