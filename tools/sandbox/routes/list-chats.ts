import { Refusal } from '../errors.ts';
import { compile } from '../filters.ts';
import { fromKey, toKey } from '../paging.ts';
import type { Page } from '../paging.ts';
import { knownToList, listItem } from '../present.ts';
import type { Chat, ChatRecord } from '../records.ts';
import { listChats } from '../schemas.ts';
import { bodyOf } from './route.ts';
import type { Call, Route } from './route.ts';

const LIST = 'chats';

interface Walk {
	start: number;
	step: 1 | -1;
}

/** Where in the ordered chats to begin, and which way to go. */
function walkOf(call: Call, ascending: boolean, key: string | undefined): Walk {
	const index = call.store.index();
	const step = ascending ? 1 : -1;
	if (key === undefined) return { start: ascending ? 0 : index.ordered().length - 1, step };
	const { value, id } = fromKey(LIST, key);
	const before = index.countBefore({ start_timestamp: value, chat_id: id }, ascending);
	return { start: ascending ? before : before - 1, step };
}

type Show = (chat: ChatRecord) => ChatRecord | undefined;

function totalOf(call: Call, show: Show): { total?: number } {
	if (call.quirks.totals === 'absent') return {};
	let total = 0;
	for (const chat of call.store.chats()) if (show(chat)) total += 1;
	return { total: call.quirks.totals === 'wrong' ? Math.floor(total / 2) : total };
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
		const { limit = 50, sort_order, pagination_key, include_total } = body;
		const matches = compile(body.filter_criteria ?? {}, call.quirks);
		const now = call.clock.now();
		const show: Show = (chat) => {
			const known = chat.hiddenUntil <= now && knownToList(chat, now, call.quirks.listLagMs);
			return known && matches(known) ? known : undefined;
		};

		const { start, step } = walkOf(call, sort_order === 'ascending', pagination_key);
		const ordered = call.store.index().ordered();
		let skip = body.skip ?? 0;
		const found: ChatRecord[] = [];
		for (let at = start; at >= 0 && at < ordered.length && found.length <= limit; at += step) {
			const stored = ordered[at];
			const chat = stored && show(stored);
			if (!chat) continue;
			if (skip > 0) skip -= 1;
			else found.push(chat);
		}
		const shown = found.slice(0, limit);
		const last = shown.at(-1);
		const page: Page<Chat> = { items: shown.map(listItem), has_more: found.length > limit };
		if (page.has_more && last) {
			page.pagination_key = toKey(LIST, { value: last.start_timestamp, id: last.chat_id });
		}
		if (include_total) Object.assign(page, totalOf(call, show));
		return { status: 200, body: page };
	},
};
