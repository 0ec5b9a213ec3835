// Long lists of chats, read in slices side by side, over HTTP against the sandbox: the same chats in the same order as page
// after page, how many requests, what happens at the same time, how they stop.
import fc from 'fast-check';

import { chatFilter, type FilterValues } from '../../nodes/parameters/chatFilters/criteria.ts';
import { readChats } from '../../nodes/retell/api/chatList.ts';
import { readChatList } from '../../nodes/retell/api/longList.ts';
import type { SortOrder } from '../../nodes/retell/api/slices.ts';
import type { Chat } from '../../nodes/retell/api/types.ts';
import type { SendToRetell } from '../../nodes/retell/http/client.ts';
import { allArrived, holdFirst, until } from '../../tools/sandbox/holds.ts';
import { startSandbox, type Sandbox } from '../../tools/sandbox/index.ts';
import { HOUR } from '../../tools/times.ts';
import { isRecord } from '../../nodes/retell/values.ts';

const PAGE = 100;
const T0 = 1_780_000_000_000;
const YEAR = 31_536_000_000;

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox({ seed: 'empty' });
});
beforeEach(() => {
	sandbox.reset();
	sandbox.quirks.largestPage = PAGE;
});
afterAll(() => sandbox.close());

/** Sends as it is, without retries. */
const send: SendToRetell = async ({ method, path, body, parse }) => {
	const response = await fetch(`${sandbox.url}${path}`, {
		method,
		headers: { authorization: `Bearer ${sandbox.apiKey}`, 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
	const answer = response.ok ? parse(await response.json()) : undefined;
	if (answer === undefined) throw new Error(`${response.status}`);
	return answer;
};

/** Chats that started at these times, by ID in the order of the list, the newest first. */
function addChats(starts: number[]): string[] {
	const seeds = starts.map((start_timestamp, n) => ({
		chat_id: `chat_${String(n).padStart(6, '0')}`,
		start_timestamp,
		end_timestamp: start_timestamp + 1,
	}));
	for (const seed of seeds) sandbox.store.addChat(seed);
	return seeds
		.sort((a, b) => b.start_timestamp - a.start_timestamp || (a.chat_id < b.chat_id ? 1 : -1))
		.map(({ chat_id }) => chat_id);
}

const spread = (count: number, over: number, from = T0) =>
	Array.from({ length: count }, (_, n) => from + Math.floor((n * over) / count));

function pagesWith(parallel: number, limit = Infinity) {
	return readChatList({ send, parallel }, { criteria: undefined, sortOrder: 'descending' }, { limit });
}

async function idsWith(parallel: number, limit?: number): Promise<string[]> {
	const rows: Chat[] = [];
	for await (const page of pagesWith(parallel, limit)) rows.push(...page);
	return rows.map(({ chat_id }) => chat_id);
}

/** The chats that a filter finds, and how many rows without ID were left out. */
async function listed(parallel: number, sortOrder: SortOrder, filters: FilterValues = {}) {
	const filter = chatFilter(filters, { labels: {}, timezone: 'UTC', now: Date.now() });
	const ids: string[] = [];
	let rowsWithoutId = 0;
	const onRowsWithoutId = (rows: number) => (rowsWithoutId += rows);
	const pages = readChats(send, filter, { limit: Infinity, sortOrder, parallel, onRowsWithoutId });
	for await (const page of pages) ids.push(...page.map(({ chat_id }) => chat_id));
	return { ids, rowsWithoutId };
}

const inFlight = () => Math.max(...sandbox.requests.map((request) => request.inFlight));
/** Whether the first page of a slice was asked for. */
const asksForSlice = () =>
	sandbox.requests.some(
		({ body }) => isRecord(body) && body.include_total === true && body.limit !== 1 && !('pagination_key' in body),
	);
/** Pages that were asked for by a start time. */
const slices = () =>
	sandbox.requests.filter(({ body }) => isRecord(body) && 'filter_criteria' in body && body.limit !== 1).length;
const asksFor = (name: string) => sandbox.requests.filter(({ body }) => isRecord(body) && name in body).length;

describe('whatever Retell is like', () => {
	/** Start times: even, in clusters, all in one ms or in neighboring ones, with gaps of years; and mixtures. */
	const cluster = fc
		.record({
			at: fc.integer({ min: 0, max: 4 * YEAR }),
			over: fc.constantFrom(1, 2, 5, 1_000, HOUR, YEAR),
			count: fc.integer({ min: 1, max: 40 }),
			isEven: fc.boolean(),
		})
		.map(({ at, over, count, isEven }) =>
			Array.from({ length: count }, (_, n) => T0 + at + Math.floor(isEven ? (n * over) / count : (n * 7919) % over)),
		);
	const starts = fc.array(cluster, { minLength: 1, maxLength: 6 }).map((clusters) => clusters.flat());
	const sortOrder = fc.constantFrom('ascending' as const, 'descending' as const);
	const mostly = <Value>(usual: Value, ...others: Value[]) =>
		fc.oneof({ weight: 4, arbitrary: fc.constant(usual) }, fc.constantFrom(...others));
	const server = fc.record({
		rangeIncludesBounds: fc.boolean(),
		largestPage: fc.integer({ min: 3, max: 10 }),
		totals: mostly<'absent' | 'right' | 'wrong'>('right', 'absent', 'wrong'),
		ignoreFilters: mostly<string[]>([], ['start_timestamp'], ['chat_status']),
	});
	const parallel = fc.integer({ min: 2, max: 20 });

	/** Chats that started at these times, a third of them ongoing. */
	function addMixed(times: number[]): string[] {
		return times.map((start_timestamp, n) => {
			const chat_id = `chat_${(n * 7919) % 1009}_${n}`;
			const chat_status = n % 3 ? 'ended' : 'ongoing';
			sandbox.store.addChat({ chat_id, start_timestamp, chat_status, end_chat_after_silence_ms: null });
			return chat_id;
		});
	}

	test('the same rows in the same order as page after page', async () => {
		let sliced = 0;
		/** Which of the chats bounds the list by its start, if any. */
		const bound = fc.option(fc.nat(), { nil: undefined, freq: 1 });
		const lacking = fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.array(fc.nat(), { maxLength: 2 }));
		const jitter = fc.constantFrom(0, 4);
		const property = fc.asyncProperty(
			fc.tuple(starts, server, sortOrder, parallel, bound, bound, fc.boolean(), lacking, jitter),
			async ([times, quirks, order, most, first, last, isFiltered, without, jitterMs]) => {
				sandbox.reset();
				const ids = addMixed(times);
				// By a wrong count, nobody can see that a range leaves one out.
				const chatsWithoutStart = quirks.totals === 'wrong' ? [] : without.map((n) => ids[n % ids.length] ?? '');
				Object.assign(sandbox.quirks, quirks, { chatsWithoutStart });
				const [a, b] = [first, last].map((n) => (n === undefined ? undefined : times[n % times.length]));
				const isSwapped = a !== undefined && b !== undefined && a > b;
				const filters = {
					startedAfter: isSwapped ? b : a,
					startedBefore: isSwapped ? a : b,
					statuses: isFiltered ? ['ended'] : [],
				};
				const expected = await listed(1, order, filters);
				sandbox.requests.length = 0;
				sandbox.faults.add({ kind: 'latency', ms: 0, jitterMs });
				expect(await listed(most, order, filters)).toEqual(expected);
				if (asksForSlice()) sliced++;
				expect(inFlight()).toBeLessThanOrEqual(most);
			},
		);
		await fc.assert(property, { numRuns: 40 });
		expect(sliced).toBeGreaterThan(10);
	});

	test('chats that begin, end and vanish meanwhile: all others are there once, in order', async () => {
		const change = fc.record({
			at: fc.integer({ min: 1, max: 40 }),
			kind: fc.constantFrom('start', 'end', 'delete'),
			which: fc.nat(),
		});
		const changes = fc.array(change, { maxLength: 12 });
		const property = fc.asyncProperty(
			fc.tuple(starts, server, sortOrder, parallel, fc.boolean(), changes),
			async ([times, quirks, order, most, isOngoing, all]) => {
				sandbox.reset();
				const { store } = sandbox;
				const ids = addMixed(times);
				Object.assign(sandbox.quirks, quirks);
				const isOngoingNow = (id: string) => store.getChat(id)?.chat_status === 'ongoing';
				const touched = new Set<string>();
				const apply = ({ kind, which }: (typeof all)[number]) => {
					const id = ids[which % ids.length] ?? '';
					if (kind === 'start') {
						const start_timestamp = (times[which % times.length] ?? T0) + (which % 3) - 1;
						touched.add(store.addChat({ start_timestamp, chat_status: isOngoing ? 'ongoing' : 'ended' }).chat_id);
					} else if (kind === 'delete' ? store.getChat(id) : isOngoingNow(id)) {
						touched.add(id);
						if (kind === 'delete') store.deleteChat(id);
						else store.endChat(id);
					}
				};
				for (const each of all) {
					const until = async () => await Promise.resolve(apply(each));
					sandbox.faults.add({ kind: 'wait', times: 1, after: each.at - 1, until });
				}
				const statuses = isOngoing && quirks.ignoreFilters.length === 0 ? ['ongoing'] : [];
				const wanted = ids.filter((id) => statuses.length === 0 || isOngoingNow(id));
				const startOf = new Map(store.chats().map(({ chat_id, start_timestamp }) => [chat_id, start_timestamp]));
				const found = await listed(most, order, { statuses });
				expect(new Set(found.ids).size).toBe(found.ids.length);
				expect(wanted.filter((id) => !touched.has(id) && !found.ids.includes(id))).toEqual([]);
				const direction = order === 'ascending' ? 1 : -1;
				const untouched = found.ids.filter((id) => !touched.has(id));
				const places = untouched.map((id) => direction * (startOf.get(id) ?? NaN));
				expect(places).toEqual([...places].sort((a, b) => a - b));
			},
		);
		await fc.assert(property, { numRuns: 70 });
	});

	/** Changes the tenth to twelfth of each thousand rows. */
	function spoil(ids: string[], fields: object) {
		const isSpoilt = (id: string) => [10, 11, 12].includes(ids.indexOf(id) % 1_000);
		const change = (page: unknown) => {
			const { items, ...rest } = page as { items: Array<{ chat_id: string }> };
			return { ...rest, items: items.map((row) => (isSpoilt(row.chat_id) ? { ...row, ...fields } : row)) };
		};
		sandbox.faults.add({ kind: 'rewrite', change });
	}

	test('rows without ID are left out, and counted once', async () => {
		const ids = addChats(spread(20 * PAGE, YEAR));
		spoil(ids, { chat_id: null });
		const expected = await listed(1, 'descending');
		expect([expected.ids.length, expected.rowsWithoutId]).toEqual([ids.length - 6, 6]);
		expect(await listed(8, 'descending')).toEqual(expected);
	});

	test('rows without a start time are there like all others', async () => {
		const ids = addChats(spread(20 * PAGE, YEAR));
		spoil(ids, { start_timestamp: null });
		expect(await listed(1, 'descending')).toEqual({ ids, rowsWithoutId: 0 });
		expect(await listed(8, 'descending')).toEqual({ ids, rowsWithoutId: 0 });
	});

	const isLook = ({ body }: { body: unknown }) => isRecord(body) && body.limit === 1;
	const isBounded = ({ body }: { body: unknown }) => isRecord(body) && 'filter_criteria' in body && body.limit !== 1;
	const isCounted = ({ body }: { body: unknown }) => isRecord(body) && 'include_total' in body && body.limit !== 1;

	test.each([
		['the look at the end', isLook],
		['filters by start', isBounded],
		['counting', isCounted],
	])('where it refuses %s, the list comes all the same, page after page', async (_case, when) => {
		const ids = addChats(spread(20 * PAGE, YEAR));
		sandbox.faults.add({ kind: 'status', status: 400, when });
		expect(await idsWith(8)).toEqual(ids);
	});
});

describe('how many requests', () => {
	test.each([
		[1, 1],
		[2, 2],
		[6, 6],
	])('%i pages are read one after the other', async (pages, requests) => {
		const ids = addChats(spread(pages * PAGE, YEAR));
		expect(await idsWith(16)).toEqual(ids);
		expect(sandbox.requests).toHaveLength(requests);
		expect(asksFor('include_total')).toBe(Math.min(1, requests - 1));
	});

	/** A hundred pages of chats. */
	const COUNT = 100 * PAGE;
	test.each<[string, number[], number]>([
		['spread evenly over a year', spread(COUNT, YEAR), 130],
		['a minute in a year', [T0, ...spread(COUNT - 2, 60_000, T0 + YEAR / 3), T0 + YEAR], 130],
		[
			'all in the first and the last day',
			[...spread(COUNT / 2, 86_400_000), ...spread(COUNT / 2, 86_400_000, T0 + YEAR)],
			130,
		],
		[
			'a burst in each month',
			Array.from({ length: 12 }, (_, n) => spread(COUNT / 12, 5_000, T0 + n * 2_600_000_000)).flat(),
			130,
		],
		['ever more', Array.from({ length: COUNT }, (_, n) => T0 + Math.floor(YEAR * Math.sqrt(n / COUNT))), 130],
		['half of them in one millisecond', [...spread(COUNT / 2, YEAR), ...spread(COUNT / 2, 1, T0 + YEAR / 2)], 130],
		['all in one millisecond', spread(COUNT, 1), 102],
	])('a hundred pages, %s', async (_case, starts, most) => {
		const ids = addChats(starts);
		for (const parallel of [5, 16]) {
			sandbox.requests.length = 0;
			expect(await idsWith(parallel)).toEqual(ids);
			expect(sandbox.requests.length).toBeLessThanOrEqual(most);
		}
	});

	test.each([
		[2, 2],
		[5, 5],
		[12, 12],
		[50, 12],
	])('where %i are allowed, %i at the same time', async (parallel, most) => {
		const ids = addChats(spread(60 * PAGE, YEAR));
		// After the three pages with which it begins, and a look at the end.
		holdFirst(sandbox, most, '/v3/list-chats', 4);
		expect(await idsWith(parallel)).toEqual(ids);
		expect(inFlight()).toBe(most);
	});

	test('one after the other if only one is allowed', async () => {
		const ids = addChats(spread(60 * PAGE, YEAR));
		expect(await idsWith(1)).toEqual(ids);
		expect([sandbox.requests.length, slices(), asksFor('include_total')]).toEqual([60, 0, 0]);
	});

	test('those that a limit needs, one after the other', async () => {
		const ids = addChats(spread(20 * PAGE, YEAR));
		expect(await idsWith(5, 15 * PAGE)).toEqual(ids.slice(0, 15 * PAGE));
		expect(sandbox.requests).toHaveLength(15);
		expect(slices()).toBe(0);
	});

	test('a limit that the list does not reach is none', async () => {
		const ids = addChats(spread(20 * PAGE, YEAR));
		expect(await idsWith(5, 20 * PAGE)).toEqual(ids);
		expect(slices()).toBeGreaterThan(1);
	});

	test.each([
		['totals', { totals: 'absent' }, 20],
		['ranges', { ignoreFilters: ['start_timestamp'] }, 26],
		['a start', { chatsWithoutStart: ['chat_000500'] }, 23],
	] as const)('without %s, one page after the other', async (_case, quirks, most) => {
		const ids = addChats(spread(20 * PAGE, YEAR));
		Object.assign(sandbox.quirks, quirks);
		expect(await idsWith(5)).toEqual(ids);
		expect(sandbox.requests.length).toBeLessThanOrEqual(most);
	});
});

test('a slice that comes to nothing late: the one before it reads on from where it had stopped', async () => {
	const ids = addChats(spread(20 * PAGE, YEAR));
	sandbox.quirks.ignoreFilters = ['start_timestamp'];
	const isOfSlice = ({ body }: { body: unknown }) => isRecord(body) && 'filter_criteria' in body && body.limit !== 1;
	const answered = () => sandbox.requests.filter((request) => !isOfSlice(request) && request.status === 200).length;
	// By then the first slice has come to where the second one begins: in the middle of what was left after three pages.
	sandbox.faults.add({ kind: 'wait', when: isOfSlice, until: () => until(() => answered() >= 1 + 12) });
	expect(await idsWith(2)).toEqual(ids);
	expect(slices()).toBe(1);
});

describe('how it stops', () => {
	test.each([1, 3, 4, 8])('a caller that has enough after %i pages lets nothing go on', async (enough) => {
		addChats(spread(40 * PAGE, YEAR));
		let pages = 0;
		for await (const page of pagesWith(8)) {
			expect(page.length).toBeGreaterThan(0);
			if (++pages === enough) break;
		}
		const sent = sandbox.requests.length;
		// All that were under way have been answered, and nobody sends another one.
		expect(sandbox.requests.every(({ status }) => status === 200)).toBe(true);
		await allArrived(sandbox);
		expect(sandbox.requests).toHaveLength(sent);
		if (enough < 4) expect(sent).toBeLessThanOrEqual(enough + 1);
	});

	test.each([1, 5, 9, 20])('what request %i throws is thrown, after those under way have ended', async (failing) => {
		addChats(spread(40 * PAGE, YEAR));
		sandbox.faults.add({ kind: 'status', status: 500, after: failing - 1 });
		await expect(idsWith(8)).rejects.toThrow('500');
		expect(sandbox.requests.every(({ status }) => status !== null)).toBe(true);
		const sent = sandbox.requests.length;
		await allArrived(sandbox);
		expect(sandbox.requests).toHaveLength(sent);
		expect(sent).toBeLessThan(failing + 8);
	});

	test('pages come in the order of the list, as soon as they are there', async () => {
		const ids = addChats(spread(40 * PAGE, YEAR));
		let isHeld = true;
		// The last part of the list is not answered until the first ones have come out.
		const isOld = (body: unknown) => {
			const filter =
				isRecord(body) && isRecord(body.filter_criteria) ? body.filter_criteria.start_timestamp : undefined;
			return isRecord(filter) && filter.op === 'lt' && Number(filter.value) < T0 + YEAR / 4;
		};
		sandbox.faults.add({ kind: 'wait', when: ({ body }) => isOld(body), until: () => until(() => !isHeld) });
		const seen: string[] = [];
		for await (const page of pagesWith(4)) {
			seen.push(...page.map(({ chat_id }) => chat_id));
			if (seen.length >= 15 * PAGE) isHeld = false;
		}
		expect(seen).toEqual(ids);
	});
});
