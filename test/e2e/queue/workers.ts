import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { installPackage, type RunningN8n } from '../../../tools/n8n/index.ts';
import { prepared, startForTests } from '../../../tools/n8n/prepared.ts';
import type { Version } from '../../../tools/n8n/versions.ts';

export interface Worker extends RunningN8n {
	executions: () => string[];
	/** Ends it, and removes what it kept. */
	remove: () => Promise<void>;
}

/** Starts an n8n that does nothing but run executions, with a folder and, mostly, a copy of the package of its own. */
export async function startWorker(
	version: Version,
	env: Record<string, string>,
	{ withPackage = true } = {},
): Promise<Worker> {
	const userFolder = await mkdtemp(join(prepared().scratch, 'worker-'));
	if (withPackage) await installPackage(prepared().tarball, userFolder);
	const worker = await startForTests({ role: 'worker', n8nDir: prepared().n8n[version], userFolder, env });
	return {
		...worker,
		executions: () => [...worker.log().matchAll(/Worker started execution (\d+)/g)].map(([, id]) => id ?? ''),
		remove: async () => {
			await worker.kill();
			await rm(userFolder, { recursive: true, force: true, maxRetries: 5 });
		},
	};
}
