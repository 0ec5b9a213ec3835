// `node test/compat/freeze.ts`: keeps what workflows of this version hold. Run it when a version is released, never later.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

import type { INodeType } from 'n8n-workflow';

import { OPERATIONS, namesOf, recordOf } from '../operations/index.ts';
import { frozenFile, outputs, surfaceOf, type Frozen } from './surface.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const built = createRequire(import.meta.url)(resolve('index.js')) as Record<string, new () => INodeType>;
const nodes = Object.values(built)
	.map((Class) => new Class())
	.filter((each) => 'description' in each);

const kept: Frozen = {
	surface: surfaceOf(nodes.map(({ description }) => description)),
	outputs: outputs(),
	workflows: Object.fromEntries(OPERATIONS.map((name) => [name, { ...namesOf(name), ...recordOf(name).parameters }])),
};
// A line for each parameter, schema and operation.
const lines = (part: object) =>
	Object.entries(part).map(([at, what]) => `\t\t${JSON.stringify(at)}: ${JSON.stringify(what)}`);
const parts = Object.entries(kept).map(
	([name, part]: [string, object]) => `\t"${name}": {\n${lines(part).join(',\n')}\n\t}`,
);
writeFileSync(frozenFile(version), `{\n${parts.join(',\n')}\n}\n`);
