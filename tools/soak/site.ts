import { appendFileSync, mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startBackend } from '../n8n/queue/backend.ts';
import { prepared, startForTests } from '../n8n/prepared.ts';
import { OWNER } from '../../test/e2e/support/founded.ts';
import { withCredential } from '../../test/e2e/support/stage.ts';
import { freePort, installPackage, n8nClient, N8N_VERSION, type WorkflowFile } from '../n8n/index.ts';
import type { Sandbox } from '../sandbox/index.ts';
import type { Chronicle } from './chronicle.ts';
import { supervise, type Supervised } from './supervise.ts';

const START_WITHIN = 400_000;

/** An n8n in queue mode: a main instance and two workers, with PostgreSQL and Redis. */
export type Site = Awaited<ReturnType<typeof openSite>>;

interface SiteOptions {
	sandbox: Sandbox;
	chronicle: Chronicle;
	keep?: string;
}

export async function openSite({ sandbox, chronicle, keep }: SiteOptions) {
	if (keep !== undefined) mkdirSync(keep, { recursive: true });
	const keepLog = (name: string, log: string) => {
		if (keep !== undefined)
			appendFileSync(join(keep, `${name.replace(' ', '-')}.log`), `${log}\n=== ended ${new Date().toISOString()}\n`);
	};
	const backend = await startBackend();
	const env = {
		...backend.env,
		// With n8n's usual two connections, the executions of some dozen webhooks at once wait for each other.
		DB_POSTGRESDB_POOL_SIZE: '10',
		// The account reads all of it.
		EXECUTIONS_DATA_PRUNE: 'false',
		N8N_EXECUTIONS_QUEUE_RECOVERY_BATCH: '10000',
	};
	const port = await freePort();
	const folders: string[] = [];
	const open: Supervised[] = [];

	async function run(role: 'main' | 'worker', name: string, at?: number): Promise<Supervised> {
		const userFolder = await mkdtemp(join(prepared().scratch, `${role}-`));
		folders.push(userFolder);
		await installPackage(prepared().tarball, userFolder);
		const n8nDir = prepared().n8n[N8N_VERSION];
		const place = { role, n8nDir, userFolder, port: at, env, startTimeoutMs: START_WITHIN };
		const start = (onSpawn: (pid: number) => void) => startForTests({ ...place, onSpawn });
		const supervised = supervise({ name, start, chronicle, keepLog });
		open.push(supervised);
		await supervised.up();
		return supervised;
	}

	async function close(): Promise<void> {
		await Promise.all(open.map((each) => each.close()));
		await backend.close();
		await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true, maxRetries: 5 })));
	}

	try {
		const main = await run('main', 'main', port);
		const workers: [Supervised, Supervised] = [await run('worker', 'worker 1'), await run('worker', 'worker 2')];
		const url = `http://127.0.0.1:${port}`;
		const client = n8nClient(url);
		await client.signIn(OWNER);
		const credential = await client.saveCredential({
			name: 'Retell sandbox',
			type: 'retellChatApi',
			data: { apiKey: sandbox.apiKey, baseUrl: sandbox.url },
		});
		/** Imports a workflow, with the credential in all its Retell nodes. */
		const save = (workflow: WorkflowFile) =>
			client.saveWorkflow({ ...workflow, nodes: workflow.nodes.map((node) => withCredential(node, credential)) });
		return { url, backend, main, workers, client, save, close };
	} catch (error) {
		await close();
		throw error;
	}
}
