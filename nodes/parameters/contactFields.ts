import { noSuchCustomField, setAndRemoved } from '../messages/contacts';
import { onlyOneOf } from '../messages/entered';
import type { ContactFields } from '../retell/api/contacts';
import type { ContactField } from '../retell/api/types';
import { customFieldInput } from './check/customFields';
import { booleanInput, filledInput, isBlank, rowsInput, textInput, textsInput } from './check/values';
import type { FieldNamed, Parameters } from './parameters';

// What is set in a contact: fields of a collection, of which each that is not filled in stays as it is.

type ContactFieldName =
	'addTags' | 'clearCustomFields' | 'customFields' | 'doNotCall' | 'firstName' | 'lastName' | 'removeTags' | 'tags';

export const contactFieldFields: Array<FieldNamed<ContactFieldName>> = [
	tagsField('Add Tags', 'addTags', "Tags to add to the contact's existing tags. Separate tags with commas."),
	{
		displayName: 'Clear Field Names or IDs',
		name: 'clearCustomFields',
		type: 'multiOptions',
		typeOptions: { loadOptionsMethod: 'getContactFields' },
		default: [],
		description:
			'Custom fields to empty. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
	},
	{
		displayName: 'Custom Fields',
		name: 'customFields',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Field',
		default: {},
		description:
			"Values of the fields that you've defined for contacts in Retell. The rest of the fields stay as they are, and so does a field whose value is empty.",
		options: [
			{
				displayName: 'Fields',
				name: 'fields',
				values: [
					{
						displayName: 'Field Name or ID',
						name: 'name',
						type: 'options',
						typeOptions: { loadOptionsMethod: 'getContactFields' },
						default: '',
						required: true,
						description:
							'A custom field of your Retell workspace. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
					},
					{
						displayName: 'Value',
						name: 'value',
						type: 'string',
						default: '',
						description: 'The value, converted to the type of the field: text, number, true or false, date, or option',
					},
				],
			},
		],
	},
	{
		displayName: 'Do Not Call',
		name: 'doNotCall',
		type: 'boolean',
		default: true,
		description: 'Whether to mark the person as Do Not Call',
	},
	{ displayName: 'First Name', name: 'firstName', type: 'string', default: '', placeholder: 'e.g. Ada' },
	{ displayName: 'Last Name', name: 'lastName', type: 'string', default: '', placeholder: 'e.g. Lovelace' },
	tagsField('Remove Tags', 'removeTags', 'Tags to remove from the contact. Separate tags with commas.'),
	tagsField(
		'Replace Tags',
		'tags',
		'The new tags of the contact. They replace all of its existing tags. Separate tags with commas. To remove all tags, use the expression {{ [] }}.',
	),
];

/** What becomes of a contact's tags: the new ones, or what is added and removed. */
export interface TagChange {
	replace?: string[];
	add: string[];
	remove: string[];
}

export interface ContactChange {
	fields: ContactFields;
	tags: TagChange;
	/** Custom fields by their names: the values as they were entered, null for those to be emptied. */
	custom: Array<[name: string, value: unknown]>;
}

const LABELS: Record<string, string> = {
	...Object.fromEntries(contactFieldFields.map(({ name, displayName }) => [name, displayName])),
	clearCustomFields: 'Clear Fields',
};
const labelOf = (name: ContactFieldName) => LABELS[name] ?? name;

/**
 * What was filled in; custom fields are read by `readCustomFields`, which needs their types.
 *
 * @throws Explained for values that are none, and for such that contradict each other
 */
export function readContactChange(values: Record<string, unknown>): ContactChange {
	const filled = <Value>(name: ContactFieldName, read: (value: unknown, label: string) => Value) =>
		isBlank(values[name]) ? undefined : read(values[name], labelOf(name));
	const fields = {
		do_not_call: filled('doNotCall', booleanInput),
		first_name: filled('firstName', textInput),
		last_name: filled('lastName', textInput),
	};
	return { fields, tags: readTags(values), custom: readCustom(values) };
}

function readTags(values: Record<string, unknown>): TagChange {
	const tags = (name: ContactFieldName) =>
		isBlank(values[name]) ? [] : [...new Set(textsInput(values[name], labelOf(name)))];
	const [add, remove] = [tags('addTags'), tags('removeTags')];
	// An empty list is no field that was left blank.
	const replace = isBlank(values.tags) && !Array.isArray(values.tags) ? undefined : tags('tags');
	const other = [add, remove].findIndex(({ length }) => length > 0);
	if (replace && other >= 0) throw onlyOneOf(labelOf('tags'), labelOf(other === 0 ? 'addTags' : 'removeTags'));
	const both = add.find((tag) => remove.includes(tag));
	if (both !== undefined) throw setAndRemoved(labelOf('addTags'), labelOf('removeTags'), both);
	return { ...(replace && { replace }), add, remove };
}

function readCustom(values: Record<string, unknown>): ContactChange['custom'] {
	const label = labelOf('customFields');
	const rows = rowsInput(values.customFields, label, 'fields', { name: 'plan', value: 'pro' });
	const set = rows.map(({ name, value }): [string, unknown] => [filledInput(name, `${label}: Field`), value]);
	const clear = isBlank(values.clearCustomFields)
		? []
		: textsInput(values.clearCustomFields, labelOf('clearCustomFields'));
	const both = set.find(([name, value]) => !isBlank(value) && clear.includes(name));
	if (both) throw setAndRemoved(label, labelOf('clearCustomFields'), both[0]);
	return [...set.filter(([, value]) => !isBlank(value)), ...clear.map((name): [string, unknown] => [name, null])];
}

/**
 * Custom fields as Retell takes them: each value in the type of its field. Undefined if there are none.
 *
 * @param known the fields that the workspace has
 * @throws Explained for a field that there isn't, and for a value that is not of its type
 */
export function readCustomFields(
	custom: ContactChange['custom'],
	known: ContactField[],
	{ timezone }: Pick<Parameters, 'timezone'>,
): Record<string, unknown> | undefined {
	if (custom.length === 0) return undefined;
	const label = labelOf('customFields');
	return Object.fromEntries(
		custom.map(([name, value]) => {
			const field = known.find((each) => each.name === name);
			if (!field) {
				const names = known.map((each) => each.name);
				throw noSuchCustomField(value === null ? labelOf('clearCustomFields') : label, name, names);
			}
			return [name, value === null ? null : customFieldInput(value, field, `${label}: ${name}`, timezone)];
		}),
	);
}

function tagsField(displayName: string, name: ContactFieldName, description: string): FieldNamed<ContactFieldName> {
	return {
		displayName,
		name,
		type: 'string',
		default: '',
		placeholder: 'e.g. customer, newsletter',
		description,
	};
}
