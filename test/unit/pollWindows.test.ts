import fc from 'fast-check';

import type { EndedChat } from '../../nodes/RetellChatTrigger/poll/oneWindow.ts';
import type { ChatSource, Window } from '../../nodes/RetellChatTrigger/poll/types.ts';
import { readOldest, splitPoint } from '../../nodes/RetellChatTrigger/poll/windows.ts';

const NOW = 1_790_000_000_000;

function chat(chat_id: string, end_timestamp: number, start_timestamp = 0): EndedChat {
	return { chat_id, agent_id: 'a', chat_status: 'ended', start_timestamp, end_timestamp };
}

interface Ways {
	totals?: 'right' | 'absent' | 'half';
	/** How far beyond a window's bounds rows are shown, in ms. */
	wider?: number;
	/** Fails after so many requests. */
	failsAfter?: number;
}

/** A list of chats in order of start, in the ways a server may answer. */
function serverOf(chats: EndedChat[], { totals = 'right', wider = 1, failsAfter = Infinity }: Ways = {}) {
	const ordered = [...chats].sort((a, b) => (a.start_timestamp ?? 0) - (b.start_timestamp ?? 0));
	const windows: Window[] = [];
	const list: ChatSource['list'] = ({ low, high }, { limit, pagination_key, include_total }) => {
		windows.push({ low, high });
		if (windows.length > failsAfter) return Promise.reject(new Error('down'));
		const rows = ordered.filter(({ end_timestamp: end }) => end >= low - wider && end <= high + wider);
		const from = Number(pagination_key ?? 0);
		const more = from + limit < rows.length;
		return Promise.resolve({
			items: rows.slice(from, from + limit),
			has_more: more,
			...(more && { pagination_key: `${from + limit}` }),
			...(include_total && totals !== 'absent' && { total: totals === 'half' ? rows.length >> 1 : rows.length }),
		});
	};
	return { windows, server: { list, now: () => NOW, timeLeft: () => 1_000 } as ChatSource };
}

const any = () => true;
const byEnd = (chats: EndedChat[]) => chats.map(({ chat_id }) => chat_id).sort();

/** Some thousand chats: spread, in clumps, or with many in one millisecond. */
const crowd = fc
	.record({
		count: fc.integer({ min: 0, max: 9_000 }),
		span: fc.constantFrom(1, 2, 50, 10_000, 100_000_000),
		clump: fc.constantFrom(0, 0.5, 0.95),
		at: fc.double({ min: 0, max: 1, noNaN: true }),
	})
	.map(({ count, span, clump, at }) =>
		Array.from({ length: count }, (_, index) => {
			const spread = (index * 7919) % span;
			const end = index < count * clump ? Math.floor(at * span) : spread;
			return chat(`c${index}`, 1_000 + end, (index * 104_729) % 1_000_003);
		}),
	);
const ways = fc.record({
	totals: fc.constantFrom('right', 'absent', 'half'),
	wider: fc.constantFrom(0, 1),
}) as fc.Arbitrary<Required<Pick<Ways, 'totals' | 'wider'>>>;

/**
 * With totals that lie or lack, a cut costs the six pages that showed the window as too dense, 27 halvings make one
 * millisecond of the longest span, and both sides of a clump may need them. Totals that are right spare most of it.
 */
const MOST_REQUESTS = { right: 80, absent: 6 * 2 * 27, half: 6 * 2 * 27 };

test('what is said to be covered was read, completely and exactly; with few requests', async () => {
	await fc.assert(
		fc.asyncProperty(crowd, ways, fc.constantFrom(1, 1_000, 20_000), async (chats, how, wanted) => {
			const { server, windows } = serverOf(chats, how);
			const read = await readOldest(server, { from: 1_000 }, { chats: wanted, counts: any });
			expect(read.failure).toBeUndefined();
			const covered = chats.filter(({ end_timestamp: end }) => end <= read.coveredTo);
			expect(byEnd(read.chats)).toEqual(byEnd(covered));
			if (read.coveredTo < Infinity) expect(read.chats.length).toBeGreaterThanOrEqual(wanted);
			else expect(read.chats).toHaveLength(chats.length);
			expect(windows.length).toBeLessThan(MOST_REQUESTS[how.totals]);
		}),
		{ numRuns: 60 },
	);
});

test('a failure leaves what was read completely before, and no more', async () => {
	const spread = Array.from({ length: 12_000 }, (_, index) =>
		chat(`c${index}`, 1_000 + index * 10, (index * 7919) % 9_973),
	);
	const { server } = serverOf(spread, { failsAfter: 9 });
	const { chats, coveredTo, failure } = await readOldest(server, { from: 1_000 }, { chats: 12_000, counts: any });
	expect(failure).toEqual(new Error('down'));
	expect(coveredTo).toBeGreaterThan(1_000);
	expect(coveredTo).toBeLessThan(121_000);
	expect(byEnd(chats)).toEqual(byEnd(spread.filter(({ end_timestamp: end }) => end <= coveredTo)));
});

test('a cut lies within the window and below its end, so that windows get smaller', () => {
	const times = fc.array(fc.integer({ min: 0, max: 1_000_000 }), { maxLength: 50 });
	fc.assert(
		fc.property(
			fc.integer({ min: 0, max: 1_000 }),
			fc.integer({ min: 1, max: 1_000_000 }),
			times,
			fc.integer({ min: 1, max: 50_000 }),
			(low, size, ends, wanted) => {
				const high = low + size;
				const rows = ends.map((end, index) => chat(`c${index}`, low + (end % (size + 1))));
				const cut = splitPoint({ low, high }, rows, wanted);
				expect(Number.isInteger(cut)).toBe(true);
				expect(cut).toBeGreaterThanOrEqual(low);
				expect(cut).toBeLessThan(high);
				const open = splitPoint({ low, high: Infinity }, rows, wanted);
				expect(open).toBeGreaterThanOrEqual(low);
				expect(open).toBeLessThanOrEqual(Math.max(low, ...rows.map((row) => row.end_timestamp)));
			},
		),
	);
});

test('evenly spread chats are cut to about as many as are wanted', () => {
	const rows = Array.from({ length: 1_000 }, (_, index) => chat(`c${index}`, 60_000 * index));
	const cut = splitPoint({ low: 0, high: 60_000 * 60_000 }, rows, 100);
	const share = rows.filter((row) => row.end_timestamp <= cut).length;
	expect(share).toBeGreaterThanOrEqual(100);
	expect(share).toBeLessThanOrEqual(110);
});

test('a window of which nothing came before the time was over is asked for by halves, not by a ms', async () => {
	const chats = Array.from({ length: 5 }, (_, index) => chat(`c${index}`, NOW - 100_000 + index));
	const { server } = serverOf(chats);
	let left = 50_000;
	const slow: ChatSource = {
		...server,
		timeLeft: () => left,
		list: async (...request) => {
			left -= left === 50_000 ? 20_000 : 40_000;
			if (left < 0) throw new Error('The time is over');
			return await server.list(...request);
		},
	};
	// The first window is read, the one after it comes too late.
	const from = NOW - 200_000;
	const { coveredTo, span } = await readOldest(slow, { from, span: 150_000 }, { chats: 1_000, counts: any });
	expect(coveredTo).toBe(from + 150_000 - 1);
	// Half of the 50 s that it held so far.
	expect(span).toBe(25_000);
});

test('a ms with more chats than there is time for, one with a start that no date can stand for: goes on at the others', async () => {
	const end = NOW - 1_000;
	const { server } = serverOf(Array.from({ length: 5_000 }, (_, index) => chat(`c${index}`, end, index)));
	let left = 3;
	const slow: ChatSource = {
		...server,
		timeLeft: () => left,
		list: async (...request) => {
			left--;
			const page = await server.list(...request);
			const items = page.items.map((row, index) => (index === 0 ? { ...row, start_timestamp: 9e15 } : row));
			return { ...page, items };
		},
	};
	const { chats, startedFrom } = await readOldest(slow, { from: end, to: end }, { chats: 10_000, counts: any });
	expect([chats.length, startedFrom]).toEqual([3_000, 2_999]);
});
