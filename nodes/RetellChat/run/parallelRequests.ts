import type { INodeProperties } from 'n8n-workflow';

import { wholeInput } from '../../parameters/check/values';
import { collectionField, readCollection } from '../../parameters/common';
import type { Item } from './operation';

const DEFAULT = 5;
const MOST = 50;

const parallelRequestsField: INodeProperties = {
	displayName: 'Parallel Requests',
	name: 'parallelRequests',
	type: 'number',
	default: DEFAULT,
	typeOptions: { minValue: 1, maxValue: MOST, numberPrecision: 0 },
	description: 'Max number of requests at the same time. More is faster, but Retell may limit them.',
};

/** Gives an operation the option, in its own "Options" if it has some. */
export function withParallelRequests(fields: INodeProperties[]): INodeProperties[] {
	if (!fields.some(({ name }) => name === 'options')) {
		return [...fields, collectionField('options', [parallelRequestsField])];
	}
	return fields.map((field) => {
		if (field.name !== 'options') return field;
		const options = [...(field.options ?? []), parallelRequestsField];
		return { ...field, options: options.sort((a, b) => (titleOf(a) < titleOf(b) ? -1 : 1)) };
	});
}

/** How many requests a person allows at the same time. */
export function readParallelRequests(item: Pick<Item, 'get'>): number {
	const value = readCollection(item, 'options').parallelRequests ?? DEFAULT;
	return wholeInput(value, parallelRequestsField.displayName, 1, MOST);
}

function titleOf(option: NonNullable<INodeProperties['options']>[number]): string {
	return 'displayName' in option ? option.displayName : option.name;
}
