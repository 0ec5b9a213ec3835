// `node test/compat/freeze.ts`: keeps what workflows of this version hold. Run it when a version is released, never later.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

import type { INodeType } from 'n8n-workflow';

import { OPERATIONS, namesOf, recordOf } from '../operations/index.ts';
import { frozenFile, type Frozen } from './frozen.ts';
import { outputs, surfaceOf } from './surface.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const built = createRequire(import.meta.url)(resolve('index.js')) as Record<string, new () => INodeType>;
const nodes = Object.values(built)
	.map((Class) => new Class())
	.filter((each) => 'description' in each);

const kept: Frozen = {
	surface: Object.fromEntries(nodes.map(({ description }) => [description.name, surfaceOf(description)])),
	outputs: outputs(),
	workflows: Object.fromEntries(OPERATIONS.map((name) => [name, { ...namesOf(name), ...recordOf(name).parameters }])),
};
writeFileSync(frozenFile(version), `${JSON.stringify(kept, null, '\t')}\n`);
