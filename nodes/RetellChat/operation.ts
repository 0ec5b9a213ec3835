import { updateDisplayOptions, type INodeProperties } from 'n8n-workflow';

import type { RetellApi } from '../retell/api';
import type { Caller } from './caller';
import { withParallelRequests } from './fields/parallelRequests';

/** One execution of the node, with all of its input items. */
export interface Run {
	retell: RetellApi;
	items: Item[];
	/** Requests at the same time at most. */
	parallel: number;
	caller: Caller;
}

/** What an operation works with: one input item's parameters and the way to Retell. */
export interface Item {
	/** Its place among the input items, from 0. */
	index: number;
	retell: RetellApi;
	/** The value of a parameter for this item: of a locator its ID, of a collection its fields. */
	get: (name: string) => unknown;
	/** The workflow's time zone. */
	timezone: string;
	run: Run;
}

export interface Operation {
	name: string;
	/** What n8n shows in its list of actions and gives to an AI agent: "Create a chat". */
	action: string;
	description: string;
	fields: INodeProperties[];
	/** Whether it asks Retell nothing. */
	sendsNothing?: boolean;
	/** Items with the same lane are worked on one after the other, in their order. */
	lane?: (item: Item) => string;
	/** What a person should know of all that came out, shown above the node's output. */
	summarize?: (rows: object[], run: Run) => string;
	/** Does the work for one item: one result, or a list with one entry per output item. */
	execute: (item: Item) => Promise<object | object[]>;
}

export interface Resource {
	name: string;
	operations: Record<string, Operation>;
}

/** Composes the node's properties: the resource, its operations, and the fields of each. */
export function propertiesOf(resources: Record<string, Resource>): INodeProperties[] {
	const [first] = Object.keys(resources);
	return [
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			options: Object.entries(resources).map(([value, { name }]) => ({ name, value })),
			default: first,
		},
		...Object.entries(resources).flatMap(([resource, { operations }]) => [
			operationProperty(resource, operations),
			...Object.entries(operations).flatMap(([operation, { fields, sendsNothing }]) =>
				updateDisplayOptions(
					{ show: { resource: [resource], operation: [operation] } },
					sendsNothing ? fields : withParallelRequests(fields),
				),
			),
		]),
	];
}

function operationProperty(resource: string, operations: Record<string, Operation>): INodeProperties {
	const [first] = Object.keys(operations);
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [resource] } },
		options: Object.entries(operations).map(([value, { name, action, description }]) => ({
			name,
			value,
			action,
			description,
		})),
		default: first,
	};
}

/** An expression for the text under the node on the canvas: the action in words. */
export function subtitleOf(resources: Record<string, Resource>): string {
	const actions = Object.entries(resources).flatMap(([resource, { operations }]) =>
		Object.entries(operations).map(([operation, { action }]) => [`${resource}.${operation}`, action]),
	);
	const table = JSON.stringify(Object.fromEntries(actions));
	return `={{ (${table})[$parameter["resource"] + "." + $parameter["operation"]] }}`;
}

/** Something that all items of an execution share: made when the first of them asks for it. */
export function perRun<Shared>(make: (run: Run) => Shared): (run: Run) => Shared {
	const made = new WeakMap<Run, Shared>();
	return (run) => {
		const shared = made.get(run) ?? make(run);
		made.set(run, shared);
		return shared;
	};
}
