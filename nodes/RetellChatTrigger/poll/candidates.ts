import type { Chat } from '../../retell/api/types';
import { isTime } from '../../retell/times';
import { isRecord } from '../../retell/values';
import type { Settings } from './types';

/** An end time further ahead than this lies in the future; up to it, clocks may differ, in ms. */
const CLOCKS_DIFFER = 3_600_000;

/** A chat that was found and not delivered before. */
export interface Candidate {
	chat: Chat;
	/** Its end; of a chat in error without one, its start; of an ended one without one, when it was found. */
	time: number;
	/** Whether it is ended without an end time, long after it was found. */
	endUnknown?: boolean;
	/** Whether later polls may not find it any more. */
	isLastCall?: boolean;
}

/** Whether a chat can be delivered: at once, or with its analysis, or after waiting for it. */
export function isReady(
	{ chat, time, isLastCall = false }: Candidate,
	now: number,
	{ event, analysisTimeout }: Settings,
): boolean {
	return event === 'chatEnded' || isLastCall || hasAnalysis(chat) || now - pastOf(chat, time, now) >= analysisTimeout;
}

/** Whether a chat has its analysis. Before the real one, Retell shows an empty one. */
export function hasAnalysis({ chat_analysis: analysis }: Chat): boolean {
	return isRecord(analysis) && Object.values(analysis).some((value) => value !== null && value !== undefined);
}

/** The end of a chat; its start, if its end lies further in the future than clocks differ. */
export function pastOf({ start_timestamp: start }: Chat, time: number, now: number): number {
	return time <= now + CLOCKS_DIFFER || !isTime(start) ? time : start;
}

/** The order of delivery. */
export function byTime(a: Candidate, b: Candidate): number {
	return a.time - b.time || (a.chat.chat_id < b.chat.chat_id ? -1 : 1);
}

/** Chats by id, with their start times. */
export function startsOf(chats: Chat[]): Record<string, number> {
	return Object.fromEntries(
		chats.map((chat) => [chat.chat_id, isTime(chat.start_timestamp) ? chat.start_timestamp : 0]),
	);
}

/** The entries whose time is not before `oldest`. */
export function withoutOld(times: Record<string, number>, oldest: number): Record<string, number> {
	return Object.fromEntries(Object.entries(times).filter(([, time]) => time >= oldest));
}

/** The newest of the entries, if they are more than `most`, and from which time on none is missing. */
export function newestOf(
	times: Record<string, number>,
	most: number,
): { times: Record<string, number>; since?: number } {
	const newestFirst = Object.values(times).sort((a, b) => b - a);
	const oldestKept = newestFirst[most - 1];
	const isAll = oldestKept === undefined || newestFirst.length === most;
	return isAll ? { times } : { times: withoutOld(times, oldestKept), since: oldestKept };
}

/** The latest of some times, each of which may be unknown. */
export function latestOf(...times: Array<number | undefined>): number | undefined {
	const known = times.filter((time) => time !== undefined);
	return known.length === 0 ? undefined : Math.max(...known);
}
