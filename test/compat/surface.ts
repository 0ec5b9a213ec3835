// The names and values that a saved workflow holds, and those of the fields that come out: what must not change.
import { globSync, readFileSync } from 'node:fs';

import type { INodeParameters, INodeProperties, INodeTypeDescription } from 'n8n-workflow';

/** By a place, such as a parameter or the file of a schema: all that stands there. */
export type Names = Record<string, string[]>;

/** What workflows of a version hold, as it was when that version was released. */
export interface Frozen {
	surface: Names;
	outputs: Names;
	/** By the name of the operation: the parameters of its node. */
	workflows: Record<string, INodeParameters>;
}

export const frozenFile = (version: string) => `test/compat/${version}.json`;

/**
 * By parameter, such as `retellChat chat.create agentId`: its type, each value that can be chosen (`= ended`), and each
 * way to pick something (`by list`).
 */
export function surfaceOf(nodes: Array<Pick<INodeTypeDescription, 'name' | 'properties'>>): Names {
	const all = nodes.flatMap(({ name, properties }) =>
		properties.flatMap((property) => placesOf(name, property).flatMap((place) => namesIn(property, place))),
	);
	const surface = [...Map.groupBy(all, ([at]) => at)].sort(([a], [b]) => (a < b ? -1 : 1));
	return Object.fromEntries(surface.map(([at, found]) => [at, [...new Set(found.flatMap(([, names]) => names))]]));
}

/** Where a parameter of a node is shown: `retellChat chat.create `, or `retellChat ` for all operations. */
function placesOf(node: string, { displayOptions: { show = {} } = {} }: INodeProperties): string[] {
	const { resource = [''], operation = [''] } = show;
	return resource.flatMap((each) =>
		operation.map((one) => `${node} ${[each, one].filter(Boolean).map(String).join('.')} `.replace('  ', ' ')),
	);
}

/** What stands at a parameter, and at those within it. */
function namesIn({ name, type, options = [], modes = [] }: INodeProperties, before: string): Array<[string, string[]]> {
	if (type === 'notice') return [];
	const at = before + name;
	const values = options.flatMap((option) => ('value' in option ? `= ${String(option.value)}` : []));
	const within = options.flatMap((option) => {
		if ('values' in option) return option.values.flatMap((each) => namesIn(each, `${at}.${option.name}.`));
		return 'type' in option ? namesIn(option, `${at}.`) : [];
	});
	return [[at, [type, ...values.sort(), ...modes.map((mode) => `by ${mode.name}`).sort()]], ...within];
}

/** By the file of the schema of each operation and trigger: the fields that come out. */
export function outputs(): Names {
	const fieldsOf = (file: string) => {
		const { properties = {} } = JSON.parse(readFileSync(file, 'utf8')) as { properties?: object };
		return Object.keys(properties).sort();
	};
	const files = globSync('nodes/*/__schema__/**/*.json').map((file) => file.replaceAll('\\', '/'));
	return Object.fromEntries(files.sort().map((file) => [file, fieldsOf(file)]));
}
