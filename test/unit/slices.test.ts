// Where a long list of chats can be entered: places, the filters for what comes after them, and cuts.
import fc from 'fast-check';

import { cutsOf, filterAfter, isInOrder, isWithin, placeOf, startAt } from '../../nodes/retell/api/slices.ts';
import type { Chat, ChatFilterCriteria } from '../../nodes/retell/api/types.ts';
import { condition } from '../../tools/sandbox/filters.ts';
import { defaultQuirks } from '../../tools/sandbox/quirks.ts';

type StartFilter = NonNullable<ChatFilterCriteria['start_timestamp']>;

const order = fc.constantFrom('ascending' as const, 'descending' as const);
/** So few that they often meet. */
const time = fc.integer({ min: 100, max: 120 });
const own: fc.Arbitrary<StartFilter | undefined> = fc.oneof(
	fc.constant(undefined),
	fc
		.tuple(fc.constantFrom('gt' as const, 'ge' as const, 'lt' as const, 'le' as const), time)
		.map(([op, value]): StartFilter => ({ type: 'number', op, value })),
	fc
		.tuple(time, time)
		.map(([a, b]): StartFilter => ({ type: 'range', op: 'bt', value: [Math.min(a, b), Math.max(a, b)] })),
);

function chat(start: unknown): Chat {
	return { chat_id: 'chat', agent_id: 'agent', chat_status: 'ended', start_timestamp: start as number };
}

/** Whether a server shows a start under a filter. */
function shows(filter: StartFilter | undefined, start: number, rangeIncludesBounds: boolean): boolean {
	if (!filter) return true;
	const { type, op, value } = filter;
	const quirks = { ...defaultQuirks(), rangeIncludesBounds };
	if (type === 'number') return condition({ type, op, value }, quirks)(start);
	const [low = NaN, high = NaN] = value;
	return condition({ type, op, value: [low, high] }, quirks)(start);
}

test('what comes after a place: all of it that the own filter lets through, and little else, whether bounds are included or not', () => {
	fc.assert(
		fc.property(own, time, time, order, fc.boolean(), (filter, from, start, sorted, isInclusive) => {
			fc.pre(shows(filter, from, false) && isWithin(filter, from));
			const place = startAt(from, sorted);
			const after = filterAfter(filter, place, sorted);
			const isAfter = startAt(start, sorted) > place;
			const isShown = shows(after, start, isInclusive);
			const isOwn = shows(filter, start, isInclusive) && isWithin(filter, start);
			if (isAfter && isOwn) expect(isShown).toBe(true);
			// What is shown besides starts at the place itself, or is none of the filter's.
			if (isShown && isWithin(filter, start)) expect(isAfter || start === from).toBe(true);
			if (isShown && isAfter && isWithin(filter, start)) expect(shows(filter, start, isInclusive)).toBe(true);
		}),
		{ numRuns: 3_000 },
	);
});

test.each(['eq', 'ne'] as const)('a filter by %s is not put together with another', (op) => {
	expect(filterAfter({ type: 'number', op, value: 1 }, 1, 'ascending')).toBeUndefined();
});

test('places grow along the list', () => {
	fc.assert(
		fc.property(fc.array(time), order, (times, sorted) => {
			const rows = times.sort((a, b) => (sorted === 'ascending' ? a - b : b - a)).map(chat);
			const places = rows.map((row) => placeOf(row, sorted) ?? NaN);
			expect(places).toEqual([...places].sort((a, b) => a - b));
			expect(places.map((place) => startAt(place, sorted) + 0)).toEqual(times);
			expect(isInOrder({ items: rows }, places[0] ?? 0, sorted)).toBe(true);
			if (new Set(times).size > 1) expect(isInOrder({ items: [...rows].reverse() }, -Infinity, sorted)).toBe(false);
		}),
	);
});

test.each<[string, object]>([
	['before its place', { items: [chat(9)] }],
	['without a start', { items: [chat(11), chat(undefined)] }],
	['with a start that is none', { items: [chat('11')] }],
	['without its ID', { items: [chat(11)], rowsWithoutId: 1 }],
])('a page with a row %s is not in order', (_case, page) => {
	expect(isInOrder({ items: [chat(10)] }, 10, 'ascending')).toBe(true);
	expect(isInOrder({ items: [], ...page }, 10, 'ascending')).toBe(false);
});

const stretch = fc.record({
	from: fc.integer({ min: -1_000, max: 1_000 }),
	length: fc.oneof(fc.integer({ min: -5, max: 40 }), fc.integer({ min: 0, max: 1e12 })),
	rows: fc.integer({ min: 0, max: 100_000 }),
	msPerRow: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e7, noNaN: true })),
});

test('cuts are whole, different, in order and within, and no more than wanted', () => {
	fc.assert(
		fc.property(stretch, fc.integer({ min: 2, max: 17 }), ({ length, ...rest }, parts) => {
			const to = rest.from + length;
			const cuts = cutsOf({ ...rest, to }, parts);
			expect(cuts.length).toBeLessThan(parts);
			expect(cuts.every((cut) => Number.isSafeInteger(cut) && cut > rest.from && cut < to)).toBe(true);
			expect(cuts).toEqual([...new Set(cuts)].sort((a, b) => a - b));
			// There is always one where there is room.
			expect(cuts.length > 0).toBe(length > 1);
		}),
	);
});

test('evenly where the rows are, and for both where they may be dense or even', () => {
	expect(cutsOf({ from: 0, to: 100, rows: 100, msPerRow: 1 }, 4)).toEqual([25, 50, 75]);
	expect(cutsOf({ from: 0, to: 1_000, rows: 100, msPerRow: 1 }, 5)).toEqual([33, 67, 333, 667]);
	expect(cutsOf({ from: 7, to: 1_000, rows: 100, msPerRow: 0 }, 3)).toEqual([8, 504]);
});
