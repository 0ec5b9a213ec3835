import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { dirname, join } from 'node:path';

/** What the figures depend on, and nothing that tells whose machine it is. */
export interface Machine {
	cores: number;
	cpu: string;
	memoryGb: number;
	node: string;
	n8n: string;
	core: string;
}

function versionAt(folder: string): string {
	return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }).version;
}

export function machineWith(n8nDir: string): Machine {
	const main = createRequire(join(n8nDir, 'package.json')).resolve('n8n-core');
	return {
		cores: availableParallelism(),
		cpu: cpus()[0]?.model.trim() ?? 'unknown',
		memoryGb: Math.round(totalmem() / 2 ** 30),
		node: process.versions.node,
		n8n: versionAt(n8nDir),
		// n8n-core's main file is in its folder dist.
		core: versionAt(dirname(dirname(main))),
	};
}
