import { PASSING, type Refusal } from './refusals';

/** Longest wait that a server can ask for, in ms. Beyond it a person should hear of it at once. */
export const LONGEST_WAIT_MS = 60_000;
const FIRST_WAIT_MS = 500;
const LEAST_WAIT_MS = 50;

export interface MostTries {
	rateLimited: number;
	other: number;
}

export const MOST_TRIES: MostTries = { rateLimited: 6, other: 4 };

/**
 * How long to wait before a call is sent again, in ms; undefined when it must not be.
 *
 * A 429 was not processed and may be repeated for every call. A lost answer, a 408 and a 5xx may
 * hide that the call took effect, so only a call that is safe to repeat is sent again.
 */
export function waitBeforeRetry(
	{ kind, retryAfterMs }: Refusal,
	tries: number,
	safeToRepeat: boolean,
	most: MostTries = MOST_TRIES,
): number | undefined {
	const limited = kind === 'rateLimited';
	if (!PASSING.includes(kind) || (!limited && !safeToRepeat)) return undefined;
	if (tries >= (limited ? most.rateLimited : most.other)) return undefined;
	if (retryAfterMs !== undefined && retryAfterMs > LONGEST_WAIT_MS) return undefined;

	const growth = 2 ** (tries - 1);
	const backoff = FIRST_WAIT_MS * growth * (1 + Math.random() / 4);
	// A limit that asks for no wait would be met again at once.
	const least = limited ? LEAST_WAIT_MS * growth : 0;
	return Math.max(retryAfterMs ?? backoff, least);
}
