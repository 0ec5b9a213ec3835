import type { INodeProperties } from 'n8n-workflow';

import { isRecord } from '../retell/values';
import { choiceInput, switchInput, wholeInput } from './check/values';
import type { Parameters } from './parameters';

// Published: a workflow's JSON has these names.
const COLLECTIONS = {
	additionalFields: { displayName: 'Additional Fields', placeholder: 'Add Field' },
	filters: { displayName: 'Filters', placeholder: 'Add Filter' },
	options: { displayName: 'Options', placeholder: 'Add Option' },
	updateFields: { displayName: 'Update Fields', placeholder: 'Add Field' },
};
type CollectionName = keyof typeof COLLECTIONS;

export const simplifyField: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

const RETURN_ALL = 'Return All';

export const returnAllFields: INodeProperties[] = [
	{
		displayName: RETURN_ALL,
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		default: 50,
		typeOptions: { minValue: 1 },
		displayOptions: { show: { returnAll: [false] } },
		description: 'Max number of results to return',
	},
];

const SORT_ORDER = 'Sort Order';
const SORT_ORDERS = ['descending', 'ascending'] as const;

/** In which order a list comes. `description`: the order of what, and by what. */
export function sortOrderField(description: string): INodeProperties {
	return {
		displayName: SORT_ORDER,
		name: 'sortOrder',
		type: 'options',
		options: [
			{ name: 'Newest First', value: 'descending' },
			{ name: 'Oldest First', value: 'ascending' },
		],
		default: 'descending',
		description,
	};
}

/** @throws Explained for an order that there isn't */
export function readSortOrder(parameters: Pick<Parameters, 'get'>): (typeof SORT_ORDERS)[number] {
	const { sortOrder = 'descending' } = readCollection(parameters, 'options');
	return choiceInput(sortOrder, SORT_ORDER, SORT_ORDERS);
}

/** A collection: fields that a person adds one by one, sorted by their names. */
export function collectionField(name: CollectionName, options: INodeProperties[]): INodeProperties {
	const { displayName, placeholder } = COLLECTIONS[name];
	return { displayName, name, type: 'collection', placeholder, default: {}, options: options.toSorted(byTitle) };
}

/** Sorts the fields of a collection. Comparing by the rules of a language would make n8n's start 10 ms longer. */
export function byTitle(a: Field, b: Field): number {
	return titleOf(a) < titleOf(b) ? -1 : 1;
}

type Field = NonNullable<INodeProperties['options']>[number];

function titleOf(field: Field): string {
	return ('displayName' in field ? field.displayName : field.name).toLowerCase();
}

/** How many rows a person wants: all of them, or a whole number from 1. */
export function readLimit({ get }: Pick<Parameters, 'get'>): number {
	return switchInput(get('returnAll'), RETURN_ALL) ? Infinity : wholeInput(get('limit'), 'Limit', 1);
}

/** The fields of a collection that were added. n8n itself turns anything else into none. */
export function readCollection({ get }: Pick<Parameters, 'get'>, name: CollectionName): Record<string, unknown> {
	const fields = get(name);
	return isRecord(fields) ? fields : {};
}
