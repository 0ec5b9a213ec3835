import { isTime } from '../../retell/times';
import { isRecord } from '../../retell/values';
import type { Errored } from './errored';
import type { Undated } from './undated';

const VERSION = 1;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** How far back a chat can become visible late and still be found, in ms before `maxEnd`. */
export const SWEEP_REACH = 6 * HOUR;
/** A trigger that is behind looks back at so many chats, or at twice what a poll delivers. */
const FEW = 30;
/** Soft bound of all remembered IDs, for a state below 200 kB. */
const MOST_IDS = 4000;

/**
 * What one poll leaves for the next: plain JSON, times in ms since 1970. All but `sweptAt` are end
 * times, on one line. Usually nothing is owed, and each poll looks back:
 *
 *     startedAt    seenFrom        scanFrom     maxEnd                                       now
 *     ----+------------+---------------+-----------+-------------------------------------------+-->
 *     old | delivered  |   delivered   | delivered, but Retell   |  next, in windows of `span`,
 *         |            |               | may show more           |  until all is read
 *                      |<--- sweep --->|<--- look-back: next --->|
 *                      |<-------- by id in `seen` -------------->|
 *                                       readTo                    coveredTo: end of what was read
 *
 * When chats wait, the trigger is behind: then it does not look back at what ended a look-back before
 * it was read, for Retell has shown that. If its time was too short, or there is much to look back at,
 * the next poll goes on with what was not read, and the look-back is owed until all was read. Then it is
 * done at once, for what shows there late ended before the rest:
 *
 *     startedAt    seenFrom      owedFrom                 scanFrom        maxEnd             now
 *     ----+------------+-------------+------------------------+---------------+----------------+-->
 *     old | delivered  |  delivered  | delivered, but Retell  |  next
 *         |            |             | may show more          |
 *                      |<-- sweep -->|<-- owed look-back ---->|
 *                      |<-------- by id in `seen` ----------->|
 *
 * A chat that cannot be delivered yet holds both at its end. `readTo` lies a look-back before what was
 * read, with or without chats there: only from here on another filter may find something.
 */
export interface PollState extends Errored {
	version: number;
	/** When the trigger started: what ended before is old. Unknown in states of old. */
	startedAt?: number;
	/** From this end time on, `seen` holds every chat that was delivered. */
	seenFrom: number;
	/** Where the next poll reads from: what ended before was delivered, as far as Retell showed it. */
	scanFrom: number;
	/** From here to `scanFrom` a look-back is owed: Retell may still show chats there. Undefined if none is. */
	owedFrom?: number;
	/** Of the chats that ended in the ms `scanFrom`, those that started before this time were delivered. */
	startedFrom?: number;
	/** The newest end time read, never later than the server's clock. */
	maxEnd: number;
	/** What ended before was read and delivered with some poll, if the filter was the same; undefined if nobody can tell. */
	readTo?: number;
	/** How long a window fits into a poll, in ms, while the trigger is behind; undefined if all was read. */
	span?: number;
	/** Chats that were delivered, with their end times. */
	seen: Record<string, number>;
	/** Ended chats without an end time; undefined as long as nobody has looked. */
	undated?: Undated;
	/** When chats that became visible late were last looked for, by the server's clock. */
	sweptAt: number;
	/** Where the sweep goes on, if the last poll had not enough time for it, and with a window of which length, in ms. */
	sweep?: { from: number; span?: number };
	fingerprint: string;
	/** As in the settings of the last poll. Unknown in states of old. */
	account?: string;
	/** Names the last poll that delivered something. Polls without items leave it as it is. */
	delivery?: string;
}

/** The state of a trigger that delivers what ends from `start` on. */
export function stateFrom(start: number, now: number, fingerprint: string): PollState {
	return {
		version: VERSION,
		startedAt: start,
		seenFrom: start,
		scanFrom: start,
		maxEnd: start,
		readTo: start,
		seen: {},
		sweptAt: now,
		fingerprint,
	};
}

/** What n8n stores when Retell could not be asked at the publishing: the time of it, by this machine's clock, in ms. */
export interface Publication {
	publishedAt: number;
}

/**
 * Reads what was stored. A state that is damaged or of a newer version yields what can be told for
 * certain: it goes on at its newest end time; undefined if there is none, or one that nothing would
 * ever come after.
 *
 * @param now by this machine's clock, in ms
 */
export function readStored(
	stored: unknown,
	now: number,
): { known: PollState | Publication | undefined; isDamaged: boolean } {
	if (stored === undefined || stored === null) return { known: undefined, isDamaged: false };
	if (isState(stored) || isPublication(stored)) return { known: stored, isDamaged: false };
	if (!isRecord(stored) || !isTime(stored.maxEnd) || stored.maxEnd > now + DAY)
		return { known: undefined, isDamaged: true };
	const { maxEnd, seen, errored, undated } = stored;
	const known = {
		...stateFrom(maxEnd, 0, ''),
		seen: timesIn(seen),
		...(isRecord(errored) && { errored: timesIn(errored) }),
		...(areUndated(undated) && { undated }),
	};
	return { known, isDamaged: true };
}

/** What a poll learned, as far as its state depends on it. */
interface Learned {
	/** Newest end time that was read and is not in the future. */
	newestEnd: number;
	/** When the poll began, by the server's clock; undefined if that is not known. */
	beganAt: number | undefined;
	/** End time from which on chats wait that could be delivered, or were not read; Infinity if none does. */
	waitingFrom: number;
	/** How long a window fits into a poll, in ms; undefined if everything was read. */
	span?: number;
	/** Whether the time was too short to read all that was wanted. */
	isSlow: boolean;
	/** Whether what a look-back was owed for was read, too. */
	hasLookedBack: boolean;
	/** Of the chats that ended in the ms `waitingFrom`, those that started before this time were read. */
	startedFrom?: number;
	/** End times of the chats that were found and cannot be delivered yet. */
	held: number[];
	/** Chats that were delivered, with their end times. */
	delivered: Array<[chatId: string, end: number]>;
	lookback: number;
}

/** The bounds and the memory after a poll: they move from the state before, and never back. */
export function advance(state: PollState, learned: Learned): PollState {
	const { beganAt = -Infinity, waitingFrom, lookback } = learned;
	const maxEnd = Math.max(state.maxEnd, learned.newestEnd);
	const isBehind = waitingFrom < Infinity;
	const held = Math.min(waitingFrom, ...lowest(learned.held));
	const shownTo = isBehind ? Math.min(beganAt - lookback, maxEnd) : -Infinity;
	const owed = learned.hasLookedBack ? Infinity : (state.owedFrom ?? Infinity);
	// From here on Retell may still show chats that were not read.
	const lookFrom = Math.max(state.seenFrom, Math.min(held, Math.max(maxEnd - lookback, shownTo), owed));
	const seen = [...Object.entries(state.seen), ...learned.delivered];
	const most = MOST_IDS - idsBesides(state);
	const lookedAt = seen.filter(([, end]) => end >= lookFrom).length;
	// What Retell has shown by now, and was not looked back at: it must not grow for as long as the trigger is behind.
	const overdue = seen.filter(([, end]) => end >= lookFrom && end < beganAt - lookback).length;
	const putsOff = learned.isSlow || (isBehind && lookedAt > Math.max(FEW, 2 * learned.delivered.length));
	const scanFrom = putsOff && overdue < most / 4 ? Math.max(held, lookFrom) : lookFrom;
	const readTo = Math.min(Math.min(beganAt, waitingFrom) - lookback, held, owed);
	const seenFrom = prunedFrom(state.seenFrom, lookFrom, maxEnd, seen, most);
	return {
		...state,
		seenFrom,
		scanFrom,
		owedFrom: scanFrom > lookFrom ? lookFrom : undefined,
		// What is held, or comes before, must be read again.
		startedFrom: scanFrom === waitingFrom && !learned.held.includes(scanFrom) ? learned.startedFrom : undefined,
		maxEnd,
		readTo: Number.isFinite(readTo) ? readTo : undefined,
		span: learned.span,
		seen: Object.fromEntries(seen.filter(([, end]) => end >= seenFrom)),
	};
}

/** From where on ids are kept: as far as sweeps go, less if they are many, but all that look-backs see. */
function prunedFrom(
	from: number,
	lookFrom: number,
	maxEnd: number,
	seen: Array<[string, number]>,
	most: number,
): number {
	const reach = Math.min(lookFrom, maxEnd - SWEEP_REACH);
	const ends = seen.map(([, end]) => end).sort((a, b) => b - a);
	const oldestKept = ends.length > most ? (ends[most - 1] ?? 0) + 1 : 0;
	return Math.max(from, reach, Math.min(lookFrom, oldestKept));
}

/** How many IDs are remembered besides those in `seen`. */
function idsBesides({ errored, undated }: PollState): number {
	return [errored, undated?.waiting, undated?.delivered].reduce((sum, ids) => sum + Object.keys(ids ?? {}).length, 0);
}

function lowest(times: number[]): number[] {
	return times.length === 0 ? [] : [times.reduce((low, time) => Math.min(low, time))];
}

/** Whether it is only the time of the publishing. */
export function isPublication(value: unknown): value is Publication {
	return isRecord(value) && isTime(value.publishedAt);
}

function isState(value: unknown): value is PollState {
	return (
		isRecord(value) &&
		value.version === VERSION &&
		isTime(value.scanFrom) &&
		isTime(value.seenFrom) &&
		isTime(value.maxEnd) &&
		[value.startedAt, value.owedFrom, value.startedFrom, value.readTo, value.span].every(isTimeOrNone) &&
		[value.erroredFrom, value.erroredOldTo, value.erroredSince, value.erroredEndedSince].every(isTimeOrNone) &&
		(value.sweep === undefined ||
			(isRecord(value.sweep) && isTime(value.sweep.from) && isTimeOrNone(value.sweep.span))) &&
		isTime(value.sweptAt) &&
		[value.delivery, value.account].every((text) => text === undefined || typeof text === 'string') &&
		typeof value.fingerprint === 'string' &&
		areTimes(value.seen) &&
		(value.errored === undefined || areTimes(value.errored)) &&
		(value.undated === undefined || areUndated(value.undated))
	);
}

function areUndated(value: unknown): value is Undated {
	return (
		isRecord(value) &&
		areTimes(value.waiting) &&
		areTimes(value.delivered) &&
		[value.oldTo, value.since].every(isTimeOrNone)
	);
}

function areTimes(value: unknown): value is Record<string, number> {
	return isRecord(value) && Object.values(value).every(isTime);
}

function timesIn(value: unknown): Record<string, number> {
	if (!isRecord(value)) return {};
	return Object.fromEntries(Object.entries(value).flatMap(([id, time]) => (isTime(time) ? [[id, time]] : [])));
}

function isTimeOrNone(value: unknown): value is number | undefined {
	return value === undefined || isTime(value);
}
