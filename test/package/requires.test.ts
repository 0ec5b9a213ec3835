// The built package loads under this Node, and holds what n8n looks for. It needs no n8n-core, so it runs wherever n8n does.
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import type { ICredentialType, INodeType } from 'n8n-workflow';

interface Manifest {
	n8n: { credentials: string[]; nodes: string[] };
}
const { n8n } = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;

/** What a built file exports under its own name, made anew as n8n does. */
function madeFrom<Type>(file: string): Type {
	if (!existsSync(file)) throw new Error('Build the package first: npm run build');
	const name = basename(file).split('.')[0] ?? '';
	const exported = jest.requireActual<Record<string, new () => Type>>(join(process.cwd(), file));
	const Class = exported[name];
	if (!Class) throw new Error(`${file} does not export ${name}`);
	return new Class();
}

test.each(n8n.nodes)('%s', (file) => {
	const node = madeFrom<INodeType>(file);
	const { description } = node;
	expect(description.properties.length).toBeGreaterThan(2);
	expect(['execute', 'poll', 'webhook'].filter((method) => method in node)).toHaveLength(1);
	const { light, dark } = description.icon as { light: string; dark: string };
	for (const icon of [light, dark]) expect(existsSync(join(file, '..', icon.replace('file:', '')))).toBe(true);
});

test.each(n8n.credentials)('%s', (file) => {
	const { properties, test: check } = madeFrom<ICredentialType>(file);
	expect(properties.map(({ name }) => name)).toContain('apiKey');
	expect(check).toBeDefined();
});
