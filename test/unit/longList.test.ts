// Long lists of chats, over HTTP against the sandbox: how many requests, what happens at the same time, how they stop.
import { readChatList } from '../../nodes/retell/api/longList.ts';
import type { Chat } from '../../nodes/retell/api/types.ts';
import type { SendToRetell } from '../../nodes/retell/http/client.ts';
import { allArrived, holdFirst, until } from '../../tools/sandbox/holds.ts';
import { startSandbox, type Sandbox } from '../../tools/sandbox/index.ts';
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

const inFlight = () => Math.max(...sandbox.requests.map((request) => request.inFlight));
/** Pages that were asked for by a start time. */
const slices = () =>
	sandbox.requests.filter(({ body }) => isRecord(body) && 'filter_criteria' in body && body.limit !== 1).length;
const asksFor = (name: string) => sandbox.requests.filter(({ body }) => isRecord(body) && name in body).length;

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

	test.each([2, 5, 12])('up to %i at the same time', async (parallel) => {
		const ids = addChats(spread(60 * PAGE, YEAR));
		// After the three pages with which it begins, and a look at the end.
		holdFirst(sandbox, parallel, '/v3/list-chats', 4);
		expect(await idsWith(parallel)).toEqual(ids);
		expect(inFlight()).toBe(parallel);
	});

	test('no more than 12 at the same time, and one after the other if only one is allowed', async () => {
		const ids = addChats(spread(60 * PAGE, YEAR));
		holdFirst(sandbox, 12, '/v3/list-chats', 4);
		expect(await idsWith(50)).toEqual(ids);
		expect(inFlight()).toBe(12);
		sandbox.requests.length = 0;
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
