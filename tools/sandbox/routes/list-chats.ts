import { Refusal } from '../errors.ts';
import type { ChatFilter } from '../filter-schemas.ts';
import { compile, startsIn } from '../filters.ts';
import { fromKey, toKey } from '../paging.ts';
import type { Page } from '../paging.ts';
import type { Quirks } from '../quirks.ts';
import { knownToList, listItem } from '../present.ts';
import type { Chat, ChatRecord } from '../records.ts';
import { listChats } from '../schemas.ts';
import { bodyOf } from './route.ts';
import type { Call, Route } from './route.ts';

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

interface Walk {
	start: number;
	step: 1 | -1;
}

/** Where in the ordered chats to begin, and which way to go. */
function walkOf(call: Call, { from, to }: Part, ascending: boolean, key: string | undefined): Walk {
	const index = call.store.index();
	const step = ascending ? 1 : -1;
	const first = ascending ? from : to - 1;
	if (key === undefined) return { start: first, step };
	const { value, id } = fromKey(LIST, key);
	const before = index.countBefore({ start_timestamp: value, chat_id: id }, ascending);
	return { start: ascending ? Math.max(first, before) : Math.min(first, before - 1), step };
}

type Show = (chat: ChatRecord) => ChatRecord | undefined;

function totalOf(call: Call, { from, to }: Part, show: Show): { total?: number } {
	if (call.quirks.totals === 'absent') return {};
	let total = 0;
	const ordered = call.store.index().ordered();
	for (let at = from; at < to; at++) {
		const chat = ordered[at];
		if (chat && show(chat)) total += 1;
	}
	return { total: call.quirks.totals === 'wrong' ? Math.floor(total / 2) : total };
}

/** A row, without the start that lists don't know. */
function rowOf(chat: ChatRecord, quirks: Quirks): Chat {
	const row = listItem(chat);
	if (quirks.chatsWithoutStart.includes(chat.chat_id)) delete row.start_timestamp;
	return row;
}

/** The largest body (undocumented; a usual limit of servers). */
const MOST_BYTES = 100_000;

/** POST /v3/list-chats: by start time, a keyset cursor, all filters (Retell API reference). */
export const listRoute: Route = {
	method: 'POST',
	path: '/v3/list-chats',
	handle: (call) => {
		if (Buffer.byteLength(call.rawBody) > MOST_BYTES) {
			throw new Refusal(413, 'request entity too large');
		}
		const body = bodyOf(call, listChats, true);
		const { sort_order, pagination_key, include_total, filter_criteria: filter = {} } = body;
		const limit = Math.min(body.limit ?? 50, call.quirks.largestPage);
		const matches = compile(filter, call.quirks);
		const now = call.clock.now();
		const show: Show = (chat) => {
			const known = chat.hiddenUntil <= now && knownToList(chat, now, call.quirks.listLagMs);
			return known && matches(known) ? known : undefined;
		};

		const part = partOf(call, filter);
		const { start, step } = walkOf(call, part, sort_order === 'ascending', pagination_key);
		const ordered = call.store.index().ordered();
		let skip = body.skip ?? 0;
		const found: ChatRecord[] = [];
		for (let at = start; at >= part.from && at < part.to && found.length <= limit; at += step) {
			const stored = ordered[at];
			const chat = stored && show(stored);
			if (!chat) continue;
			if (skip > 0) skip -= 1;
			else found.push(chat);
		}
		const shown = found.slice(0, limit);
		const last = shown.at(-1);
		const page: Page<Chat> = { items: shown.map((chat) => rowOf(chat, call.quirks)), has_more: found.length > limit };
		if (page.has_more && last) {
			page.pagination_key = toKey(LIST, { value: last.start_timestamp, id: last.chat_id });
		}
		if (include_total) Object.assign(page, totalOf(call, part, show));
		return { status: 200, body: page };
	},
};
