import { PAGE_SIZE, pageTurner } from '../../retell/api/paging';
import { isTime } from '../../retell/times';
import type { Chat } from '../../retell/api/types';
import { latestOf, newestOf, startsOf, withoutOld, type Candidate } from './candidates';
import { budgetPages } from './pageBudget';
import type { ChatSource, Settings } from './types';

const HOUR = 3_600_000;
/** How far back ended chats without an end time are looked for, by their start, in ms. */
const REACH = 24 * HOUR;
/** Pages of one look at most, from the newest start on. */
const MOST_PAGES = 5;
/** How long Retell has to show the end time of an ended chat, in ms. */
const PATIENCE = HOUR;

/** So many are waited for. */
const MOST_WAITING = 250;
/** So many are known as delivered. */
const MOST_DELIVERED = 1000;

/** Ended chats that Retell shows without an end time. */
export interface Undated {
	/** Those that are waited for, with the time when they were found first; of old ones, a time that never comes. */
	waiting: Record<string, number>;
	/** Those that were delivered, with their start times. */
	delivered: Record<string, number>;
	/** What the next look finds and does not know, and began before this time, is old. */
	oldTo?: number;
	/** Those that started before are not looked for: there are too many to know them all by ID. */
	since?: number;
}

/**
 * What a trigger knows that begins now: all such chats that are there and began before `start` are old. If they
 * cannot be read, the next polls look: that must not keep the trigger from beginning.
 */
export async function undatedAtStart(source: ChatSource, settings: Settings, start: number): Promise<Undated> {
	const nobodyLooked: Undated = { waiting: {}, delivered: {}, oldTo: start };
	const { known } = await look(source, settings, nobodyLooked).catch(() => ({ known: nobodyLooked }));
	return { ...known, oldTo: known.oldTo === undefined ? undefined : Math.min(known.oldTo, source.now()) };
}

/** Whether a look is due with every poll: some of what it would find first is old. */
export function needsLook(known: Undated | undefined, now: number): boolean {
	return known === undefined || (known.oldTo !== undefined && isInReach(known.oldTo, now));
}

/**
 * Looks for ended chats without an end time, which no window of end times shows. It is an extra: what
 * goes wrong with it is left to the next time. Without knowledge from before, those found are old.
 *
 * @param part the same source with what of the time is for the look
 */
export async function findUndated(
	source: ChatSource,
	settings: Settings,
	known: Undated | undefined,
	part = source,
): Promise<{ candidates: Candidate[]; known?: Undated }> {
	try {
		return known
			? await look(source, settings, known, part)
			: { candidates: [], known: await undatedAtStart(source, settings, Infinity) };
	} catch {
		return { candidates: [], known };
	}
}

async function look(
	source: ChatSource,
	settings: Settings,
	known: Undated,
	part = source,
): Promise<{ candidates: Candidate[]; known: Undated }> {
	const { waiting: before, delivered, oldTo = -Infinity } = known;
	const { chats: listed, isWhole, reached } = await listUndated(source, settings, part, known.since);
	const now = source.now();
	const chats = listed.filter(({ chat_id: id }) => !Object.hasOwn(delivered, id));
	const unknown = chats.filter(({ chat_id: id }) => !Object.hasOwn(before, id));
	const isOld = ({ start_timestamp: start = 0 }: Chat) => start < oldTo;
	const { times: old, since } = newestOf(startsOf(unknown.filter(isOld)), MOST_WAITING);

	// A look that was cut short says nothing of those that it did not reach.
	const waiting = isWhole ? {} : withoutOld(before, now - REACH);
	for (const { chat_id: id } of chats) if (Object.hasOwn(before, id)) waiting[id] = before[id] ?? now;
	// Those that began first leave the reach of the looks first. What there is no room for is found again.
	const room = Math.max(0, MOST_WAITING - Object.keys(waiting).length);
	for (const { chat_id: id } of unknown
		.filter((chat) => !isOld(chat))
		.reverse()
		.slice(0, room))
		waiting[id] = now;
	// An old one waits for longer than the looks reach. Should its end show, it is a chat like all others.
	for (const id of Object.keys(old)) waiting[id] = now + REACH;

	const candidates = chats
		.map((chat) => ({
			chat,
			time: waiting[chat.chat_id] ?? now,
			endUnknown: true,
			isLastCall: !isInReach(chat.start_timestamp ?? 0, now + PATIENCE),
		}))
		.filter(({ time, isLastCall }) => now - time >= (isLastCall ? 0 : PATIENCE));
	return {
		candidates,
		known: {
			...known,
			waiting,
			oldTo: isWhole || reached !== undefined || !isInReach(oldTo, now) ? undefined : known.oldTo,
			since: latestOf(known.since, since, known.oldTo === undefined ? undefined : reached),
		},
	};
}

/** Whether a look can find what began before a time. */
function isInReach(time: number, now: number): boolean {
	return time > now - REACH;
}

/** What is known after a poll that delivered these chats. */
export function undatedAfter({ waiting, delivered, ...known }: Undated, chats: Chat[], now: number): Undated {
	const ids = new Set(chats.map(({ chat_id: id }) => id));
	// Their end may yet show, long after.
	const { times, since = known.since } = newestOf(
		withoutOld({ ...delivered, ...startsOf(chats) }, now - 8 * REACH),
		MOST_DELIVERED,
	);
	return {
		...known,
		waiting: Object.fromEntries(Object.entries(waiting).filter(([id]) => !ids.has(id))),
		delivered: times,
		...(since !== undefined && { since: Math.max(since, known.since ?? since) }),
	};
}

/**
 * From the newest start on. `isWhole`: whether the list was read to its end. `reached`: from which start
 * on it was read, where it has more than the pages of one look. More chats only begin after it, so
 * no look ever reaches what began before.
 */
async function listUndated(
	source: ChatSource,
	{ fits }: Settings,
	part: ChatSource,
	since = -Infinity,
): Promise<{ chats: Chat[]; isWhole: boolean; reached?: number }> {
	const from = Math.max(source.now() - REACH, since);
	const turn = pageTurner();
	const chats = new Map<string, Chat>();
	const budget = budgetPages(part);
	let key: string | undefined;
	let oldest = Infinity;
	for (let pages = 0; pages < MOST_PAGES; pages++) {
		const request = { limit: PAGE_SIZE, ...(key !== undefined && { pagination_key: key }) };
		const page = await source.listStarted('ended', from, 'descending', request).catch((failure: unknown) => {
			// A page that takes longer than the time that is left only cuts the look short.
			if (source.timeLeft() > 0) throw failure;
			return undefined;
		});
		if (!page) return { chats: [...chats.values()], isWhole: false };
		budget.count(page);
		for (const chat of page.items) if (isUndated(chat, from) && fits(chat)) chats.set(chat.chat_id, chat);
		for (const { start_timestamp: start } of page.items) if (isTime(start)) oldest = Math.min(oldest, start);
		key = turn(page);
		if (key === undefined) return { chats: [...chats.values()], isWhole: true };
		if (part === source ? source.timeLeft() <= 0 : !budget.hasTime()) {
			return { chats: [...chats.values()], isWhole: false };
		}
	}
	// Not all that began in the ms of the last one need have been read.
	return { chats: [...chats.values()], isWhole: false, ...(oldest < Infinity && { reached: oldest + 1 }) };
}

/** Also asks for the start: the server may ignore that filter, and what began before is not remembered for long enough. */
function isUndated({ chat_status: status, end_timestamp: end, start_timestamp: start }: Chat, from: number): boolean {
	return status === 'ended' && !isTime(end) && isTime(start) && start >= from;
}
