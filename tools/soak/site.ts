import { appendFileSync, mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { INode } from 'n8n-workflow';
import { startBackend, type Backend } from '../n8n/queue/backend.ts';
import { prepared, toEndWithTests } from '../n8n/prepared.ts';
import { OWNER } from '../../test/e2e/support/stage.ts';
import { freePort, installPackage, n8nClient, N8N_VERSION, startN8n } from '../n8n/index.ts';
import type { N8nClient, SavedWorkflow, WorkflowFile } from '../n8n/index.ts';
import type { Sandbox } from '../sandbox/index.ts';
import type { Chronicle } from './chronicle.ts';
import { supervise, type Supervised } from './supervise.ts';

const START_WITHIN = 400_000;

/** An n8n in queue mode: a main instance and two workers, with PostgreSQL and Redis. */
export interface Site {
	url: string;
	backend: Backend;
	main: Supervised;
	workers: [Supervised, Supervised];
	client: N8nClient;
	/** Imports a workflow, with the credential in all its Retell nodes. */
	save(workflow: WorkflowFile): Promise<SavedWorkflow>;
	close(): Promise<void>;
}

export interface SiteOptions {
	sandbox: Sandbox;
	chronicle: Chronicle;
	/** Where logs are kept. */
	keep?: string;
}

export async function openSite({ sandbox, chronicle, keep }: SiteOptions): Promise<Site> {
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
		const start = async (onSpawn: (pid: number) => void) => {
			// After a crash, n8n waits ten seconds for no other reason than this file.
			await rm(join(userFolder, '.n8n', 'crash.journal'), { force: true });
			let entry: { ended: () => void } | undefined;
			const options = { role, userFolder, env, n8nDir: prepared().n8n[N8N_VERSION], startTimeoutMs: START_WITHIN };
			try {
				const n8n = await startN8n({
					...options,
					...(at !== undefined && { port: at }),
					onSpawn: (pid) => {
						entry = toEndWithTests(pid);
						onSpawn(pid);
					},
				});
				void n8n.exited.then(() => entry?.ended());
				return n8n;
			} catch (error) {
				entry?.ended();
				throw error;
			}
		};
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
		const workers: Site['workers'] = [await run('worker', 'worker 1'), await run('worker', 'worker 2')];
		const url = `http://127.0.0.1:${port}`;
		const client = n8nClient(url);
		await client.signIn(OWNER);
		const credential = await client.saveCredential({
			name: 'Retell sandbox',
			type: 'retellChatApi',
			data: { apiKey: sandbox.apiKey, baseUrl: sandbox.url },
		});
		const withCredential = (node: INode): INode =>
			node.type.startsWith('n8n-nodes-retell-chat.') ? { ...node, credentials: { retellChatApi: credential } } : node;
		const save = (workflow: WorkflowFile) =>
			client.saveWorkflow({ ...workflow, nodes: workflow.nodes.map(withCredential) });
		return { url, backend, main, workers, client, save, close };
	} catch (error) {
		await close();
		throw error;
	}
}
