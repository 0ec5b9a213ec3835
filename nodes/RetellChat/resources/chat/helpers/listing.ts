import { readChats, type ChatFilter } from '../../../../retell/api/chatList';
import type { Chat } from '../../../../retell/api/types';
import { asideOf, passedOverIn } from '../../../run/listing';
import type { Item } from '../../../run/operation';

/** Reads the chats that a filter finds, as `readChats`, and notes what was left aside. */
export async function* readListedChats(
	{ send, run }: Item,
	filter: ChatFilter,
	{ limit, sortOrder }: { limit: number; sortOrder: 'ascending' | 'descending' },
): AsyncGenerator<Chat[]> {
	const missing = new Set(filter.chatIds);
	let left = limit;
	const pages = readChats(send, filter, { limit, sortOrder, parallel: run.parallel, onPassedOver: passedOverIn(run) });
	for await (const page of pages) {
		left -= page.length;
		for (const { chat_id } of page) missing.delete(chat_id);
		yield page;
	}
	const aside = asideOf(run);
	if (left > 0) for (const id of missing) aside.notFound.add(id);
	else if (missing.size > 0) aside.limited = true;
}
