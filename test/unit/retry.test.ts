import fc from 'fast-check';

import { LONGEST_WAIT_MS, waitBeforeRetry } from '../../nodes/retell/retry.ts';
import type { Refusal, RefusalKind } from '../../nodes/retell/refusals.ts';
import { createRandom } from '../sandbox/random.ts';

const PASSING: RefusalKind[] = ['server', 'slow', 'unreachable', 'unreadable', 'cut'];
const FINAL: RefusalKind[] = [
  'alreadyEnded',
  'forbidden',
  'invalid',
  'notFound',
  'payment',
  'redirect',
  'unauthorized',
];

const refusal = (kind: RefusalKind, retryAfterMs?: number): Refusal => ({ kind, status: 500, said: '', retryAfterMs });
const tries = fc.integer({ min: 1, max: 20 });
const asked = fc.option(fc.double({ min: 0, max: LONGEST_WAIT_MS, noNaN: true }), { nil: undefined });

test('a refusal for good is never repeated', () => {
  fc.assert(
    fc.property(fc.constantFrom(...FINAL), tries, fc.boolean(), asked, (kind, tried, safe, wait) => {
      expect(waitBeforeRetry(refusal(kind, wait), tried, safe)).toBeUndefined();
    }),
  );
});

test('a 429 is repeated for every call, five times', () => {
  fc.assert(
    fc.property(tries, fc.boolean(), asked, (tried, safe, wait) => {
      expect(waitBeforeRetry(refusal('rateLimited', wait), tried, safe) === undefined).toBe(tried >= 6);
    }),
  );
});

test('what passes by itself is repeated three times, where that is safe', () => {
  fc.assert(
    fc.property(fc.constantFrom(...PASSING), tries, fc.boolean(), asked, (kind, tried, safe, wait) => {
      const stops = !safe || tried >= 4;
      expect(waitBeforeRetry(refusal(kind, wait), tried, safe) === undefined).toBe(stops);
    }),
  );
});

test('the wait that a server asks for is kept to the millisecond', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: LONGEST_WAIT_MS }), fc.integer({ min: 1, max: 3 }), (wait, tried) => {
      // A limit that asks for no wait would be met again at once.
      expect(waitBeforeRetry(refusal('rateLimited', wait), tried, false)).toBe(Math.max(wait, 25 * 2 ** tried));
      expect(waitBeforeRetry(refusal('server', wait), tried, true)).toBe(wait);
    }),
  );
});

test('a server that asks for more than a minute is not waited for', () => {
  expect(waitBeforeRetry(refusal('rateLimited', 60_000), 1, true)).toBe(60_000);
  expect(waitBeforeRetry(refusal('rateLimited', 60_001), 1, true)).toBeUndefined();
  expect(waitBeforeRetry(refusal('server', Infinity), 1, true)).toBeUndefined();
});

test('without such a wish, waits double from half a second and are spread by up to a quarter', () => {
  const random = createRandom(4711);
  const chance = jest.spyOn(Math, 'random').mockImplementation(() => random.below(1_000_000) / 1_000_000);
  for (const [index, base] of [500, 1000, 2000, 4000, 8000].entries()) {
    const waits = Array.from({ length: 200 }, () => waitBeforeRetry(refusal('rateLimited'), index + 1, false) ?? NaN);
    for (const wait of waits) {
      expect(wait).toBeGreaterThanOrEqual(base);
      expect(wait).toBeLessThan(base * 1.25);
    }
    expect(Math.max(...waits) - Math.min(...waits)).toBeGreaterThan(base / 10);
  }
  chance.mockRestore();
});
