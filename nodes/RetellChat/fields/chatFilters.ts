import type { INodeProperties } from 'n8n-workflow';

import { COMPARISONS } from '../../retell/conditions';
import { Explained } from '../../retell/explained';
import { chatFilter, type ChatFilter, type FilterValues } from '../../retell/filters';
import { isBlank } from '../../retell/inputs';
import { CHAT_STATUSES, DISCONNECTION_REASONS, SENTIMENTS } from '../../retell/vocabulary';
import type { Item } from '../operation';
import { readCollection } from './common';
import { agentIdsField } from './locators';

export const FILTERS: INodeProperties[] = [
	agentIdsField,
	{
		displayName: 'Agent Tags',
		name: 'agentTags',
		type: 'string',
		default: '',
		placeholder: 'e.g. production, beta',
		description: 'Only chats of agent versions with one of these tags. Separate several with commas.',
	},
	conditions('Custom Analysis', 'customAnalysis', "Only chats whose analysis holds your agent's own data"),
	conditions('Custom Attributes', 'customAttributes', 'Only chats with these custom attributes'),
	{
		displayName: 'Disconnection Reasons',
		name: 'disconnectionReasons',
		type: 'multiOptions',
		options: choices(DISCONNECTION_REASONS),
		default: [],
		description: 'Only chats that ended for one of these reasons',
	},
	time('Ended After', 'endedAfter', 'Only chats that ended at this time or later'),
	time('Ended Before', 'endedBefore', 'Only chats that ended at this time or earlier'),
	{ ...number('Max Cost (Cents)', 'maxCost', 'Only chats that cost this or less, in US cents'), default: 100 },
	{
		...number('Max Duration (Seconds)', 'maxDurationSeconds', 'Only chats that took this or less'),
		default: 3600,
	},
	number('Min Cost (Cents)', 'minCost', 'Only chats that cost this or more, in US cents'),
	number('Min Duration (Seconds)', 'minDurationSeconds', 'Only chats that took this or more'),
	{
		...number('Older Than (Hours)', 'olderThanHours', 'Only chats that started longer ago than this'),
		default: 24,
	},
	{
		displayName: 'Sentiments',
		name: 'sentiments',
		type: 'multiOptions',
		options: choices(SENTIMENTS),
		default: [],
		description: 'Only chats in which the user sounded like this',
	},
	time('Started After', 'startedAfter', 'Only chats that started at this time or later'),
	time('Started Before', 'startedBefore', 'Only chats that started at this time or earlier'),
	{
		displayName: 'Statuses',
		name: 'statuses',
		type: 'multiOptions',
		options: choices(CHAT_STATUSES),
		default: [],
		description: 'Only chats that are in one of these states',
	},
	{
		displayName: 'Successful',
		name: 'successful',
		type: 'boolean',
		default: true,
		description: "Whether only chats that reached the agent's goal count, or only those that did not",
	},
];

export const chatFiltersField: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add Filter',
	default: {},
	description: 'Only chats that fulfil all of these',
	options: FILTERS,
};

const AGE = 'olderThanHours';
/** At 0, all chats are within these. */
const LOWER_BOUNDS = [AGE, 'minCost', 'minDurationSeconds'];

export const IDLE_LABEL = 'Idle for (Minutes)';

/** Display name of each filter, for texts that name it. */
export const FILTER_LABELS: Record<string, string> = Object.fromEntries([
	...FILTERS.map(({ name, displayName }) => [name, displayName.replace(' Names or IDs', 's')]),
	['idleMinutes', IDLE_LABEL],
]);

/** `more`: values for further filters, which those of the person go before. */
export function readChatFilter(item: Item, more: FilterValues = {}): ChatFilter {
	return filterOf(item, { ...more, ...readCollection(item, 'filters') });
}

/**
 * As `readChatFilter`, for what cannot be undone.
 *
 * @throws Explained if the filters leave out no chat, and for each that was added and is empty, or an
 * age of 0, also beside others: an expression whose value is missing must not widen what is deleted.
 */
export function readNarrowFilter(item: Item): ChatFilter {
	const values = readCollection(item, 'filters');
	const filter = filterOf(item, values);
	const open = LOWER_BOUNDS.filter((name) => !isBlank(values[name]) && Number(values[name]) === 0);
	const given = Object.keys(values).filter((name) => filterOf(item, { [name]: values[name] }).criteria);
	const narrows = given.some((name) => !open.includes(name)) && !open.includes(AGE);
	const empty = Object.keys(FILTER_LABELS).find((each) => each in values && !given.includes(each));
	if (narrows) {
		if (empty === undefined) return filter;
		throw new Explained(
			`The filter "${FILTER_LABELS[empty]}" is empty`,
			'Give it a value, or remove it. If an expression stands there, it yields nothing for this item.',
		);
	}
	const [name] = open;
	if (name === undefined) {
		throw new Explained(
			`"${chatFiltersField.displayName}" is empty`,
			'Add at least one filter and give it a value, so that not all chats are deleted.',
		);
	}
	throw new Explained(
		`"${FILTER_LABELS[name] ?? name}" is 0: that is true for all chats`,
		'Fill in a number above 0, or remove the filter.',
	);
}

function filterOf({ timezone }: Item, values: FilterValues): ChatFilter {
	return chatFilter(values, { labels: FILTER_LABELS, timezone, now: Date.now() });
}

function time(displayName: string, name: string, description: string): INodeProperties {
	return { displayName, name, type: 'dateTime', default: '', description };
}

function number(displayName: string, name: string, description: string): INodeProperties {
	return {
		displayName,
		name,
		type: 'number',
		default: 0,
		typeOptions: { minValue: 0 },
		description,
	};
}

function conditions(displayName: string, name: string, description: string): INodeProperties {
	return {
		displayName,
		name,
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Condition',
		default: {},
		description,
		options: [
			{
				displayName: 'Conditions',
				name: 'conditions',
				values: [
					{
						displayName: 'Name',
						name: 'key',
						type: 'string',
						default: '',
						placeholder: 'e.g. order_number',
						description: 'The name as set up in Retell',
					},
					{
						displayName: 'Comparison',
						name: 'comparison',
						type: 'options',
						options: Object.entries(COMPARISONS).map(([value, { name: label }]) => ({
							name: label,
							value,
						})),
						default: 'equals',
					},
					{
						displayName: 'Value',
						name: 'value',
						type: 'string',
						default: '',
						displayOptions: {
							show: { comparison: Object.keys(COMPARISONS).filter((each) => COMPARISONS[each]?.needsValue) },
						},
						description: 'What to compare with. Separate several texts with commas for "Text Is One Of".',
					},
				],
			},
		],
	};
}

/** "error_llm_websocket_open" becomes "Error LLM Websocket Open". */
function choices(words: string[]) {
	const abbreviations = ['asr', 'ivr', 'llm', 'sip'];
	return words.map((value) => ({
		name: value
			.split('_')
			.map((word) =>
				abbreviations.includes(word) ? word.toUpperCase() : word.charAt(0).toUpperCase() + word.slice(1),
			)
			.join(' '),
		value,
	}));
}
