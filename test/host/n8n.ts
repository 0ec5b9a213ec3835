// n8n-core and n8n-workflow as n8n loads them: with `require`, since the ECMAScript build of n8n-workflow, which plain Node
// would import, does not load there. The benchmark names another n8n: the one that is installed.
import { createRequire } from 'node:module';
import { join } from 'node:path';

import type * as Core from 'n8n-core';
import type * as Parts from 'n8n-workflow';

type Service<Instance> = abstract new (...args: never[]) => Instance;

const { N8N_OF_THE_HOST: folder } = process.env;
export const ofN8n = createRequire(folder === undefined ? import.meta.url : join(folder, 'package.json'));
const ofCore = createRequire(ofN8n.resolve('n8n-core'));

export const core = ofN8n('n8n-core') as typeof Core;
export const parts = ofN8n('n8n-workflow') as typeof Parts;

/** n8n-core's own registry of services: other packages bring further copies of it. */
export const { Container } = ofCore('@n8n/di') as {
	Container: { get: <Instance>(type: Service<Instance>) => Instance };
};

/** n8n's log. */
export const logger = () => {
	const { Logger } = ofCore('@n8n/backend-common') as {
		Logger: Service<Record<'info' | 'warn', (text: string) => void>>;
	};
	return Container.get(Logger);
};
