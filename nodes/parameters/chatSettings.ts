import type { INodeProperties } from 'n8n-workflow';

import { assignmentsOf, valuesOf } from './assignments';
import { agentVersionInput } from './check/ids';
import { customAttributesInput, dynamicVariablesInput, metadataInput } from './check/objects';
import { isGiven } from './check/values';

// What a chat can be given: fields for collections, each with the function that reads it.

export const agentVersionField: INodeProperties = {
	displayName: 'Agent Version',
	name: 'agentVersion',
	type: 'string',
	default: '',
	placeholder: 'e.g. latest_published',
	description:
		'The version of the agent: a number, a tag, <code>latest_published</code>, or <code>latest</code>. If empty, Retell uses the latest version, which can be an unpublished draft.',
};

export const customAttributesField: INodeProperties = {
	displayName: 'Custom Attributes',
	name: 'customAttributes',
	type: 'assignmentCollection',
	default: {},
	description:
		'Values that you can filter chats by: text, numbers, or true and false. Define each attribute in the Retell dashboard first, under Chat History, Actions, Custom attributes, and use its ID, not its display name. Retell drops all others.',
};

export const dynamicVariablesField: INodeProperties = {
	displayName: 'Dynamic Variables',
	name: 'dynamicVariables',
	type: 'assignmentCollection',
	typeOptions: { assignment: { disableType: true, defaultType: 'string' } },
	default: {},
	description:
		"Values for the {{variables}} in the agent's prompt. All values are sent as text. A value that is null or missing is left out, so the agent's default applies.",
};

export const metadataField: INodeProperties = {
	displayName: 'Metadata',
	name: 'metadata',
	type: 'assignmentCollection',
	default: {},
	description:
		"Your own data to store with the chat, such as a customer number. The agent doesn't see it. At most 50 kB.",
};

/** As `agentVersionInput`, by this field's name. */
export function readAgentVersion(value: unknown): string | number | undefined {
	return agentVersionInput(value, agentVersionField.displayName);
}

/**
 * `{ID: text, number or boolean}`, with the IDs whose value is null; undefined if there is no value.
 *
 * @throws Explained for other values
 */
export function readAttributeChanges(value: unknown) {
	const label = customAttributesField.displayName;
	const values = valuesOf(value, label);
	return values && unlessEmpty(customAttributesInput(values, label));
}

/**
 * `{name: text}`; undefined if there is no value.
 *
 * @throws Explained if it is no object
 */
export function readDynamicVariables(value: unknown) {
	const label = dynamicVariablesField.displayName;
	const values = valuesOf(value, label);
	return values && unlessEmpty(dynamicVariablesInput(values, label));
}

/**
 * An object of at most 50 kB, without what is null; undefined if there is no value.
 *
 * @throws Explained if it is no object, or too large
 */
export function readMetadata(value: unknown): Record<string, unknown> | undefined {
	const changes = readMetadataChanges(value);
	return changes && unlessEmpty(Object.fromEntries(Object.entries(changes).filter(([, each]) => isGiven(each))));
}

/**
 * As `readMetadata`, with the names whose value is null.
 *
 * @throws Explained if it is no object, or too large
 */
export function readMetadataChanges(value: unknown): Record<string, unknown> | undefined {
	const label = metadataField.displayName;
	const values = assignmentsOf(value, label);
	if (values === undefined) return undefined;
	const named = Object.entries(metadataInput(values, label)).filter(([, each]) => each !== undefined);
	return unlessEmpty(Object.fromEntries(named));
}

/** Nothing given changes nothing: it must not empty what Retell has. */
function unlessEmpty<Values extends object>(values: Values): Values | undefined {
	return Object.keys(values).length > 0 ? values : undefined;
}
