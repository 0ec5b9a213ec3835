import { isTime } from '../times';
import type { Chat, ChatFilterCriteria, Page } from './types';

// Where a long list of chats can be entered, without any request.
//
// A *place* in a list is a start time in ms that grows along the list: the start itself where the oldest
// comes first, and its negative where the newest does. A slice begins after a place, and ends where the
// next one begins.

export type SortOrder = 'ascending' | 'descending';
type StartFilter = NonNullable<ChatFilterCriteria['start_timestamp']>;

/** Where a chat stands in its list; undefined if it doesn't show when it started. */
export function placeOf({ start_timestamp: start }: Chat, order: SortOrder): number | undefined {
	return isTime(start) ? startAt(start, order) : undefined;
}

/** The start time at a place, and the place of a start time. */
export function startAt(place: number, order: SortOrder): number {
	return order === 'ascending' ? place : -place;
}

/**
 * The filter for what comes after a place, together with the caller's own filter, since Retell takes one for each
 * field. Where it has to be a range, it may also show what starts at the place, or on an edge of the
 * caller's: Retell doesn't say whether a range includes its bounds.
 *
 * @param place one that the caller's filter lets through
 * @returns undefined if the two can't be one
 */
export function filterAfter(own: StartFilter | undefined, place: number, order: SortOrder): StartFilter | undefined {
	if (own && own.type === 'number' && (own.op === 'eq' || own.op === 'ne')) return undefined;
	const start = startAt(place, order);
	const isAscending = order === 'ascending';
	const bound = isAscending ? upperBound(own) : lowerBound(own);
	if (bound === undefined) return { type: 'number', op: isAscending ? 'gt' : 'lt', value: start };
	return { type: 'range', op: 'bt', value: isAscending ? [start, bound] : [bound, start] };
}

function lowerBound(own: StartFilter | undefined): number | undefined {
	if (own?.type === 'range') return own.value[0];
	if (own?.op === 'ge') return own.value - 1;
	return own?.op === 'gt' ? own.value : undefined;
}

function upperBound(own: StartFilter | undefined): number | undefined {
	if (own?.type === 'range') return own.value[1];
	if (own?.op === 'le') return own.value + 1;
	return own?.op === 'lt' ? own.value : undefined;
}

/** Whether the caller's own filter lets a start time through. A range is left to the caller: its edges are in doubt. */
export function isWithin(own: StartFilter | undefined, start: number): boolean {
	if (own?.type !== 'number') return true;
	const { op, value } = own;
	if (op === 'ge') return start >= value;
	if (op === 'gt') return start > value;
	if (op === 'le') return start <= value;
	return op !== 'lt' || start < value;
}

/** Whether a page is what was asked for: rows that all show when they started, in their order, none before `from`. */
export function isInOrder({ items, rowsWithoutId }: Page<Chat>, from: number, order: SortOrder): boolean {
	let last = from;
	return (
		!rowsWithoutId &&
		items.every((chat) => {
			const place = placeOf(chat, order);
			if (place === undefined || place < last) return false;
			last = place;
			return true;
		})
	);
}

/** What is known of a part of a list that is to be cut. */
export interface Stretch {
	/** Place of the last row that was read. */
	from: number;
	/** Place up to which it goes. */
	to: number;
	/** Rows in it, about. */
	rows: number;
	/** How far apart the last rows were. */
	msPerRow: number;
}

/**
 * Places at which to cut a part of a list in so many parts, in order; fewer where there is no room.
 * Rows can be spread evenly, or go on as dense as the last ones and then end. Where these two are far
 * apart, half of the cuts is made for each. What was cut wrongly is cut again.
 */
export function cutsOf({ from, to, rows, msPerRow }: Stretch, parts: number): number[] {
	const reach = to - from;
	const dense = rows * msPerRow;
	const cuts = parts - 1;
	const places =
		dense < reach / 2
			? [...evenly(dense, Math.ceil(cuts / 2)), ...evenly(reach, Math.floor(cuts / 2))]
			: evenly(reach, cuts);
	const lowest = Math.floor(from) + 1;
	const whole = places.map((place) => Math.max(lowest, Math.round(from + place)));
	return [...new Set(whole)].filter((place) => place < to).sort((a, b) => a - b);
}

function evenly(reach: number, cuts: number): number[] {
	return Array.from({ length: cuts }, (_, index) => (reach * (index + 1)) / (cuts + 1));
}
