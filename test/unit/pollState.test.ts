import fc from 'fast-check';

import {
	advance,
	readStored,
	stateFrom,
	SWEEP_REACH,
	type PollState,
} from '../../nodes/RetellChatTrigger/poll/state.ts';
import { MINUTE } from '../../tools/times.ts';

const NOW = 1_790_000_000_000;
const fresh = stateFrom(NOW, NOW, 'filter');
const nothing = {
	newestEnd: 0,
	waitingFrom: Infinity,
	isSlow: false,
	hasLookedBack: false,
	held: [],
	delivered: [],
	lookback: 10 * MINUTE,
	beganAt: NOW + 10 * MINUTE,
};

test('a state survives being stored', () => {
	const stored: unknown = JSON.parse(JSON.stringify(fresh));
	expect(readStored(stored, NOW)).toEqual({ known: fresh, isDamaged: false });
});

test.each([undefined, null])('%j is no state, and not damaged', (stored) => {
	expect(readStored(stored, NOW)).toEqual({ known: undefined, isDamaged: false });
});

test('a time that no date can stand for is damage', () => {
	expect(readStored({ ...fresh, maxEnd: 9e15 }, NOW)).toEqual({ known: undefined, isDamaged: true });
});

test('a state without what came later is read as it is', () => {
	const { version, seenFrom, scanFrom, maxEnd, readTo, seen, sweptAt, fingerprint } = fresh;
	const old = { version, seenFrom, scanFrom, maxEnd, readTo, seen, sweptAt, fingerprint };
	expect(readStored(old, NOW)).toEqual({ known: old, isDamaged: false });
	const next = advance(old, { ...nothing, newestEnd: NOW + MINUTE, delivered: [['a', NOW + MINUTE]] });
	expect(next).toMatchObject({ scanFrom: NOW, seen: { a: NOW + MINUTE } });
});

test('a newer version keeps the newest end and what was delivered', () => {
	const { known, isDamaged } = readStored({ version: 2, maxEnd: NOW, seen: { a: NOW, b: 'x' } }, NOW);
	expect(isDamaged).toBe(true);
	expect(known).toMatchObject({ version: 1, maxEnd: NOW, scanFrom: NOW, seenFrom: NOW, seen: { a: NOW } });
});

test('whatever was stored: a sound state or none, and no exception', () => {
	const almost = fc.record(
		{
			version: fc.constantFrom<unknown>(1, 2, '1', null),
			scanFrom: fc.oneof(fc.double(), fc.string()),
			seenFrom: fc.oneof(fc.double(), fc.constant(null)),
			maxEnd: fc.oneof(fc.double(), fc.integer(), fc.string()),
			sweptAt: fc.double(),
			readTo: fc.oneof(fc.double(), fc.string(), fc.constant(null)),
			owedFrom: fc.oneof(fc.double(), fc.string()),
			startedFrom: fc.oneof(fc.double(), fc.constant(null)),
			span: fc.oneof(fc.double(), fc.string()),
			undated: fc.oneof(
				fc.record({ waiting: fc.dictionary(fc.string(), fc.integer()), delivered: fc.constantFrom({}, [], null) }),
				fc.string(),
			),
			fingerprint: fc.oneof(fc.string(), fc.integer()),
			seen: fc.oneof(fc.dictionary(fc.string(), fc.oneof(fc.integer(), fc.string())), fc.constant([1])),
			errored: fc.oneof(fc.dictionary(fc.string(), fc.integer()), fc.string()),
		},
		{ requiredKeys: [] },
	);
	fc.assert(
		fc.property(fc.oneof(fc.anything(), almost), (stored) => {
			const { known } = readStored(stored, NOW);
			if (!known || 'publishedAt' in known) return;
			const { scanFrom, seenFrom, maxEnd, seen } = known;
			const { startedAt = 0, owedFrom = 0, startedFrom = 0, readTo = 0, span = 0 } = known;
			const times = [scanFrom, seenFrom, maxEnd, startedAt, owedFrom, startedFrom, readTo, span];
			for (const time of [...times, ...Object.values(seen)]) expect(Number.isFinite(time)).toBe(true);
			expect(typeof known.fingerprint).toBe('string');
		}),
	);
});

/** A time as far from now on as sweeps go. */
const moment = fc.integer({ min: 0, max: SWEEP_REACH }).map((ms) => NOW + ms);

const learned = fc.record({
	newestEnd: fc.integer({ min: 0, max: 2 * SWEEP_REACH }).map((ms) => NOW + ms),
	isSlow: fc.boolean(),
	hasLookedBack: fc.boolean(),
	waitingFrom: fc.oneof(fc.constant(Infinity), moment),
	held: fc.array(moment, { maxLength: 3 }),
	delivered: fc.array(fc.tuple(fc.string(), moment), { maxLength: 5 }),
	lookback: fc.integer({ min: 0, max: 60 * MINUTE }),
	beganAt: fc.option(moment, { nil: undefined }),
});

test('bounds: the newest end and the memory never go back; no poll reads where the memory has gaps', () => {
	fc.assert(
		fc.property(fc.array(learned, { minLength: 1, maxLength: 20 }), (polls) => {
			let state: PollState = fresh;
			for (const each of polls) {
				const next = advance(state, each);
				expect(next.maxEnd).toBeGreaterThanOrEqual(state.maxEnd);
				expect(next.seenFrom).toBeGreaterThanOrEqual(state.seenFrom);
				const { owedFrom, readTo } = next;
				expect(owedFrom ?? next.scanFrom).toBeGreaterThanOrEqual(next.seenFrom);
				if (owedFrom !== undefined) expect(owedFrom).toBeLessThan(next.scanFrom);
				if (!each.isSlow && each.waitingFrom === Infinity) expect(owedFrom).toBeUndefined();
				// What this poll did not look back at is still to be looked at.
				if (state.owedFrom !== undefined && !each.hasLookedBack)
					expect(owedFrom ?? next.scanFrom).toBeLessThanOrEqual(Math.max(state.owedFrom, state.seenFrom));
				expect(readTo === undefined).toBe(each.beganAt === undefined);
				for (const end of [each.beganAt, each.waitingFrom, ...each.held])
					expect(readTo ?? 0).toBeLessThanOrEqual(end ?? Infinity);
				for (const end of [each.waitingFrom, ...each.held])
					expect(next.scanFrom).toBeLessThanOrEqual(Math.max(end, state.seenFrom));
				for (const [id, end] of Object.entries({ ...state.seen, ...Object.fromEntries(each.delivered) })) {
					if (end >= next.seenFrom) expect(Object.entries(next.seen)).toContainEqual([id, end]);
				}
				state = next;
			}
		}),
	);
});

test('what was delivered is remembered as far as sweeps go', () => {
	const one = advance(fresh, { ...nothing, newestEnd: NOW + 1, delivered: [['a', NOW + 1]] });
	const soon = advance(one, { ...nothing, newestEnd: NOW + SWEEP_REACH });
	expect(soon.seen).toEqual({ a: NOW + 1 });
	const later = advance(soon, { ...nothing, newestEnd: NOW + SWEEP_REACH + 2 });
	expect(later.seen).toEqual({});
	expect(later.seenFrom).toBe(NOW + 2);
});

test('at most 4,000 ids, but never less than look-backs can meet', () => {
	const many = (apart: number): Array<[string, number]> =>
		Array.from({ length: 9_000 }, (_, index) => [`chat_${index}`, NOW + index * apart]);
	const spread = advance(fresh, { ...nothing, newestEnd: NOW + 9_000_000, delivered: many(1_000) });
	expect(Object.keys(spread.seen).length).toBeLessThanOrEqual(4_000);
	expect(Object.keys(spread.seen).length).toBeGreaterThan(3_900);
	const dense = advance(fresh, { ...nothing, newestEnd: NOW + 9_000, delivered: many(1) });
	expect(Object.keys(dense.seen)).toHaveLength(9_000);
});
