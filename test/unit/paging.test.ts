import fc from 'fast-check';

import { Explained } from '../../nodes/messages/explained.ts';
import { PAGE_SIZE, readList, type PageRequest } from '../../nodes/retell/api/paging.ts';
import type { Page } from '../../nodes/retell/api/types.ts';

/** A list of `count` numbers, in pages of at most `pageSize`, that keeps the requests. */
function listOf(count: number, pageSize = Infinity) {
	const requests: PageRequest[] = [];
	const list = (request: PageRequest): Promise<Page<number>> => {
		requests.push(request);
		const start = Number(request.pagination_key ?? 0);
		const end = Math.min(count, start + Math.min(pageSize, request.limit));
		const items = Array.from({ length: end - start }, (_, index) => start + index);
		return Promise.resolve({ items, has_more: end < count, ...(end < count && { pagination_key: `${end}` }) });
	};
	return { list, requests };
}

const count = fc.integer({ min: 0, max: 4500 });
const limit = fc.oneof(fc.integer({ min: 1, max: 4500 }), fc.constant(Infinity));

test('all rows in order up to the limit, in as few requests as there can be', async () => {
	await fc.assert(
		fc.asyncProperty(count, limit, async (rows, wanted) => {
			const { list, requests } = listOf(rows);
			const expected = Array.from({ length: Math.min(rows, wanted) }, (_, index) => index);
			expect(await readList(list, { limit: wanted })).toEqual(expected);
			expect(requests).toHaveLength(Math.max(1, Math.ceil(expected.length / PAGE_SIZE)));
			for (const request of requests) expect(request.limit).toBeLessThanOrEqual(Math.min(PAGE_SIZE, wanted));
		}),
	);
});

test('pages may be smaller than asked for, and rows may be refused', async () => {
	const rule = fc.constantFrom(
		(row: number) => row % 2 === 0,
		(row: number) => row > 100,
		() => true,
		() => false,
	);
	const few = fc.integer({ min: 0, max: 200 });
	const wantedFew = fc.oneof(fc.integer({ min: 1, max: 200 }), fc.constant(Infinity));
	await fc.assert(
		fc.asyncProperty(few, fc.integer({ min: 1, max: 50 }), wantedFew, rule, async (rows, pageSize, wanted, accepts) => {
			const { list, requests } = listOf(rows, pageSize);
			const all = Array.from({ length: rows }, (_, index) => index).filter(accepts);
			expect(await readList(list, { limit: wanted, accepts })).toEqual(all.slice(0, wanted));
			expect(new Set(requests.map((request) => request.pagination_key)).size).toBe(requests.length);
		}),
	);
});

test.each<[number, PageRequest[]]>([
	[7, [{ limit: 7 }]],
	[1200, [{ limit: 1000 }, { limit: 200, pagination_key: '1000' }]],
	[Infinity, [{ limit: 1000 }, { limit: 1000, pagination_key: '1000' }, { limit: 1000, pagination_key: '2000' }]],
])('of 2,500 rows, a limit of %d asks for no more than what is left of it', async (wanted, asked) => {
	const { list, requests } = listOf(2500);
	expect(await readList(list, { limit: wanted })).toHaveLength(Math.min(wanted, 2500));
	expect(requests).toEqual(asked);
});

test('a server that sends more than asked for is cut at the limit', async () => {
	const list = () => Promise.resolve({ items: [1, 2, 3], has_more: true, pagination_key: 'more' });
	expect(await readList(list, { limit: 2 })).toEqual([1, 2]);
});

test('a key on the last page leads nowhere', async () => {
	const list = jest.fn(() => Promise.resolve({ items: [1], has_more: false, pagination_key: 'more' }));
	expect(await readList(list)).toEqual([1]);
	expect(list).toHaveBeenCalledTimes(1);
});

describe('a list without an end is given up', () => {
	/** Answers page after page, made from its number. */
	const paged = (page: (index: number) => object) => {
		let index = 0;
		return jest.fn((_request: PageRequest): Promise<Page<number>> => {
			return Promise.resolve({ items: [index], has_more: true, ...page(index++) });
		});
	};

	test.each<[string, number, (index: number) => object]>([
		['a key that comes again', 2, () => ({ pagination_key: 'same' })],
		['keys in a circle', 4, (index) => ({ pagination_key: `${index % 3}` })],
		['more without a key', 1, () => ({})],
		['an empty key', 1, () => ({ pagination_key: '' })],
		['a key that is null', 1, () => ({ pagination_key: null })],
		['a key that is no text', 1, () => ({ pagination_key: {} })],
		['the same row under ever new keys', 2, (index) => ({ items: [7], pagination_key: `${index}` })],
		['rows in a circle under ever new keys', 4, (index) => ({ items: [index % 3], pagination_key: `${index}` })],
		[
			'rows that were on two pages before',
			3,
			(index) => ({ items: index < 2 ? [index, index + 10] : [1, 10], pagination_key: `${index}` }),
		],
		['only empty pages', 11, (index) => ({ items: [], pagination_key: `${index}` })],
	])('%s: %i requests', async (_name, requests, page) => {
		const list = paged(page);
		await expect(readList(list)).rejects.toThrow(Explained);
		expect(list).toHaveBeenCalledTimes(requests);
	});

	test('it says how far it came and what to do', async () => {
		const list = paged((index) => (index < 3 ? { pagination_key: `${index}` } : {}));
		await expect(readList(list)).rejects.toMatchObject({
			message: "Retell's list doesn't end",
			description:
				"After 4 rows, Retell announced more but didn't send any. Run this again. If it happens again, narrow the filters or set a limit.",
		});
	});

	test('ten empty pages in a row are borne, and counted anew after a row', async () => {
		const list = paged((index) => ({
			items: index % 11 === 10 ? [index] : [],
			has_more: index < 32,
			pagination_key: `${index}`,
		}));
		expect(await readList(list)).toEqual([10, 21, 32]);
	});
});

test('a list that repeats rows: it ends with the first page that shows nothing new, and not before', async () => {
	const rows = fc.array(fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 6 }), {
		minLength: 1,
		maxLength: 30,
	});
	const kinds = fc.constantFrom<(n: number) => object>(
		(n) => ({ chat_id: `chat_${n}` }),
		// The same chat, while it changes.
		(n) => ({ chat_id: `chat_${n}`, metadata: { at: Math.random() } }),
		(n) => ({ agent_id: 'agent_a', version: n }),
		(n) => ({ phone_number: `+1${n}` }),
	);
	await fc.assert(
		fc.asyncProperty(rows, kinds, async (pages, rowOf) => {
			let asked = 0;
			const list = () => {
				const items = (pages[asked++ % pages.length] ?? []).map(rowOf);
				return Promise.resolve({ items, has_more: true, pagination_key: `${asked}` });
			};
			const seen = new Set<number>();
			const news = pages.map((page) => {
				const before = seen.size;
				for (const row of page) seen.add(row);
				return seen.size > before;
			});
			// From the second round on, nothing is new.
			const end = news.includes(false) ? news.indexOf(false) : pages.length;
			await expect(readList(list)).rejects.toMatchObject({ message: "Retell's list doesn't end" });
			expect(asked).toBe(end + 1);
		}),
	);
});

test('a page of which one row is new goes on, and the last page may hold nothing new', async () => {
	const pages = [[1, 2], [2, 3], [3, 1, 4], [4]];
	let asked = 0;
	const list = () => {
		const items = pages[asked++] ?? [];
		return Promise.resolve({ items, has_more: asked < pages.length, pagination_key: `${asked}` });
	};
	expect(await readList(list)).toEqual([1, 2, 2, 3, 3, 1, 4, 4]);
});

test('where few of many rows are wanted, pages become full ones', async () => {
	const { list, requests } = listOf(10_000);
	expect(await readList(list, { limit: 5, accepts: (row) => row > 9_000 })).toEqual([
		9_001, 9_002, 9_003, 9_004, 9_005,
	]);
	expect(requests.map((request) => request.limit)).toEqual([5, ...Array<number>(10).fill(PAGE_SIZE)]);
});
