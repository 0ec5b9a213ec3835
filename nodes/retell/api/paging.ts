import { listWithoutEnd } from '../../messages/retell';
import { isRecord, isText, jsonOf } from '../values';
import type { Page } from './types';

/** Retell's largest page, in rows. */
export const PAGE_SIZE = 1000;
const MOST_EMPTY_PAGES = 10;

export interface PageRequest {
	limit: number;
	pagination_key?: string;
}

export interface Wanted<Row> {
	/** Rows in a page at most. */
	pageSize?: number;
	/** Rows at most. */
	limit?: number;
	accepts?: (row: Row) => boolean;
	/** Gets how many rows of a page were left out because they lacked their ID. */
	onRowsWithoutId?: (rows: number) => void;
}

/** Reads a list of Retell's as `readPages` does, into one list. */
export async function readList<Row>(
	list: (request: PageRequest) => Promise<Page<Row>>,
	wanted: Wanted<Row> = {},
): Promise<Row[]> {
	const rows: Row[] = [];
	for await (const page of readPages(list, wanted)) rows.push(...page);
	return rows;
}

/**
 * Reads a list of Retell's page by page, to its end or until `limit` rows were accepted. Asks for a
 * page only when it is wanted.
 *
 * @throws TransientFault if the list cannot come to an end: a page that promises more without saying
 * where, a place or nothing but rows that were there before, or one empty page after the other.
 */
export async function* readPages<Row>(
	list: (request: PageRequest) => Promise<Page<Row>>,
	{ pageSize = PAGE_SIZE, limit = Infinity, accepts = () => true, onRowsWithoutId }: Wanted<Row> = {},
): AsyncGenerator<Row[]> {
	const turn = pageTurner();
	let left = limit;
	/** So few rows may be wanted of so many that small pages would not do. */
	let isSifted = false;
	let key: string | undefined;

	do {
		const page = await list({
			limit: isSifted ? pageSize : Math.min(pageSize, left),
			...(key !== undefined && { pagination_key: key }),
		});
		if (page.rowsWithoutId) onRowsWithoutId?.(page.rowsWithoutId);
		const rows = page.items.filter(accepts).slice(0, left);
		isSifted ||= rows.length < page.items.length;
		yield rows;
		left -= rows.length;
		if (left === 0) return;
		key = turn(page);
	} while (key !== undefined);
}

/**
 * Makes a function that returns, page by page, where the next page is; undefined after the last one.
 *
 * @throws TransientFault if the list cannot come to an end, as `readPages`
 */
export function pageTurner(): (page: Page<unknown>) => string | undefined {
	const visited = new Set<string>();
	const seen = new Set<string>();
	let emptyPages = 0;
	return ({ items, has_more: more, pagination_key: key }) => {
		if (!more) return undefined;
		const before = seen.size;
		for (const row of items) seen.add(identityOf(row));
		const isDuplicate = items.length > 0 && seen.size === before;
		emptyPages = items.length === 0 ? emptyPages + 1 : 0;
		if (!isText(key) || visited.has(key) || isDuplicate || emptyPages > MOST_EMPTY_PAGES) {
			throw listWithoutEnd(seen.size);
		}
		visited.add(key);
		return key;
	};
}

/** What distinguishes a row from all others of its list: the ID of a chat; of anything else, all that it holds. */
function identityOf(row: unknown): string {
	return isRecord(row) && isText(row.chat_id) ? row.chat_id : (jsonOf(row) ?? '');
}
