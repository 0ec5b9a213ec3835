/** The last of JavaScript's dates, in ms since 1970. */
const LAST_DATE = 8.64e15;

/** ISO text of a time in ms since 1970, or null if there is none. */
export function isoTime(ms: unknown): string | null {
	return isTime(ms) ? new Date(ms).toISOString() : null;
}

/** Whether it is a time in ms since 1970 that a date can stand for. */
export function isTime(ms: unknown): ms is number {
	return typeof ms === 'number' && Math.abs(ms) <= LAST_DATE;
}
