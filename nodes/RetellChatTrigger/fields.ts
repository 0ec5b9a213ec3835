import type { DisplayCondition, INodeProperties } from 'n8n-workflow';

import { FILTERS } from '../parameters/chatFilters/fields';
import type { FilterName } from '../parameters/chatFilters/names';
import { collectionField, simplifyField } from '../parameters/common';
import { watchedAgentsField } from '../parameters/locators';
import type { FieldNamed } from '../parameters/parameters';

export type OptionName =
	'analysisTimeout' | 'includeErrored' | 'includeTranscript' | 'lookbackMinutes' | 'maxChatsPerPoll' | 'startFromHours';

/** The filters of Get Many that can be had here, too. */
export const TRIGGER_FILTERS: FilterName[] = [
	'agentTags',
	'customAnalysis',
	'customAttributes',
	'disconnectionReasons',
	'maxCost',
	'maxDurationSeconds',
	'minCost',
	'minDurationSeconds',
	'sentiments',
	'successful',
];

/** A trigger knows by ID all that its polls may read again: what they wait for or look back at must not grow without end. */
export const MOST_MINUTES = 1440;

const OPTIONS: Array<FieldNamed<OptionName>> = [
	{
		displayName: 'Analysis Timeout (Minutes)',
		name: 'analysisTimeout',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: MOST_MINUTES },
		default: 15,
		description:
			'How long to wait for the analysis of a chat. After that, the chat is delivered without it, marked with <code>analysis_timed_out</code>.',
		displayOptions: { show: { '/event': ['chatAnalyzed'] } },
	},
	{
		displayName: 'Include Chats in Error',
		name: 'includeErrored',
		type: 'boolean',
		default: true,
		description: 'Whether to also deliver chats that ended with the status "error"',
	},
	{
		displayName: 'Include Transcript',
		name: 'includeTranscript',
		type: 'boolean',
		default: true,
		description: 'Whether to include the messages of each chat. Adds one request per chat.',
	},
	{
		displayName: 'Look Back (Minutes)',
		name: 'lookbackMinutes',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: MOST_MINUTES },
		default: 10,
		description:
			'How far back each poll looks again, to find chats that Retell lists late. No chat is delivered twice.',
	},
	{
		displayName: 'Max Chats per Poll',
		name: 'maxChatsPerPoll',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 1000,
		description: 'Max number of chats to deliver in one execution. The rest follow with the next polls.',
	},
	{
		displayName: 'Start From (Hours Ago)',
		name: 'startFromHours',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 24,
		description:
			'How far back to start when you publish the workflow for the first time. Without this option, only chats that end after publishing are delivered.',
	},
];

/** The display name of an option, for messages that name it. */
export function optionLabel(name: OptionName): string {
	return OPTIONS.find((option) => option.name === name)?.displayName ?? name;
}

/** Filters by what Retell knows of a chat only when it has analyzed it. */
const BY_ANALYSIS: FilterName[] = ['customAnalysis', 'sentiments', 'successful'];

/**
 * Says that such a filter makes Chat Ended wait for the analysis. n8n shows a parameter if all of its conditions are
 * met, not if one of them is: so there is a notice for each filter, and only the first of those that are used is shown.
 */
function analysisNotice(filter: FilterName, index: number): INodeProperties {
	const isUsed = (name: FilterName): [string, DisplayCondition[]] => [`/filters.${name}`, [{ _cnd: { exists: true } }]];
	return {
		displayName:
			'You filter by the analysis of chats, so each chat is delivered when Retell has analyzed it, not as soon as it has ended.',
		name: `${filter}Notice`,
		type: 'notice',
		default: '',
		displayOptions: {
			show: { event: ['chatEnded'], ...Object.fromEntries([isUsed(filter)]) },
			...(index > 0 && { hide: Object.fromEntries(BY_ANALYSIS.slice(0, index).map(isUsed)) }),
		},
	};
}

export const fields: INodeProperties[] = [
	{
		displayName: 'Trigger On',
		name: 'event',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Chat Analyzed',
				value: 'chatAnalyzed',
				description: 'When Retell has analyzed an ended chat. Includes summary, sentiment, and success.',
				action: 'On chat analyzed (checks every minute)',
			},
			{
				name: 'Chat Ended',
				value: 'chatEnded',
				description: 'As soon as a chat has ended. Its analysis may still be missing.',
				action: 'On chat ended (checks every minute)',
			},
		],
		default: 'chatAnalyzed',
	},
	watchedAgentsField,
	simplifyField,
	collectionField(
		'filters',
		FILTERS.filter(({ name }) => TRIGGER_FILTERS.includes(name)),
	),
	...BY_ANALYSIS.map(analysisNotice),
	collectionField('options', OPTIONS),
];
