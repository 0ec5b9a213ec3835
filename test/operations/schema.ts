import { readFileSync } from 'node:fs';

import type { OperationName } from './index.ts';

interface Schema {
	type: string;
	properties?: Record<string, Schema>;
	items?: Schema;
}

export function schemaFile(operation: OperationName): string {
	return `nodes/RetellChat/__schema__/v1.0.0/${operation.replace('.', '/')}.json`;
}

export function schemaOf(operation: OperationName): Schema {
	return JSON.parse(readFileSync(schemaFile(operation), 'utf8')) as Schema;
}

/** An expression for each field of the items, those inside others included. */
export function expressionsOf({ properties = {}, items }: Schema, path = '$json'): string[] {
	const inside = Object.entries(properties).flatMap(([name, property]) => {
		const at = `${path}?.${name}`;
		return [`={{ ${at} }}`, ...expressionsOf(property, at)];
	});
	return items ? [...inside, ...expressionsOf(items, `${path}?.[0]`)] : inside;
}

/** @param sometimes fields at the top that the schema must have and this value lacks */
export function expectToMatch(value: unknown, schema: Schema, path: string, sometimes: string[] = []): void {
	if (value === null) return;
	expect({ path, type: Array.isArray(value) ? 'array' : typeof value }).toEqual({ path, type: schema.type });
	if (Array.isArray(value) && schema.items) {
		for (const entry of value) expectToMatch(entry, schema.items, `${path}[]`);
	}
	const { properties = {} } = schema;
	// An object without declared properties holds a person's own data.
	if (Array.isArray(value) || typeof value !== 'object' || Object.keys(properties).length === 0) return;
	const declared = Object.keys(properties).sort();
	expect(declared).toEqual(expect.arrayContaining(sometimes));
	expect({ path, keys: Object.keys(value).sort() }).toEqual({
		path,
		keys: declared.filter((key) => !sometimes.includes(key)),
	});
	for (const [key, entry] of Object.entries(value)) {
		const property = properties[key];
		if (property) expectToMatch(entry, property, `${path}.${key}`);
	}
}
