import { updateDisplayOptions, type INodeProperties } from 'n8n-workflow';

import { withNotices } from '../../parameters/assignments';
import { simplifyField } from '../../parameters/common';
import type { Operation, Resource } from './operation';
import { withParallelRequests } from './parallelRequests';

/** Composes the node's properties: the resource, `usual` at first, its operations, and the fields of each. */
export function propertiesOf<Name extends string>(
	resources: Record<Name, Resource>,
	usual: NoInfer<Name>,
): INodeProperties[] {
	const all: Array<[string, Resource]> = Object.entries(resources);
	return [
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			options: all.map(([value, { name }]) => ({ name, value })),
			default: usual,
		},
		...all.flatMap(([resource, { operations }]) => [
			operationProperty(resource, operations),
			...Object.entries(operations).flatMap(([name, operation]) =>
				updateDisplayOptions({ show: { resource: [resource], operation: [name] } }, fieldsOf(operation)),
			),
		]),
	];
}

function fieldsOf(operation: Operation): INodeProperties[] {
	return withSimplifyLast(withNotices(withParallelRequests(operation)));
}

/** "Simplify" stands at the end, before "Options", or before "Additional Fields" where these are the last. */
function withSimplifyLast(fields: INodeProperties[]): INodeProperties[] {
	const simplify = fields.filter(({ name }) => name === simplifyField.name);
	const others = fields.filter(({ name }) => name !== simplifyField.name);
	const end = ['options', 'additionalFields']
		.map((name) => others.findIndex((field) => field.name === name))
		.find((index) => index >= 0);
	return others.toSpliced(end ?? others.length, 0, ...simplify);
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

/**
 * An expression for the text under the node on the canvas, as n8n's own nodes have it: "create: chat". n8n names
 * the node by the action, so that this would say the same again.
 */
export function subtitleOf(resources: Record<string, Resource>): string {
	const subtitles = Object.entries(resources).flatMap(([resource, { operations, short }]) =>
		Object.entries(operations).map(([operation, { name }]) => [
			`${resource}.${operation}`,
			`${inSmallLetters(name)}: ${short}`,
		]),
	);
	const table = JSON.stringify(Object.fromEntries(subtitles));
	return `={{ (${table})[$parameter["resource"] + "." + $parameter["operation"]] }}`;
}

/** Abbreviations stay as they are. */
function inSmallLetters(words: string): string {
	return words.replace(/\b[A-Z][a-z]+/g, (word) => word.toLowerCase());
}
