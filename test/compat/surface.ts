// The names and values that a saved workflow holds, and those of the fields that come out: what must not change.
import { globSync, readFileSync } from 'node:fs';

import type { INodeProperties, INodeTypeDescription } from 'n8n-workflow';

type Option = NonNullable<INodeProperties['options']>[number];

/** A line for each parameter with its type, for each value that can be chosen, and for each way to pick something. */
export function surfaceOf({ properties }: Pick<INodeTypeDescription, 'properties'>): string[] {
	return [
		...new Set(properties.flatMap((property) => placesOf(property).flatMap((at) => linesOf(property, at)))),
	].sort();
}

/** Where a parameter is shown: `chat.create `, or for all operations. */
function placesOf({ displayOptions: { show = {} } = {} }: INodeProperties): string[] {
	const { resource = [''], operation = [''] } = show;
	return resource.flatMap((each) => operation.map((one) => [each, one].filter(Boolean).map(String).join('.')));
}

function linesOf(property: INodeProperties, at: string): string[] {
	const { name, type, options = [], modes = [] } = property;
	if (type === 'notice') return [];
	const path = at === '' || at.endsWith('.') ? at + name : `${at} ${name}`;
	return [
		`${path}: ${type}`,
		...modes.map((mode) => `${path} by ${mode.name}`),
		...options.flatMap((option) => linesOfOption(option, path)),
	];
}

function linesOfOption(option: Option, path: string): string[] {
	if ('values' in option) return option.values.flatMap((each) => linesOf(each, `${path}.${option.name}.`));
	if ('value' in option) return [`${path} = ${String(option.value)}`];
	return linesOf(option, `${path}.`);
}

/** The fields that come out of each operation and trigger, by the file of their schema. */
export function outputs(): Record<string, string[]> {
	const fieldsOf = (file: string) => {
		const { properties = {} } = JSON.parse(readFileSync(file, 'utf8')) as { properties?: object };
		return Object.keys(properties).sort();
	};
	const files = globSync('nodes/*/__schema__/**/*.json').map((file) => file.replaceAll('\\', '/'));
	return Object.fromEntries(files.sort().map((file) => [file, fieldsOf(file)]));
}
