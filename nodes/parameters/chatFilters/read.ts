import type { ChatFilter } from '../../retell/api/chatList';
import { Explained } from '../../retell/explained';
import { shown } from '../../retell/values';
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
const WIDE_ADVICE: Partial<Record<FilterName, string>> = {
	customAnalysis: 'Use another comparison',
	customAttributes: 'Use another comparison',
	endedAfter: 'Use a later time',
	endedBefore: 'Use an earlier time',
	maxCost: 'Enter a lower number',
	maxDurationSeconds: 'Enter a lower number',
	olderThanHours: 'Enter a higher number',
	startedAfter: 'Use a later time',
	startedBefore: 'Use an earlier time',
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
		throw new Explained(
			`"${chatFiltersField.displayName}" is empty`,
			'Add at least one filter and give it a value. Otherwise all chats would be deleted.',
		);
	}
	const isZero = ({ name }: { name: FilterName }) => ZERO_IS_ALL.includes(name) && Number(values[name]) === 0;
	const narrows = given.some(({ narrow }) => narrow);
	const zero = given.find((each) => isZero(each) && (!narrows || each.name === AGE));
	if (zero) {
		throw new Explained(
			`"${labelOf(zero.name)}" is 0, so it matches all chats`,
			'Enter a number above 0, or remove the filter.',
		);
	}
	if (!narrows) {
		throw new Explained(
			`"${labelOf(first.name)}" matches nearly all chats`,
			`${WIDE_ADVICE[first.name] ?? 'Select fewer'}, or add another filter that leaves out chats.`,
		);
	}
	refuseEmpty(item, values);
	return filter;
}

/** n8n drops such names when it loads a workflow. Nothing is changed if one comes here all the same. */
function refuseUnknown(values: FilterValues): void {
	const unknown = Object.keys(values).find((name) => !isFilterName(name));
	if (unknown === undefined) return;
	throw new Explained(
		`"${chatFiltersField.displayName}" has no filter ${shown(unknown)}`,
		`Remove it, or use one of these: ${FILTER_NAMES.join(', ')}.`,
	);
}

function refuseEmpty(item: Parameters, values: FilterValues): void {
	const [empty] = emptyOf(item, values);
	if (empty === undefined) return;
	throw new Explained(
		`The filter "${empty}" is empty`,
		'Give it a value, or remove it. If you use an expression, it returns nothing for this item.',
	);
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
