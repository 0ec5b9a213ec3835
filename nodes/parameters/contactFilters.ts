import type { ContactFilterCriteria, ContactQuery } from '../retell/api/contacts';
import type { Contact } from '../retell/api/types';
import { numberPart } from './check/phoneNumbers';
import { timeInput } from './check/times';
import { booleanInput, isBlank, textInput, textsInput } from './check/values';
import { rangeFilter, TIMES } from './chatFilters/ranges';
import { collectionField, readCollection } from './common';
import type { FieldNamed, Parameters } from './parameters';

// What a list of contacts is narrowed by.

type ContactFilterName =
	'doNotCall' | 'lastConversationAfter' | 'lastConversationBefore' | 'linkedToCrm' | 'search' | 'tags';

const FILTERS: Array<FieldNamed<ContactFilterName>> = [
	{
		displayName: 'Do Not Call',
		name: 'doNotCall',
		type: 'boolean',
		default: true,
		description: "Whether to include only contacts that are marked Do Not Call, or only those that aren't",
	},
	{
		displayName: 'Last Conversation After',
		name: 'lastConversationAfter',
		type: 'dateTime',
		default: '',
		description: 'Only contacts whose last call or chat started at or after this time',
	},
	{
		displayName: 'Last Conversation Before',
		name: 'lastConversationBefore',
		type: 'dateTime',
		default: '',
		description: 'Only contacts whose last call or chat started at or before this time',
	},
	{
		displayName: 'Linked to CRM',
		name: 'linkedToCrm',
		type: 'boolean',
		default: true,
		description: "Whether to include only contacts that are linked to a record in your CRM, or only those that aren't",
	},
	{
		displayName: 'Search',
		name: 'search',
		type: 'string',
		default: '',
		placeholder: 'e.g. Lovelace',
		description: 'Only contacts that have this text in their phone number, name, external ID, or custom fields',
	},
	{
		displayName: 'Tags',
		name: 'tags',
		type: 'string',
		default: '',
		placeholder: 'e.g. customer, newsletter',
		description: 'Only contacts that have one of these tags. Separate tags with commas.',
	},
];

export const contactFiltersField = collectionField('filters', FILTERS);

const labelOf = (name: ContactFilterName) => FILTERS.find((each) => each.name === name)?.displayName ?? name;

interface ContactFilter {
	query: Pick<ContactQuery, 'filter_criteria' | 'search_query'>;
	/** Whether a contact is one of those asked for. */
	accepts: (contact: Contact) => boolean;
	/** Display names of filters that were added and are empty. */
	leftOut: string[];
}

/**
 * Reads the filters. One that is blank counts as not set.
 *
 * @throws Explained for a value that is none
 */
export function readContactFilter(item: Pick<Parameters, 'get' | 'timezone'>): ContactFilter {
	const values = readCollection(item, 'filters');
	const filled = <Value>(name: ContactFilterName, read: (value: unknown, label: string) => Value) =>
		isBlank(values[name]) ? undefined : read(values[name], labelOf(name));
	const time = (name: ContactFilterName) => filled(name, (value, label) => timeInput(value, label, item.timezone));

	const doNotCall = filled('doNotCall', booleanInput);
	const linked = filled('linkedToCrm', booleanInput);
	const tags = filled('tags', textsInput) ?? [];
	const last = rangeFilter(
		['lastConversationAfter', time('lastConversationAfter')],
		['lastConversationBefore', time('lastConversationBefore')],
		labelOf,
		TIMES,
		(contact: Contact) => contact.last_conversation_timestamp,
	);
	const criteria: ContactFilterCriteria = {
		...(doNotCall !== undefined && { do_not_call: { type: 'boolean', op: 'eq', value: doNotCall } }),
		...(linked !== undefined && { external_id: { type: 'present', op: linked ? 'pr' : 'np' } }),
		...(last && { last_conversation_timestamp: last.filter }),
		...(tags.length > 0 && { tags: { type: 'enum', op: 'in', value: tags } }),
	};
	const search = numberPart(filled('search', textInput) ?? '');
	return {
		query: {
			...(Object.keys(criteria).length > 0 && { filter_criteria: criteria }),
			...(search !== '' && { search_query: search }),
		},
		accepts: last?.accepts ?? (() => true),
		leftOut: FILTERS.filter(({ name }) => Object.hasOwn(values, name) && isBlank(values[name])).map(
			({ displayName }) => displayName,
		),
	};
}
