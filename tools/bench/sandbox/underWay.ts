import type { RecordedRequest } from '../../sandbox/index.ts';

/**
 * The part of the time from the first request to the last answer in which more than so many were under way, from 0 to 1.
 * Requests without an answer count as if they had ended at once.
 */
export function shareAbove(most: number, requests: Array<Pick<RecordedRequest, 'at' | 'answeredAt'>>): number {
	const changes = requests
		.flatMap(({ at, answeredAt }) => [
			{ at, by: 1 },
			{ at: answeredAt ?? at, by: -1 },
		])
		.sort((one, other) => one.at - other.at);
	let [underWay, above, before] = [0, 0, changes[0]?.at ?? 0];
	for (const { at, by } of changes) {
		if (underWay > most) above += at - before;
		underWay += by;
		before = at;
	}
	const whole = before - (changes[0]?.at ?? before);
	return whole > 0 ? above / whole : 0;
}
