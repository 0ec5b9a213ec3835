import type { INodeProperties } from 'n8n-workflow';

import { CHAT_STATUSES, DISCONNECTION_REASONS, SENTIMENTS } from '../../retell/api/vocabulary';
import { agentIdsField } from '../locators';
import type { FieldNamed } from '../parameters';
import { COMPARISONS } from './conditions';
import type { CriterionName, FilterName } from './names';

type FilterField = FieldNamed<FilterName>;

export const FILTERS: FilterField[] = [
	agentIdsField,
	{
		displayName: 'Agent Tags',
		name: 'agentTags',
		type: 'string',
		default: '',
		placeholder: 'e.g. production, beta',
		description: 'Only chats with agent versions that have one of these tags. Separate tags with commas.',
	},
	{
		displayName: 'Chat IDs',
		name: 'chatIds',
		type: 'string',
		default: '',
		placeholder: 'e.g. chat_7c1d2e3f, chat_8d2e3f4a',
		description:
			'Only these chats. Separate IDs with commas, or use an expression that returns a list. You can enter thousands.',
	},
	conditions('Custom Analysis', 'customAnalysis', 'Only chats whose custom analysis data match these conditions', {
		displayName: 'Name or ID',
		type: 'options',
		// n8n shows a blank one in red in any case, once it has the list.
		required: true,
		typeOptions: { loadOptionsMethod: 'getAnalysisFields', loadOptionsDependsOn: ['filters.agentIds', 'agentIds'] },
		description:
			'A field of the post-chat analysis: of the agents that you select under Agents, or of your newest chats. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
	}),
	conditions('Custom Attributes', 'customAttributes', 'Only chats whose custom attributes match these conditions', {
		displayName: 'ID',
		type: 'string',
		placeholder: 'e.g. order_number',
		description:
			'The ID of the attribute, not its name. Find it in the Retell dashboard under Chat History, Actions, Custom attributes.',
	}),
	{
		displayName: 'Disconnection Reasons',
		name: 'disconnectionReasons',
		type: 'multiOptions',
		options: choices(DISCONNECTION_REASONS),
		default: [],
		description: 'Only chats that ended for one of these reasons',
	},
	time('Ended After', 'endedAfter', 'Only chats that ended at or after this time'),
	time('Ended Before', 'endedBefore', 'Only chats that ended at or before this time'),
	{ ...number('Max Cost (Cents)', 'maxCost', 'Only chats that cost at most this much, in US cents'), default: 100 },
	{
		...number('Max Duration (Seconds)', 'maxDurationSeconds', 'Only chats that lasted at most this long'),
		default: 3600,
	},
	number('Min Cost (Cents)', 'minCost', 'Only chats that cost at least this much, in US cents'),
	number('Min Duration (Seconds)', 'minDurationSeconds', 'Only chats that lasted at least this long'),
	{
		...number('Older Than (Hours)', 'olderThanHours', 'Only chats that started more than this many hours ago'),
		default: 24,
	},
	{
		displayName: 'Sentiments',
		name: 'sentiments',
		type: 'multiOptions',
		options: choices(SENTIMENTS),
		default: [],
		description: 'Only chats with one of these user sentiments',
	},
	time('Started After', 'startedAfter', 'Only chats that started at or after this time'),
	time('Started Before', 'startedBefore', 'Only chats that started at or before this time'),
	{
		displayName: 'Statuses',
		name: 'statuses',
		type: 'multiOptions',
		options: choices(CHAT_STATUSES),
		default: [],
		description: 'Only chats with one of these statuses',
	},
	{
		displayName: 'Successful',
		name: 'successful',
		type: 'boolean',
		default: true,
		description: "Whether to include only chats that were successful, or only those that weren't",
	},
];

export const chatFiltersField: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add Filter',
	default: {},
	description: 'Only chats that match all of these filters',
	options: FILTERS,
};

/** What the collection can hold. */
export const FILTER_NAMES = FILTERS.map(({ name }) => name);

export function isFilterName(name: string): name is FilterName {
	return FILTER_NAMES.some((each) => each === name);
}

export const IDLE_LABEL = 'Idle for (Minutes)';

/** Display name of each filter, for messages that name it. */
export const FILTER_LABELS: Partial<Record<CriterionName, string>> = {
	...Object.fromEntries(FILTERS.map(({ name, displayName }) => [name, displayName.replace(' Names or IDs', 's')])),
	idleMinutes: IDLE_LABEL,
};

function time(displayName: string, name: FilterName, description: string): FilterField {
	return { displayName, name, type: 'dateTime', default: '', description };
}

function number(displayName: string, name: FilterName, description: string): FilterField {
	return {
		displayName,
		name,
		type: 'number',
		default: 0,
		typeOptions: { minValue: 0 },
		description,
	};
}

function conditions(
	displayName: string,
	name: FilterName,
	description: string,
	key: Pick<INodeProperties, 'description' | 'displayName' | 'placeholder' | 'required' | 'type' | 'typeOptions'>,
): FilterField {
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
					{ ...key, name: 'key', default: '' },
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
						description: 'The value to compare with. For "Text Is One Of", separate values with commas.',
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
			.map((word) => (abbreviations.includes(word) ? word.toUpperCase() : word.charAt(0).toUpperCase() + word.slice(1)))
			.join(' '),
		value,
	}));
}
