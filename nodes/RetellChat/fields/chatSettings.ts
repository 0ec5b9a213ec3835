import type { INodeProperties } from 'n8n-workflow';

import {
	agentVersionInput,
	customAttributesInput,
	dynamicVariablesInput,
	metadataInput,
} from '../../retell/inputs';
import { assignmentsOf, valuesOf } from '../assignments';

// What a chat can be given: fields for collections, each with the function that reads it.

export const agentVersionField: INodeProperties = {
	displayName: 'Agent Version',
	name: 'agentVersion',
	type: 'string',
	default: '',
	placeholder: 'e.g. latest_published',
	description:
		'The version of the agent: a number, a tag, <code>latest_published</code>, or <code>latest</code>. Without it, Retell takes the latest, which can be an unpublished draft.',
};

export const customAttributesField: INodeProperties = {
	displayName: 'Custom Attributes',
	name: 'customAttributes',
	type: 'assignmentCollection',
	default: {},
	description: 'Texts, numbers, or true and false that chats can be filtered by',
};

export const dynamicVariablesField: INodeProperties = {
	displayName: 'Dynamic Variables',
	name: 'dynamicVariables',
	type: 'assignmentCollection',
	typeOptions: { assignment: { hideType: true, defaultType: 'string' } },
	default: {},
	description:
		"Values for the {{variables}} in the agent's prompt. Retell takes texts, so other values are turned into texts.",
};

export const metadataField: INodeProperties = {
	displayName: 'Metadata',
	name: 'metadata',
	type: 'assignmentCollection',
	default: {},
	description:
		'Your own data to store with the chat, such as a customer number. The agent does not see it. At most 50 kB.',
};

/** As `agentVersionInput`, by this field's name. */
export function readAgentVersion(value: unknown): string | number | undefined {
	return agentVersionInput(value, agentVersionField.displayName);
}

/**
 * `{name: text, number or boolean}`; undefined if nothing was filled in.
 *
 * @throws Explained for other values
 */
export function readCustomAttributes(value: unknown) {
	const label = customAttributesField.displayName;
	const values = valuesOf(value, label);
	return values && customAttributesInput(values, label);
}

/**
 * `{name: text}`; undefined if nothing was filled in.
 *
 * @throws Explained if it is no object
 */
export function readDynamicVariables(value: unknown) {
	const label = dynamicVariablesField.displayName;
	const values = valuesOf(value, label);
	return values && dynamicVariablesInput(values, label);
}

/**
 * An object of at most 50 kB; undefined if nothing was filled in.
 *
 * @throws Explained if it is no object, or too large
 */
export function readMetadata(value: unknown): Record<string, unknown> | undefined {
	const label = metadataField.displayName;
	const values = assignmentsOf(value, label);
	return values === undefined ? undefined : metadataInput(values, label);
}
