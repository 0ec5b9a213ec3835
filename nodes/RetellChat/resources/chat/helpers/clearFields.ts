import type { INodeProperties } from 'n8n-workflow';

import { setAndCleared } from '../../../../messages/enteredData';
import { customAttributesField, dynamicVariablesField, metadataField } from '../../../../parameters/chatSettings';
import { choicesInput } from '../../../../parameters/check/values';

const CLEAR_FIELDS = 'Clear Fields';
const CLEARABLE = ['customAttributes', 'dynamicVariables', 'metadata'] as const;
const LABELS = {
	customAttributes: customAttributesField.displayName,
	dynamicVariables: dynamicVariablesField.displayName,
	metadata: metadataField.displayName,
};

/** What a chat has and is to lose: a field that is left blank changes nothing. */
export const clearFieldsField: INodeProperties = {
	displayName: CLEAR_FIELDS,
	name: 'clearFields',
	type: 'multiOptions',
	options: [
		{
			name: LABELS.customAttributes,
			value: 'customAttributes',
			description: 'Remove all custom attributes',
		},
		{
			name: LABELS.dynamicVariables,
			value: 'dynamicVariables',
			description: 'Go back to the values that the chat started with',
		},
		{
			name: LABELS.metadata,
			value: 'metadata',
			description: 'Remove all metadata except the session key, so the conversation can continue. Adds one request.',
		},
	],
	default: [],
	description: "What to remove from the chat. Leaving a field blank doesn't remove anything.",
};

/**
 * Makes of a field's value null where the field is to be cleared. Undefined: it stays as it is.
 *
 * @param fields those of the collection
 * @throws Explained for a field that also has a value
 */
export function clearable(fields: Record<string, unknown>) {
	const names = choicesInput(fields.clearFields, CLEAR_FIELDS, CLEARABLE);
	return <Value>(name: (typeof CLEARABLE)[number], value: Value | undefined): Value | null | undefined => {
		if (!names.includes(name)) return value;
		if (value === undefined) return null;
		throw setAndCleared(LABELS[name], CLEAR_FIELDS);
	};
}
