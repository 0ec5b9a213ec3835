import { Refusal } from '../errors.ts';
import type { ChatFilter } from '../filter-schemas.ts';
import { compile, startsIn } from '../filters.ts';
import { fromKey, toKey } from '../paging.ts';
import type { Page } from '../paging.ts';
import type { Quirks } from '../quirks.ts';
import { knownToList, listItem } from '../present.ts';
import type { Chat, ChatRecord } from '../records.ts';
import { listChats } from '../schemas.ts';
import { bodyOf, ok } from './route.ts';
import type { Call, Routes } from './route.ts';

const LIST = 'chats';

/** Part of the ordered chats: from a position to before another one. */
interface Part {
	from: number;
	to: number;
}

/** Where the chats are that the filter may let through. */
function partOf({ store, quirks }: Call, filter: ChatFilter): Part {
	const [low, high] = startsIn(filter, quirks);
	const index = store.index();
	return {
		from: index.countBefore({ start_timestamp: low, chat_id: '' }),
		to: index.countBefore({ start_timestamp: high, chat_id: '\uffff' }),
	};
}

/** What of a part comes after the chat that a key names. */
function restOf({ store }: Call, part: Part, ascending: boolean, key: string | undefined): Part {
	if (key === undefined) return part;
	const { value: start_timestamp, id } = fromKey(LIST, key);
	// No ID stands between the two.
	const at = store.index().countBefore({ start_timestamp, chat_id: ascending ? `${id}\0` : id });
	return ascending ? { ...part, from: at } : { ...part, to: at };
}

/** A row, without the start that lists don't know. */
function rowOf(chat: ChatRecord, quirks: Quirks): Chat {
	const row = listItem(chat);
	if (quirks.chatsWithoutStart.includes(chat.chat_id)) delete row.start_timestamp;
	return row;
}

/** The largest body (undocumented; a usual limit of servers). */
const MOST_BYTES = 100_000;

/** By start time, a keyset cursor, all filters (Retell API reference). */
export const listRoutes = {
	'POST /v3/list-chats': (call) => {
		const { quirks, store } = call;
		if (Buffer.byteLength(call.rawBody) > MOST_BYTES) throw new Refusal(413, 'request entity too large');
		const body = bodyOf(call, listChats, true);
		const { pagination_key, include_total, filter_criteria: filter = {}, skip = 0 } = body;
		const limit = Math.min(body.limit ?? 50, quirks.largestPage);
		const ascending = body.sort_order === 'ascending';
		const matches = compile(filter, quirks);
		const now = call.clock.now();
		const ordered = store.index().ordered();

		/** The chats of a part that belong in the list, in its order. */
		function* walk({ from, to }: Part): Generator<ChatRecord, undefined> {
			for (let n = 0; n < to - from; n += 1) {
				const stored = ordered[ascending ? from + n : to - 1 - n];
				const chat = stored && stored.hiddenUntil <= now && knownToList(stored, now, quirks.listLagMs);
				if (chat && matches(chat)) yield chat;
			}
		}

		const part = partOf(call, filter);
		const found: ChatRecord[] = [];
		let passed = 0;
		for (const chat of walk(restOf(call, part, ascending, pagination_key))) {
			if (passed++ >= skip) found.push(chat);
			if (found.length > limit) break;
		}
		const shown = found.slice(0, limit);
		const last = shown.at(-1);
		const page: Page<Chat> = { items: shown.map((chat) => rowOf(chat, quirks)), has_more: found.length > limit };
		if (page.has_more && last) page.pagination_key = toKey(LIST, { value: last.start_timestamp, id: last.chat_id });
		if (include_total && quirks.totals !== 'absent') {
			const total = [...walk(part)].length;
			page.total = quirks.totals === 'wrong' ? Math.floor(total / 2) : total;
		}
		return ok(page);
	},
} satisfies Routes;
