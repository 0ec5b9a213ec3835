import fc from 'fast-check';

import { LONGEST_WAIT_MS, mayRetry, waitAfter } from '../../nodes/retell/http/retry.ts';
import type { Refusal, RefusalKind } from '../../nodes/retell/http/refusals.ts';
import { createRandom } from '../../tools/sandbox/random.ts';

const TRANSIENT: RefusalKind[] = ['server', 'slow', 'unreachable', 'unreadable', 'cut'];
const FINAL: RefusalKind[] = [
	'alreadyEnded',
	'forbidden',
	'invalid',
	'notFound',
	'payment',
	'redirect',
	'unauthorized',
	// The gate waits for its end.
	'rateLimited',
];

const refusal = (kind: RefusalKind, retryAfterMs?: number): Refusal => ({ kind, status: 500, said: '', retryAfterMs });
const tries = fc.integer({ min: 1, max: 20 });
const asked = fc.option(fc.double({ min: 0, max: LONGEST_WAIT_MS, noNaN: true }), { nil: undefined });

test('a refusal for good is never retried, and here no 429 is', () => {
	fc.assert(
		fc.property(fc.constantFrom(...FINAL), tries, fc.boolean(), asked, (kind, tried, safe, wait) => {
			expect(mayRetry(refusal(kind, wait), tried, safe, 4)).toBe(false);
		}),
	);
});

test('what is transient is retried three times, where that is safe', () => {
	fc.assert(
		fc.property(fc.constantFrom(...TRANSIENT), tries, fc.boolean(), asked, (kind, tried, safe, wait) => {
			const stops = !safe || tried >= 4;
			expect(mayRetry(refusal(kind, wait), tried, safe, 4)).toBe(!stops);
		}),
	);
});

test('the wait that a server asks for is kept, and prolonged by a quarter or a second at most', () => {
	const chances = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
	fc.assert(
		fc.property(
			fc.integer({ min: 0, max: LONGEST_WAIT_MS }),
			fc.integer({ min: 1, max: 3 }),
			chances,
			(wait, tried, chance) => {
				const other = waitAfter(refusal('server', wait), tried, () => chance);
				expect(other).toBeGreaterThanOrEqual(wait);
				expect(other).toBeLessThanOrEqual(wait + Math.min(wait / 4, 1000));
			},
		),
	);
});

test('a server that asks for more than a minute is not waited for', () => {
	expect(mayRetry(refusal('server', 60_000), 1, true, 4)).toBe(true);
	expect(mayRetry(refusal('server', 60_001), 1, true, 4)).toBe(false);
	expect(mayRetry(refusal('server', Infinity), 1, true, 4)).toBe(false);
});

test.each([
	['a first try', undefined, 1, 500],
	['a second', undefined, 2, 1000],
	['a third', undefined, 3, 2000],
	['a fourth', undefined, 4, 4000],
	['a server that asks for two seconds', 2000, 1, 2000],
])('after %s, waits are spread by up to a quarter', (_case, wanted, tried, base) => {
	const random = createRandom(4711);
	const waits = Array.from({ length: 200 }, () =>
		waitAfter(refusal('server', wanted), tried, () => random.below(1_000_000) / 1_000_000),
	);
	expect(Math.min(...waits)).toBeGreaterThanOrEqual(base);
	expect(Math.max(...waits)).toBeLessThan(base * 1.25);
	// Those who were refused together don't come back together.
	expect(new Set(waits.map((wait) => Math.round((wait / base) * 200))).size).toBeGreaterThan(30);
});
