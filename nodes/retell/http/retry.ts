import { TRANSIENT, type Refusal } from './refusals';

/** Longest wait that a server can ask for, in ms. Beyond it a person should hear of it at once. */
export const LONGEST_WAIT_MS = 60_000;
/** Whether the wait that a server asks for, if it does, is worth it. */
export function isPatient({ retryAfterMs = 0 }: Refusal): boolean {
	return retryAfterMs <= LONGEST_WAIT_MS;
}

/** The first wait that nobody asked for, in ms: the next ones are twice as long each. */
export const FIRST_WAIT_MS = 500;
export const LONGEST_JITTER_MS = 1000;

export interface MostTries {
	rateLimited: number;
	other: number;
}

export const MOST_TRIES: MostTries = { rateLimited: 6, other: 4 };

/**
 * Whether a call that was refused may be retried, after so many tries. A lost answer, a 408 and a 5xx
 * may hide that the call took effect, so only a call that is safe to send twice is retried.
 *
 * A limit (429) is not asked about here: it was not processed, concerns all requests, and the gate waits for its end.
 */
export function mayRetry(refusal: Refusal, tries: number, isSafe: boolean, most: number): boolean {
	const { kind } = refusal;
	return kind !== 'rateLimited' && TRANSIENT.includes(kind) && isSafe && tries < most && isPatient(refusal);
}

/**
 * How long a call waits after such a refusal, in ms: as the server asks, otherwise twice as long after
 * each try; spread by up to a quarter, so that calls that were refused together don't come back together.
 *
 * @param random gives numbers from 0 to 1
 */
export function waitAfter({ retryAfterMs }: Refusal, tries: number, random: () => number = Math.random): number {
	const wait = retryAfterMs ?? FIRST_WAIT_MS * 2 ** (tries - 1);
	return wait + jitterOf(wait, random());
}

/** What is added to a wait, so that those who wait for the same don't all come back at once: up to a quarter, and a second. */
export function jitterOf(wait: number, chance: number): number {
	return chance * Math.min(wait / 4, LONGEST_JITTER_MS);
}
