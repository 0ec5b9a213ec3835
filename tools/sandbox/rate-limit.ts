import { z } from 'zod';
import { SECOND } from '../times.ts';
import type { Clock } from './clock.ts';

/** A limit on the whole account. Retell documents neither its number nor its headers. */
export const rateLimit = z.strictObject({
	/** Requests within any one second. */
	perSecond: z.number().min(0),
	/** How the 429 says when to come back. */
	retryAfter: z.enum(['seconds', 'date', 'retry-after-ms', 'none']).default('seconds'),
});
export type RateLimit = z.infer<typeof rateLimit>;

export type Limiter = ReturnType<typeof createLimiter>;

/** Counts requests. */
export function createLimiter(clock: Clock) {
	let passed: number[] = [];
	// A manual clock stands still while a real client waits, so real time counts as well.
	const time = () => clock.now() + (clock.mode === 'manual' ? performance.now() : 0);
	return {
		/** Null to let a request pass, or the headers of its 429. */
		check: (limit: RateLimit | null): Record<string, string> | null => {
			if (!limit) return null;
			const now = time();
			passed = passed.filter((at) => at > now - SECOND && at <= now);
			if (passed.length < limit.perSecond) {
				passed.push(now);
				return null;
			}
			const wait = Math.ceil((passed.at(-limit.perSecond) ?? now) + SECOND - now);
			const seconds = Math.ceil(wait / SECOND);
			if (limit.retryAfter === 'seconds') return { 'retry-after': String(seconds) };
			if (limit.retryAfter === 'retry-after-ms') return { 'retry-after-ms': String(wait) };
			if (limit.retryAfter === 'date') {
				return { 'retry-after': new Date(clock.now() + seconds * SECOND + 999).toUTCString() };
			}
			return {};
		},
		reset: () => {
			passed = [];
		},
	};
}
