import { PASSING, type Refusal } from './refusals';

/** Longest wait that a server can ask for, in ms. Beyond it a person should hear of it at once. */
export const LONGEST_WAIT_MS = 60_000;
const FIRST_WAIT_MS = 500;
const LEAST_WAIT_MS = 50;
const LONGEST_JITTER_MS = 1000;

export interface MostTries {
	rateLimited: number;
	other: number;
}

export const MOST_TRIES: MostTries = { rateLimited: 6, other: 4 };

/**
 * Whether a call may be sent again, after so many tries.
 *
 * A 429 was not processed and may be retried for every call. A lost answer, a 408 and a 5xx may
 * hide that the call took effect, so only a call that is safe to repeat is sent again.
 */
export function mayRetry(
	{ kind, retryAfterMs }: Refusal,
	tries: number,
	safeToRepeat: boolean,
	most: MostTries = MOST_TRIES,
): boolean {
	const limited = kind === 'rateLimited';
	if (!PASSING.includes(kind) || (!limited && !safeToRepeat)) return false;
	if (tries >= (limited ? most.rateLimited : most.other)) return false;
	return retryAfterMs === undefined || retryAfterMs <= LONGEST_WAIT_MS;
}

/**
 * How long to wait after a refusal, in ms: as the server asks, otherwise twice as long after each try.
 * A limit (429) makes all requests wait that long, so the gate spreads their ends; after all else,
 * each call waits by itself, and this spreads them by up to a quarter.
 *
 * @param random gives numbers from 0 to 1
 */
export function waitAfter({ kind, retryAfterMs }: Refusal, tries: number, random: () => number = Math.random): number {
	const growth = 2 ** (tries - 1);
	const wait = retryAfterMs ?? FIRST_WAIT_MS * growth;
	// A limit that asks for no wait would be met again at once.
	if (kind === 'rateLimited') return Math.max(wait, LEAST_WAIT_MS * growth);
	return wait + jitterOf(wait, random());
}

/** What is added to a wait, so that those who wait for the same don't all come back at once: up to a quarter, and a second. */
export function jitterOf(wait: number, chance: number): number {
	return chance * Math.min(wait / 4, LONGEST_JITTER_MS);
}
