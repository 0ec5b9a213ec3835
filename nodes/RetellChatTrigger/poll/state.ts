import { isRecord } from '../../retell/answers';

const VERSION = 1;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** How far back a chat can become visible late and still be found, in ms before `maxEnd`. */
export const SWEEP_REACH = 6 * HOUR;
/** Soft bound of the remembered ids, for a state below 200 kB. */
const MOST_SEEN = 4000;

/**
 * What one poll leaves for the next: plain JSON, times in ms since 1970.
 *
 * `seenFrom` <= `scanFrom`: a scan never goes where it could not tell what was handed over.
 */
export interface PollState {
	version: number;
	/** Where the next scan starts: every chat that ended before was handed over, or swept for. */
	scanFrom: number;
	/** From this end time on, `seen` holds every chat that was handed over. */
	seenFrom: number;
	/** The newest end time read, never later than the server's clock. */
	maxEnd: number;
	/** What ended before was read and handed over with some poll, if the filter was the same; undefined if nobody can tell. */
	readTo?: number;
	/** Chats that were handed over, with their end times. */
	seen: Record<string, number>;
	/** Chats in error that were handed over or lay before the start, with their start times. */
	errored?: Record<string, number>;
	/** When chats that became visible late were last looked for, by the server's clock. */
	sweptAt: number;
	fingerprint: string;
}

/** The state of a trigger that hands over what ends from `start` on. */
export function stateFrom(start: number, now: number, fingerprint: string): PollState {
	return {
		version: VERSION,
		scanFrom: start,
		seenFrom: start,
		maxEnd: start,
		readTo: start,
		seen: {},
		sweptAt: now,
		fingerprint,
	};
}

/**
 * Reads a stored state. One that is damaged or of a newer version yields what can be told for
 * certain: it goes on at its newest end time; undefined if there is none, or one that nothing would
 * ever come after.
 *
 * @param now by this machine's clock, in ms
 */
export function readState(stored: unknown, now: number): { state: PollState | undefined; damaged: boolean } {
	const isUnstarted = isRecord(stored) && isTime(stored.publishedAt);
	if (stored === undefined || stored === null || isUnstarted) return { state: undefined, damaged: false };
	if (isState(stored)) return { state: stored, damaged: false };
	if (!isRecord(stored) || !isTime(stored.maxEnd) || stored.maxEnd > now + DAY) return { state: undefined, damaged: true };
	const { maxEnd, seen, errored } = stored;
	const state = { ...stateFrom(maxEnd, 0, ''), seen: timesIn(seen) };
	return { state: isRecord(errored) ? { ...state, errored: timesIn(errored) } : state, damaged: true };
}

/** What a poll learned, as far as its state depends on it. */
export interface Learned {
	/** Newest end time that was read and is not in the future. */
	newestEnd: number;
	/** When the poll began, by the server's clock; undefined if that is not known. */
	beganAt: number | undefined;
	/** End of what was read completely; Infinity if everything was. */
	coveredTo: number;
	/** End times of the chats that were found and not handed over. */
	held: number[];
	/** Chats that were handed over, with their end times. */
	delivered: Array<[chatId: string, end: number]>;
	lookback: number;
}

/** The bounds and the memory after a poll: they move from the state before, and never back. */
export function advance(state: PollState, learned: Learned): PollState {
	const maxEnd = Math.max(state.maxEnd, learned.newestEnd);
	const scanFrom = Math.max(
		state.seenFrom,
		Math.min(maxEnd - learned.lookback, learned.coveredTo + 1, ...lowest(learned.held)),
	);
	const { beganAt = NaN } = learned;
	const readTo = Math.min(Math.min(beganAt, learned.coveredTo + 1) - learned.lookback, ...lowest(learned.held));
	const seen = [...Object.entries(state.seen), ...learned.delivered];
	const seenFrom = prunedFrom(state.seenFrom, scanFrom, maxEnd, seen);
	return {
		...state,
		maxEnd,
		scanFrom,
		seenFrom,
		readTo: Number.isNaN(readTo) ? undefined : readTo,
		seen: Object.fromEntries(seen.filter(([, end]) => end >= seenFrom)),
	};
}

/** From where on ids are kept: as far as sweeps go, less if they are many, but all that scans see. */
function prunedFrom(from: number, scanFrom: number, maxEnd: number, seen: Array<[string, number]>): number {
	const reach = Math.min(scanFrom, maxEnd - SWEEP_REACH);
	const ends = seen.map(([, end]) => end).sort((a, b) => b - a);
	const oldestKept = ends.length > MOST_SEEN ? (ends[MOST_SEEN - 1] ?? 0) + 1 : 0;
	return Math.max(from, reach, Math.min(scanFrom, oldestKept));
}

function lowest(times: number[]): number[] {
	return times.length === 0 ? [] : [times.reduce((low, time) => Math.min(low, time))];
}

function isState(value: unknown): value is PollState {
	return (
		isRecord(value) &&
		value.version === VERSION &&
		isTime(value.scanFrom) &&
		isTime(value.seenFrom) &&
		isTime(value.maxEnd) &&
		(value.readTo === undefined || isTime(value.readTo)) &&
		isTime(value.sweptAt) &&
		typeof value.fingerprint === 'string' &&
		areTimes(value.seen) &&
		(value.errored === undefined || areTimes(value.errored))
	);
}

function areTimes(value: unknown): value is Record<string, number> {
	return isRecord(value) && Object.values(value).every(isTime);
}

function timesIn(value: unknown): Record<string, number> {
	if (!isRecord(value)) return {};
	return Object.fromEntries(Object.entries(value).flatMap(([id, time]) => (isTime(time) ? [[id, time]] : [])));
}

function isTime(value: unknown): value is number {
	return typeof value === 'number' && Number.isFinite(value);
}
