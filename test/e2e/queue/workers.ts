import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { installPackage, startN8n } from '../../../tools/n8n/index.ts';
import type { RunningN8n } from '../../../tools/n8n/index.ts';
import { prepared, toEndWithTests } from '../../../tools/n8n/prepared.ts';
import type { Version } from '../../../tools/n8n/versions.ts';

export interface Worker extends RunningN8n {
	/** The ids of the executions that it ran. */
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
	let entry: { ended: () => void } | undefined;
	const worker = await startN8n({
		role: 'worker',
		n8nDir: prepared().n8n[version],
		userFolder,
		env,
		onSpawn: (pid) => (entry = toEndWithTests(pid)),
	});
	void worker.exited.then(entry?.ended);
	return {
		...worker,
		executions: () => [...worker.log().matchAll(/Worker started execution (\d+)/g)].map(([, id]) => id ?? ''),
		remove: async () => {
			await worker.kill();
			await rm(userFolder, { recursive: true, force: true, maxRetries: 5 });
		},
	};
}
