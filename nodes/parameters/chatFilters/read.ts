import {
	filterEmpty,
	matchesNearlyAll,
	noFilter,
	noSuchFilter,
	zeroMatchesAll,
	type Narrower,
} from '../../messages/cleaningUp';
import type { ChatFilter } from '../../retell/api/chatList';
import { readCollection } from '../common';
import type { Parameters } from '../parameters';
import { chatFilter, emptyFilters, type FilterValues } from './criteria';
import { chatFiltersField, FILTER_LABELS, FILTER_NAMES, isFilterName } from './fields';
import type { FilterName } from './names';
import { isNarrow } from './narrowing';

const AGE: FilterName = 'olderThanHours';
/** At 0, all chats are within these. */
const ZERO_IS_ALL: FilterName[] = [AGE, 'minCost', 'minDurationSeconds'];
/** What to do with a filter that leaves out hardly any chat. */
const NARROWED_BY: Partial<Record<FilterName, Narrower>> = {
	customAnalysis: 'comparison',
	customAttributes: 'comparison',
	endedAfter: 'later',
	endedBefore: 'earlier',
	maxCost: 'lower',
	maxDurationSeconds: 'lower',
	olderThanHours: 'higher',
	startedAfter: 'later',
	startedBefore: 'earlier',
};

/** For listing, where nothing can be lost. Display names of the filters: `used`, and `leftOut`, since they are empty. */
export function readChatFilter(item: Parameters): { filter: ChatFilter; used: string[]; leftOut: string[] } {
	const values = readCollection(item, 'filters');
	const leftOut = emptyOf(item, values);
	const used = Object.keys(values)
		.filter(isFilterName)
		.map(labelOf)
		.filter((label) => !leftOut.includes(label));
	return { filter: filterOf(item, values), used, leftOut };
}

/**
 * For what changes chats. `more`: values for further filters, which those of the person go before.
 *
 * @throws Explained for each filter that was added and is empty, and for a name that stands for none:
 * an expression whose value is missing must not widen what is changed.
 */
export function readWholeFilter(item: Parameters, more: FilterValues = {}): ChatFilter {
	const values = readCollection(item, 'filters');
	refuseUnknown(values);
	const filter = filterOf(item, { ...more, ...values });
	refuseEmpty(item, values);
	return filter;
}

/**
 * As `readWholeFilter`, for what cannot be undone.
 *
 * @throws Explained also if the filters leave out no or hardly any chat, and for an age of 0 even beside others
 */
export function readNarrowFilter(item: Parameters): ChatFilter {
	const values = readCollection(item, 'filters');
	refuseUnknown(values);
	const filter = filterOf(item, values);
	const now = Date.now();
	const given = Object.keys(values)
		.filter(isFilterName)
		.flatMap((name) => {
			const { criteria } = filterOf(item, { [name]: values[name] });
			return criteria ? [{ name, narrow: isNarrow(criteria, now) }] : [];
		});
	const [first] = given;
	if (!first) {
		// That a filter is there and empty says more than that there is none.
		refuseEmpty(item, values);
		throw noFilter(chatFiltersField.displayName);
	}
	const isZero = ({ name }: { name: FilterName }) => ZERO_IS_ALL.includes(name) && Number(values[name]) === 0;
	const narrows = given.some(({ narrow }) => narrow);
	const zero = given.find((each) => isZero(each) && (!narrows || each.name === AGE));
	if (zero) throw zeroMatchesAll(labelOf(zero.name));
	if (!narrows) throw matchesNearlyAll(labelOf(first.name), NARROWED_BY[first.name] ?? 'fewer');
	refuseEmpty(item, values);
	return filter;
}

/** n8n drops such names when it loads a workflow. Nothing is changed if one comes here all the same. */
function refuseUnknown(values: FilterValues): void {
	const unknown = Object.keys(values).find((name) => !isFilterName(name));
	if (unknown === undefined) return;
	throw noSuchFilter(chatFiltersField.displayName, unknown, FILTER_NAMES);
}

function refuseEmpty(item: Parameters, values: FilterValues): void {
	const [empty] = emptyOf(item, values);
	if (empty === undefined) return;
	throw filterEmpty(empty);
}

function emptyOf(item: Parameters, values: FilterValues): string[] {
	return emptyFilters(values, FILTER_NAMES, contextOf(item));
}

function labelOf(name: FilterName): string {
	return FILTER_LABELS[name] ?? name;
}

function filterOf(item: Parameters, values: FilterValues): ChatFilter {
	return chatFilter(values, contextOf(item));
}

function contextOf({ timezone }: Parameters) {
	return { labels: FILTER_LABELS, timezone, now: Date.now() };
}
