import type { INodeProperties } from 'n8n-workflow';

import { wholeInput } from '../../parameters/check/values';
import { byTitle, collectionField, readCollection } from '../../parameters/common';
import type { Item, Operation } from './operation';

/** What the option shows when it is added. */
const SUGGESTED = 10;
const MOST = 50;
/** Without the option. How many of them go out together, the client learns from Retell's answers. */
const MOST_ALONE = 32;
const HOMES = ['options', 'additionalFields'] as const;

const parallelRequestsField: INodeProperties = {
	displayName: 'Parallel Requests',
	name: 'parallelRequests',
	type: 'number',
	default: SUGGESTED,
	typeOptions: { minValue: 1, maxValue: MOST, numberPrecision: 0 },
};

/** Each operation tells what holds without the option. */
function fieldOf(operation: Operation): INodeProperties {
	const description = `Max number of requests at the same time. Without this option, the node finds the right number itself, up to ${mostAlone(operation)}.`;
	return { ...parallelRequestsField, description };
}

function mostAlone({ mostParallel = MOST_ALONE }: Operation): number {
	return mostParallel;
}

/**
 * Gives an operation the option: in its "Options", or in its "Additional Fields". "Options" with this one
 * entry has only an operation that sends many requests for one item.
 */
export function withParallelRequests(operation: Operation): INodeProperties[] {
	const { fields } = operation;
	const home = homeIn(operation);
	if (!home) return fields;
	if (!fields.some(({ name }) => name === home)) return [...fields, collectionField(home, [fieldOf(operation)])];
	return fields.map((field) => {
		if (field.name !== home) return field;
		return { ...field, options: [...(field.options ?? []), fieldOf(operation)].sort(byTitle) };
	});
}

/** How many requests there may be at the same time. */
export function readParallelRequests(item: Pick<Item, 'get'>, operation: Operation): number {
	const home = homeIn(operation);
	const value = (home && readCollection(item, home).parallelRequests) ?? mostAlone(operation);
	return wholeInput(value, parallelRequestsField.displayName, 1, MOST);
}

/** The collection that the option stands in; undefined if the operation doesn't have it. */
function homeIn({ fields, isBulk, sendsNothing }: Operation): (typeof HOMES)[number] | undefined {
	if (sendsNothing) return undefined;
	return HOMES.find((home) => fields.some(({ name }) => name === home)) ?? (isBulk ? 'options' : undefined);
}
