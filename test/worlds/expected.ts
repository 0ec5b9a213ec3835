import { HOUR, MINUTE, SECOND } from '../../tools/times.ts';
import { fits, isQuiet, pagesPerPoll, shiftAt, shownAt, stampedEnd, viewOf } from './plan.ts';
import type { ChatPlan, Settings, WorldPlan } from './plan.ts';
import type { PollRecord, WorldRecord } from './record.ts';

/** How far back the trigger looks for rows that became visible late, as documented. */
const SWEEP_REACH = 6 * HOUR;
const SWEEP_EVERY = 30 * MINUTE;
/** How far back the trigger looks for chats in error, by their start. */
const ERRORED_REACH = 96 * HOUR;
/** The memory of ids that the trigger promises; more chats than that shorten the sweep. */
const MEMORY = 4_000;

/** Chats that did not arrive although they had to. */
export function lost(record: WorldRecord): ChatPlan[] {
	const arrived = new Set(record.deliveries.map(({ item }) => item.id));
	return record.plan.chats.filter((chat) => !arrived.has(chat.id) && mustArrive(record, chat));
}

/** Chats that did not arrive and may still do so: what the closing waits for. */
export function awaited(record: WorldRecord, now: number): ChatPlan[] {
	const arrived = new Set(record.deliveries.map(({ item }) => item.id));
	return record.plan.chats.filter(
		(chat) =>
			!arrived.has(chat.id) &&
			isWanted(record, chat) &&
			(mustArrive(record, chat) || (now < chat.endsAt + SWEEP_REACH && visible(record, chat))),
	);
}

function mustArrive(record: WorldRecord, chat: ChatPlan): boolean {
	return isWanted(record, chat) && visible(record, chat) && (isInTime(record, chat) || wasSwept(record, chat));
}

/** Whether the workflow asks for this chat, from its end to the end of the world. */
function isWanted(record: WorldRecord, chat: ChatPlan): boolean {
	const since = publishedFrom(record)?.latest;
	if (since === undefined || record.lostByN8n.has(chat.id)) return false;
	// One that ended before with an end in the future is as old as the others.
	if (countsFrom(record, chat) <= since) return false;
	return settingsSince(record, Math.min(chat.endsAt, shownAt(chat))).every((settings) =>
		fits(record.plan, chat, settings),
	);
}

/** What decides, by the server's clock, whether a chat ended after the publishing. */
function countsFrom({ plan, published }: WorldRecord, chat: ChatPlan): number {
	// Without an end time, the start is all that there is to go back by.
	const startOnly = chat.status === 'error' && (published?.settings.startFromHours ?? 0) > 0;
	if (startOnly) return chat.startsAt + shiftAt(plan.serverClock, chat.startsAt);
	return stampedEnd(plan, chat) - Math.max(0, chat.endStampOff);
}

function visible(record: WorldRecord, chat: ChatPlan): boolean {
	const { plan, polls, published } = record;
	if (chat.deletedAt !== undefined) return false;
	const ahead = chat.endStampOff > HOUR;
	const waits = plan.settings.some(({ value }) => value.event === 'chatAnalyzed');
	// With an end in a far future nobody can say when its analysis is overdue.
	if (ahead && waits && chat.analysedAt === null) return false;
	if (chat.status === 'error') {
		// Which chats were in error at the publishing is known only if Retell could be asked then.
		const known = published !== undefined && isCalm(published);
		// Without an end time nothing tells one that was not found yet from those of the past of another filter.
		if (chat.endShownAt === null && new Set(settingsSince(record, chat.endsAt).map(viewOf)).size > 1) return false;
		// In a backlog of days it can wait until nobody looks for it any more.
		const reached = (polls.at(-1)?.endedAt ?? 0) < chat.startsAt + ERRORED_REACH - HOUR;
		return known && reached && !laterThan(chat, HOUR);
	}
	// Without an end, only a look now and then finds it, by its start, and only among the newest.
	return (
		chat.endShownAt !== null ||
		(isQuiet(plan) && plan.pageCap >= plan.chats.length && chat.endsAt - chat.startsAt < HOUR)
	);
}

const laterThan = (chat: ChatPlan, ms: number) => shownAt(chat) - chat.endsAt > ms;

/** Between which times, by the server's clock, the workflow counts as published. */
export function publishedFrom({ plan, published }: WorldRecord): { earliest: number; latest: number } | undefined {
	if (!published) return undefined;
	const { startedAt, endedAt, settings } = published;
	const back = settings.startFromHours * HOUR;
	const { dateHeader = 'clock' } = plan.quirks;
	const serverShift = shiftAt(plan.serverClock, startedAt);
	const off =
		dateHeader === 'none' || published.requests.every(({ status }) => status === 'lost')
			? Math.abs(shiftAt(plan.hostClock, startedAt) - serverShift)
			: dateHeader === 'clock'
				? 0
				: Math.abs(dateHeader);
	// The Date header counts in whole seconds.
	const blur = off + 1.5 * SECOND;
	return { earliest: startedAt + serverShift - back - blur, latest: endedAt + serverShift - back + blur };
}

/** The settings in force at a time and all that came after. */
function settingsSince({ epochs }: WorldRecord, at: number): Settings[] {
	const first = epochs.findLastIndex((epoch) => epoch.at <= at);
	return epochs.slice(Math.max(first, 0)).map(({ settings }) => settings);
}

/** Whether the chat showed so soon after its end that every poll's look-back reaches it. */
export function isInTime({ plan }: WorldRecord, chat: ChatPlan): boolean {
	const shortest = Math.min(...plan.settings.map(({ value }) => value.lookbackMinutes)) * MINUTE;
	return shownAt(chat) - chat.endsAt <= shortest - jumps(plan) - 5 * SECOND;
}

/** Whether a sweep that nothing disturbed had to find a chat that showed late. */
function wasSwept(record: WorldRecord, chat: ChatPlan): boolean {
	const { plan, polls } = record;
	const shown = shownAt(chat);
	const until = chat.endsAt + SWEEP_REACH - jumps(plan) - 2 * MINUTE;
	const views = new Set(settingsSince(record, chat.endsAt).map(viewOf));
	const ended = plan.chats.filter(({ endsAt }) => endsAt >= chat.endsAt && endsAt <= until);
	if (views.size > 1 || ended.length >= MEMORY) return false;
	const calm = polls.filter((poll) => poll.startedAt >= shown && poll.endedAt <= until && isCalm(poll));
	const [first] = calm;
	const after = calm.filter(({ startedAt }) => startedAt >= (first?.startedAt ?? 0) + SWEEP_EVERY + MINUTE).length;
	// Counting what is near takes long, and one poll is the least.
	return after > 0 && after >= pollsForSweep(plan, chat);
}

/**
 * How many polls it takes at most until a sweep has come by a chat. One poll, if what ended in the six hours around it fits
 * into the quarter of its pages that is surely left for it. What does not fit goes on with the next polls; windows that are cut
 * cost up to three pages for a page of chats; and a sweep can have passed the chat just before it showed.
 */
function pollsForSweep(plan: WorldPlan, chat: ChatPlan): number {
	const near = plan.chats.filter(({ endsAt }) => Math.abs(endsAt - chat.endsAt) <= SWEEP_REACH).length;
	const quarter = Math.max(1, pagesPerPoll(plan) / 4);
	return near <= quarter * plan.pageCap ? 1 : 2 * Math.ceil((3 * near) / plan.pageCap / quarter);
}

/** A poll that nothing disturbed and whose result counted. */
export function isCalm(poll: PollRecord): boolean {
	return (
		(poll.outcome === 'items' || poll.outcome === 'nothing') &&
		!poll.manual &&
		!poll.overlapped &&
		poll.accident === undefined &&
		poll.requests.length > 0 &&
		poll.requests.every(({ faulty }) => !faulty) &&
		poll.items.length < poll.settings.maxChatsPerPoll
	);
}

const moved = new WeakMap<WorldPlan, number>();

/** How far the server's clock moves in all while there are chats. It is asked for each chat after each poll. */
function jumps(plan: WorldPlan): number {
	const known = moved.get(plan);
	if (known !== undefined) return known;
	const first = plan.chats.reduce((least, { startsAt }) => Math.min(least, startsAt), Infinity);
	const offs = [0, ...plan.serverClock.map(({ by }) => by)];
	const by = plan.serverClock.map((shift, index) => (shift.at <= first ? 0 : Math.abs(shift.by - (offs[index] ?? 0))));
	const sum = by.reduce((all, one) => all + one, 0);
	moved.set(plan, sum);
	return sum;
}
