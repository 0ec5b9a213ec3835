import type { INodeProperties } from 'n8n-workflow';

import type { FieldNamed } from '../parameters';

const CUSTOM = ['boolean', 'enum', 'number', 'string'];

const TYPE: INodeProperties = {
	displayName: 'Type',
	name: 'type',
	type: 'options',
	options: [
		{
			name: 'Built-In Field',
			value: 'system-presets',
			description: 'Describe summary, sentiment, or success in your own words',
		},
		{ name: 'Choice', value: 'enum', description: 'One of the values that you enter' },
		{ name: 'Number', value: 'number' },
		{ name: 'Text', value: 'string' },
		{ name: 'Yes or No', value: 'boolean' },
	],
	default: 'string',
};

const PRESET: INodeProperties = {
	displayName: 'Built-In Field',
	name: 'preset',
	type: 'options',
	displayOptions: { show: { type: ['system-presets'] } },
	options: [
		{ name: 'Successful', value: 'chat_successful' },
		{ name: 'Summary', value: 'chat_summary' },
		{ name: 'User Sentiment', value: 'user_sentiment' },
	],
	default: 'chat_summary',
	description: 'The field to describe',
};

const NAME: INodeProperties = {
	displayName: 'Name',
	name: 'name',
	type: 'string',
	displayOptions: { show: { type: CUSTOM } },
	default: '',
	placeholder: 'e.g. order_number',
	description: 'The name of the field in custom_analysis_data',
};

const DESCRIPTION: INodeProperties = {
	displayName: 'Description',
	name: 'description',
	type: 'string',
	default: '',
	placeholder: 'e.g. The order that the chat is about',
	description: 'What to find out. The model reads this as an instruction.',
};

const CHOICES: INodeProperties = {
	displayName: 'Choices',
	name: 'choices',
	type: 'string',
	displayOptions: { show: { type: ['enum'] } },
	default: '',
	placeholder: 'e.g. order, return, other',
	description: 'The values to choose from, separated by commas',
};

const EXAMPLES: INodeProperties = {
	displayName: 'Examples',
	name: 'examples',
	type: 'string',
	displayOptions: { show: { type: ['string'] } },
	default: '',
	placeholder: 'e.g. A-4711, A-4712',
	description: 'Sample values, separated by commas. Optional.',
};

const REQUIRED: INodeProperties = {
	displayName: 'Required',
	name: 'required',
	type: 'boolean',
	displayOptions: { show: { type: CUSTOM } },
	default: false,
	description:
		'Whether the analysis must always return a value. If it finds none, Retell marks the conversation as unsuccessful.',
};

/** Of its own fields, Retell requires each that nobody calls optional. */
const OPTIONAL: INodeProperties = {
	displayName: 'Optional',
	name: 'optional',
	type: 'boolean',
	displayOptions: { show: { type: ['system-presets'] } },
	default: false,
	description: 'Whether the analysis can leave this field out',
};

/** What Retell is to find out about each chat after its end: one row for each field. */
export const analysisFieldsField: FieldNamed<'analysisFields'> = {
	displayName: 'Post-Chat Analysis Fields',
	name: 'analysisFields',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Analysis Field',
	default: {},
	description:
		"What Retell finds out about each ended chat, besides summary, sentiment, and success. Replaces the agent's existing fields.",
	options: [
		{
			displayName: 'Fields',
			name: 'fields',
			// In the order in which a person fills them in.
			values: [TYPE, PRESET, NAME, DESCRIPTION, CHOICES, EXAMPLES, REQUIRED, OPTIONAL],
		},
	],
};
