import { PassingFault } from './explained';
import type { Page } from './types';

/** Retell's largest page, in rows. */
export const PAGE_SIZE = 1000;
const MOST_EMPTY_PAGES = 10;

export interface PageRequest {
	limit: number;
	pagination_key?: string;
}

/**
 * Reads a list of Retell's page by page, to its end or until `limit` rows were accepted.
 *
 * @throws PassingFault if the list cannot come to an end: a page that promises more without saying
 * where, a place that was there before, or one empty page after the other.
 */
export async function readList<Row>(
	list: (request: PageRequest) => Promise<Page<Row>>,
	{ limit = Infinity, accepts = () => true }: { limit?: number; accepts?: (row: Row) => boolean } = {},
): Promise<Row[]> {
	const rows: Row[] = [];
	const turn = pageTurner();
	let key: string | undefined;

	for (;;) {
		const page = await list({
			limit: Math.min(PAGE_SIZE, limit - rows.length),
			...(key !== undefined && { pagination_key: key }),
		});
		for (const row of page.items) {
			if (rows.length < limit && accepts(row)) rows.push(row);
		}
		if (rows.length >= limit) return rows;
		key = turn(page);
		if (key === undefined) return rows;
	}
}

/**
 * Makes a function that tells, page by page, where the next page is; undefined after the last one.
 *
 * @throws PassingFault if the list cannot come to an end, as `readList`
 */
export function pageTurner(): (page: Page<unknown>) => string | undefined {
	const visited = new Set<string>();
	let rows = 0;
	let emptyPages = 0;
	return ({ items, has_more: more, pagination_key: key }) => {
		if (!more) return undefined;
		rows += items.length;
		emptyPages = items.length === 0 ? emptyPages + 1 : 0;
		if (typeof key !== 'string' || key === '' || visited.has(key) || emptyPages > MOST_EMPTY_PAGES) {
			throw endless(rows);
		}
		visited.add(key);
		return key;
	};
}

function endless(rows: number): PassingFault {
	return new PassingFault(
		"Retell's list does not come to an end",
		`After ${rows} rows, Retell promised more but did not say where they are. Run this again; if it stays, narrow the filters or set a limit.`,
	);
}
