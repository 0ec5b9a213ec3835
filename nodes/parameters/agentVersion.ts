import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

import { noVersionSelected } from '../messages/entered';
import { agentVersionField } from './chatSettings';
import { agentVersionInput } from './check/ids';
import { choiceInput } from './check/values';
import { readCollection } from './common';
import { locatorField } from './locators';
import type { Parameters } from './parameters';

// Which version of its agent a new chat uses: a list, and a picker for a specific one.

const LABEL = agentVersionField.displayName;
const VERSION = 'Version';
/** For a text from a phone number, whose settings can name a version. */
const OF_NUMBER = 'default';
const CHOICES = ['latest_published', 'latest', 'specific'] as const;

const options = [
	{
		name: 'Latest Published',
		value: 'latest_published',
		description: 'The version that is live. Fails if no version is published.',
	},
	{
		name: 'Latest, Including Drafts',
		value: 'latest',
		description: "The newest version, even if it's an unpublished draft",
	},
	{ name: 'Specific Version', value: 'specific', description: 'A version that you select, or a tag that you enter' },
];

const choiceField: INodeProperties = {
	displayName: LABEL,
	name: 'agentVersion',
	type: 'options',
	noDataExpression: true,
	options,
	default: 'latest_published',
	description: 'Which version of the agent a new chat uses',
};

const specificField = locatorField(
	{
		displayName: VERSION,
		name: 'specificVersion',
		description: 'The version that a new chat uses. A tag follows the version that you give it in Retell.',
	},
	{ placeholder: 'Select a version...', search: 'searchAgentVersions' },
	{ displayName: 'By Number or Tag', name: 'id', placeholder: 'e.g. 3' },
);

/** Where the version stood before there was a list. It is shown, and counts, only where it has a value. */
export const formerVersionField: INodeProperties = {
	...agentVersionField,
	displayOptions: { show: { agentVersion: [{ _cnd: { exists: true } }] } },
	description: `Replaces the ${LABEL} selected above. Remove this field to use that one.`,
};

/** The list and the picker, for an operation that starts chats with an agent that is selected. */
export function agentVersionFields(show: IDisplayOptions['show'] = {}): INodeProperties[] {
	return [
		{ ...choiceField, displayOptions: { show } },
		{
			...specificField,
			typeOptions: { loadOptionsDependsOn: ['agentId.value'] },
			displayOptions: { show: { ...show, agentVersion: ['specific'] } },
		},
	];
}

/** The same where a phone number has agents of its own, each with a version. */
export const smsVersionFields: INodeProperties[] = [
	{
		...choiceField,
		options: [
			{
				name: 'Default',
				value: OF_NUMBER,
				description:
					"The version in the number's settings. For an agent that you add below, the latest published version.",
			},
			...options,
		],
		default: OF_NUMBER,
	},
	{
		...specificField,
		// Where no agent is added, the number's own agent has the versions.
		typeOptions: { loadOptionsDependsOn: ['fromNumber.value', 'additionalFields.agentId.value'] },
		displayOptions: { show: { agentVersion: ['specific'] } },
	},
];

/** @throws Explained for a version that is none */
export function readVersionChoice(parameters: Pick<Parameters, 'get'>): string | number {
	return readFormer(parameters) ?? readChoice(parameters, CHOICES);
}

/**
 * As `readVersionChoice`, for an SMS chat. Undefined: what the number's settings say.
 *
 * @param isOther whether another agent than the number's is to text
 */
export function readSmsVersionChoice(
	parameters: Pick<Parameters, 'get'>,
	isOther: boolean,
): string | number | undefined {
	const former = readFormer(parameters);
	if (former !== undefined) return former;
	const choice = readChoice(parameters, [OF_NUMBER, ...CHOICES]);
	if (choice !== OF_NUMBER) return choice;
	return isOther ? 'latest_published' : undefined;
}

function readFormer(parameters: Pick<Parameters, 'get'>): string | number | undefined {
	return agentVersionInput(readCollection(parameters, 'additionalFields').agentVersion, LABEL);
}

function readChoice({ get }: Pick<Parameters, 'get'>, choices: readonly string[]): string | number {
	const choice = choiceInput(get('agentVersion'), LABEL, choices);
	if (choice !== 'specific') return choice;
	const version = agentVersionInput(get('specificVersion'), VERSION);
	if (version !== undefined) return version;
	throw noVersionSelected(VERSION, LABEL);
}
