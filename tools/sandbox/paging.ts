import { z } from 'zod';
import { ERROR_TEXTS, Refusal } from './errors.ts';
import { parsedOrUndefined } from './requests.ts';

/** Where a page ended: the sort value and the id of its last item. */
export interface Place {
	value: number;
	id: string;
}

const stored = z.strictObject({ list: z.string(), value: z.number(), id: z.string() });

/** An opaque key that names the last item, so that rows may come and go between two pages. */
export function toKey(list: string, place: Place): string {
	return Buffer.from(JSON.stringify({ list, ...place })).toString('base64url');
}

/** Reads a key back; one that this list did not give out is a 400. */
export function fromKey(list: string, key: string): Place {
	const place = stored.safeParse(parsedOrUndefined(Buffer.from(key, 'base64url').toString()));
	if (!place.success || place.data.list !== list) {
		throw new Refusal(400, `${ERROR_TEXTS[400]} request/body/pagination_key is invalid`);
	}
	return place.data;
}

export interface Page<T> {
	items: T[];
	has_more: boolean;
	pagination_key?: string;
	total?: number;
}

/** The place of an item by two of its fields. */
export function by<Value extends string, Id extends string>(value: Value, id: Id) {
	return (item: Record<Value, number> & Record<Id, string>): Place => ({ value: item[value], id: item[id] });
}

/** One page of a short list that is sorted anew for every request. */
export function pageOf<T>(
	list: string,
	items: readonly T[],
	place: (item: T) => Place,
	query: { limit?: number; sort_order?: 'ascending' | 'descending'; pagination_key?: string },
): Page<T> {
	const { limit = 50, sort_order = 'descending', pagination_key } = query;
	const direction = sort_order === 'ascending' ? 1 : -1;
	const compare = (a: Place, b: Place) => direction * (a.value - b.value || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
	const after = pagination_key === undefined ? undefined : fromKey(list, pagination_key);
	const rest = items
		.filter((item) => !after || compare(place(item), after) > 0)
		.sort((a, b) => compare(place(a), place(b)));
	const shown = rest.slice(0, limit);
	const last = shown.at(-1);
	const more = rest.length > limit && last !== undefined;
	return { items: shown, has_more: more, ...(more ? { pagination_key: toKey(list, place(last)) } : {}) };
}
