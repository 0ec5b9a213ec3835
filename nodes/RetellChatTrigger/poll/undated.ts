import { PAGE_SIZE, pageTurner } from '../../retell/paging';
import { isTime } from '../../retell/simplify';
import type { Chat } from '../../retell/types';
import { startsOf, withoutOld, type Candidate } from './candidates';
import type { PollState } from './state';
import type { Server, Settings } from './types';

const HOUR = 3_600_000;
/** How far back ended chats without an end time are looked for, by their start, in ms. */
const REACH = 24 * HOUR;
/** Pages of one look at most, from the newest start on. */
const MOST_PAGES = 5;
/** How long Retell has to show the end time of an ended chat, in ms. */
const PATIENCE = HOUR;

/** Ended chats that Retell shows without an end time. */
export interface Undated {
	/** Those that are waited for, with the time when they were found first. */
	waiting: Record<string, number>;
	/** Those that were delivered or lay before the start, with their start times. */
	delivered: Record<string, number>;
}

/** What a trigger knows that begins now: all such chats that are there are old. */
export async function undatedAtStart(server: Server, settings: Settings, start: number): Promise<Undated> {
	const { chats } = await listUndated(server, settings);
	return { waiting: {}, delivered: startsOf(chats.filter(({ start_timestamp: began = 0 }) => began < start)) };
}

/**
 * Looks for ended chats without an end time, which no window of end times shows. It is an extra: what
 * goes wrong with it is left to the next time. Without knowledge from before, those found are old.
 */
export async function findUndated(
	server: Server,
	settings: Settings,
	{ undated: known }: PollState,
): Promise<{ candidates: Candidate[]; known?: Undated }> {
	try {
		if (!known) return { candidates: [], known: await undatedAtStart(server, settings, Infinity) };
		const { chats: listed, isWhole } = await listUndated(server, settings);
		const chats = listed.filter(({ chat_id: id }) => !Object.hasOwn(known.delivered, id));
		const now = server.now();
		// A look that was cut short says nothing of those that it did not reach.
		const unreached = isWhole ? {} : withoutOld(known.waiting, now - REACH);
		const waiting = { ...unreached, ...Object.fromEntries(chats.map(({ chat_id: id }) => [id, known.waiting[id] ?? now])) };
		const candidates = chats
			.map((chat) => ({ chat, time: waiting[chat.chat_id] ?? now, endUnknown: true }))
			.filter(({ time }) => now - time >= PATIENCE);
		return { candidates, known: { ...known, waiting } };
	} catch {
		return { candidates: [], known };
	}
}

/** What is known after a poll that delivered these chats. */
export function undatedAfter({ waiting, delivered }: Undated, chats: Chat[], now: number): Undated {
	const ids = new Set(chats.map(({ chat_id: id }) => id));
	return {
		waiting: Object.fromEntries(Object.entries(waiting).filter(([id]) => !ids.has(id))),
		// Their end may yet show, long after.
		delivered: withoutOld({ ...delivered, ...startsOf(chats) }, now - 8 * REACH),
	};
}

/** `isWhole`: whether the list was read to its end. */
async function listUndated(server: Server, { fits }: Settings): Promise<{ chats: Chat[]; isWhole: boolean }> {
	const from = server.now() - REACH;
	const turn = pageTurner();
	const chats = new Map<string, Chat>();
	let key: string | undefined;
	for (let pages = 0; pages < MOST_PAGES; pages++) {
		const request = { limit: PAGE_SIZE, ...(key !== undefined && { pagination_key: key }) };
		const page = await server.listStarted('ended', from, 'descending', request).catch((failure: unknown) => {
			// A page that takes longer than the time that is left only cuts the look short.
			if (server.timeLeft() > 0) throw failure;
			return undefined;
		});
		if (!page) return { chats: [...chats.values()], isWhole: false };
		for (const chat of page.items) if (isUndated(chat, from) && fits(chat)) chats.set(chat.chat_id, chat);
		key = turn(page);
		if (key === undefined || server.timeLeft() <= 0) break;
	}
	return { chats: [...chats.values()], isWhole: key === undefined };
}

/** Also asks for the start: the server may ignore that filter, and what began before is not remembered for long enough. */
function isUndated({ chat_status: status, end_timestamp: end, start_timestamp: start }: Chat, from: number): boolean {
	return status === 'ended' && !isTime(end) && isTime(start) && start >= from;
}
