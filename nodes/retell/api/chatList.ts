import type { SendToRetell } from '../http/client';
import { inParallel } from '../parallel';
import { isTime } from '../times';
import { readChatList } from './longList';
import { PAGE_SIZE } from './paging';
import type { SortOrder } from './slices';
import type { Chat, ChatFilterCriteria } from './types';

// Retell names no limit for the IDs in one filter. A page of Retell's holds 1000 chats, and many
// servers take no more than 100 kB in a request.
const MOST_IDS = 500;
/** Of the IDs in one request, in bytes of JSON. */
const MOST_BYTES = 50_000;

interface ListOptions {
	/** Chats at most. */
	limit: number;
	/** By the time when they started. */
	sortOrder: SortOrder;
	/** Requests at the same time at most. */
	parallel: number;
	/** Gets how many rows of a page were left out because they lacked their ID. */
	onRowsWithoutId?: (rows: number) => void;
}

/**
 * Reads the chats that a filter finds, page by page as `readChatList` does. Many chat IDs are asked
 * for in several requests; the chats then come together, in order.
 */
export async function* readChats(
	send: SendToRetell,
	{ criteria, accepts, chatIds }: ChatFilter,
	{ sortOrder, parallel, ...wanted }: ListOptions,
): AsyncGenerator<Chat[]> {
	const parts = partsOf(chatIds ?? []);
	if (parts.length <= 1) {
		yield* readChatList({ send, parallel }, { criteria, sortOrder }, { ...wanted, accepts });
		return;
	}
	const found = await inParallel(parts, parallel, async (value) => {
		const ids = new Set(value);
		const part: ChatFilterCriteria = { ...criteria, chat_id: { type: 'enum', op: 'in', value } };
		const chats: Chat[] = [];
		const pages = readChatList(
			{ send, parallel: 1 },
			{ criteria: part, sortOrder },
			{ ...wanted, accepts: (chat) => ids.has(chat.chat_id) && accepts(chat) },
		);
		for await (const page of pages) chats.push(...page);
		return chats;
	});
	const direction = sortOrder === 'ascending' ? 1 : -1;
	const chats = found
		.flat()
		.sort((a, b) => direction * (startOrZero(a) - startOrZero(b)))
		.slice(0, wanted.limit);
	for (let first = 0; first < chats.length; first += PAGE_SIZE) yield chats.slice(first, first + PAGE_SIZE);
}

/** Parts of a list of IDs, each of a size for one request. */
function partsOf(ids: string[]): string[][] {
	const parts: string[][] = [];
	let part: string[] = [];
	let bytes = 0;
	for (const id of ids) {
		const size = new TextEncoder().encode(JSON.stringify(id)).length + 1;
		if (part.length > 0 && (part.length === MOST_IDS || bytes + size > MOST_BYTES)) {
			parts.push(part);
			part = [];
			bytes = 0;
		}
		part.push(id);
		bytes += size;
	}
	return part.length > 0 ? [...parts, part] : parts;
}

/** In ms since 1970; a chat without a start counts as the oldest. */
function startOrZero({ start_timestamp: start }: Chat): number {
	return isTime(start) ? start : 0;
}

export interface ChatFilter {
	/** What Retell filters by; undefined if no filter holds a value. */
	criteria: ChatFilterCriteria | undefined;
	/** What is left to check here: bounds that Retell may take either way, and IDs, if Retell ignores them. */
	accepts: (chat: Chat) => boolean;
	/** IDs of all the chats that may be found, also part of the criteria; undefined if any chat may be. */
	chatIds?: string[];
}
