import { boundsCrossed } from '../../messages/filters';
import type { Chat, ChatFilterCriteria } from '../../retell/api/types';
import type { CriterionName } from './names';

/** A filter's name and the number that it bounds; undefined if it is not set. */
export type Bound<Name extends string = CriterionName> = [name: Name, value: number | undefined];
type RangeFilter = NonNullable<ChatFilterCriteria['start_timestamp']>;

/** What the bounds of a range are. */
export interface Scale {
	/** How much wider a range is asked for. */
	step: number;
	/** Whether they are times, of which one is not below but earlier than another. */
	areTimes?: boolean;
}

export const TIMES: Scale = { step: 1, areTimes: true };

/**
 * A filter for what lies between two bounds, and the check of what Retell may take either way: it does
 * not say whether a range (`bt`) includes its bounds, so it is asked for one step wider on each side.
 *
 * @throws Explained for a bound below its counterpart
 */
export function rangeFilter<Row = Chat, Name extends string = CriterionName>(
	[lowName, low]: Bound<Name>,
	[highName, high]: Bound<Name>,
	label: (name: Name) => string,
	{ step, areTimes }: Scale,
	valueOf: (row: Row) => number | undefined,
): { filter: RangeFilter; accepts: (row: Row) => boolean } | undefined {
	const always = () => true;
	if (low === undefined) {
		return high === undefined ? undefined : { filter: { type: 'number', op: 'le', value: high }, accepts: always };
	}
	if (high === undefined) return { filter: { type: 'number', op: 'ge', value: low }, accepts: always };
	if (high < low) throw boundsCrossed(label(highName), label(lowName), areTimes === true);
	return {
		filter: { type: 'range', op: 'bt', value: [low - step, high + step] },
		accepts: (row) => {
			const value = valueOf(row);
			return typeof value !== 'number' || (value >= low && value <= high);
		},
	};
}

/** The lowest of the bounds that are set. */
export function lowest(...bounds: [Bound, ...Bound[]]): Bound {
	return bounds.reduce((a, b) => ((a[1] ?? Infinity) <= (b[1] ?? Infinity) ? a : b));
}
