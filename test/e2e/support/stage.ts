import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { INode } from 'n8n-workflow';
import { freePort, installPackage, n8nClient } from '../../../tools/n8n/index.ts';
import type {
	ExecutionResult,
	N8nClient,
	RunningN8n,
	Saved,
	SavedWorkflow,
	WorkflowFile,
} from '../../../tools/n8n/index.ts';
import { START } from '../../../tools/n8n/workflows.ts';
import { startSandbox, type Sandbox } from '../../../tools/sandbox/index.ts';
import { copyFounded, OWNER } from './founded.ts';
import { filesIn, findings, valuesIn, type Place } from './keySearch.ts';
import { prepared, startForTests } from '../../../tools/n8n/prepared.ts';
import type { Version } from '../../../tools/n8n/versions.ts';

/** Long enough for a slow machine to start n8n in. */
export const START_TIMEOUT = 300_000;

/** Keys that look like nothing else, so that they are found wherever they should not be. */
export const API_KEY = 'key_8c1f04e2e5ecre7b93d6a';
const WEBHOOK_KEY = 'key_w41b7c90ad3fe62hook85';
/** The name of the credential: n8n has it in its database. */
const CREDENTIAL = 'Retell sandbox';

/** A new n8n with the package in it, and a sandbox for it to talk to. */
export interface Stage {
	readonly sandbox: Sandbox;
	readonly n8n: RunningN8n;
	readonly client: N8nClient;
	/** n8n's credential for the sandbox. */
	readonly credential: Saved;
	/** Where n8n keeps everything. */
	readonly userFolder: string;
	/** Imports a workflow, with the credential in all its Retell nodes. */
	save(workflow: WorkflowFile): Promise<SavedWorkflow>;
	/** Publishes it until it is unpublished, or the test is over. */
	publish(workflow: SavedWorkflow): Promise<void>;
	/** Imports a workflow in this way, executes it by hand, and waits until that is over. */
	execute(workflow: WorkflowFile): Promise<ExecutionResult>;
	/** Ends n8n as a service manager does, or as a crash would, and starts it again. */
	restart(how: 'stop' | 'kill'): Promise<void>;
	/** Starts n8n again after `n8n.kill()`. */
	start(): Promise<void>;
}

interface StageOptions {
	/** Installs the package in the running n8n; without it, the package is there when n8n starts. */
	install?: (client: N8nClient) => Promise<void>;
	/** What is added to n8n's environment, asked for at each start. */
	env?: () => Record<string, string>;
	/** Whether n8n has its editor, which takes a seventh of each start; true by default. */
	hasEditor?: boolean;
	/** Whether it is a new n8n, since its database stands elsewhere; false by default. */
	isNew?: boolean;
	/** Where n8n writes besides its folder: asked for in the end. */
	otherPlaces?: () => Promise<Place[]>;
}

/** The node with the credential, if it is one of the package's. */
export function withCredential(node: INode, credential: Saved): INode {
	const isRetell = node.type.startsWith('n8n-nodes-retell-chat.');
	return isRetell ? { ...node, credentials: { ...node.credentials, retellChatApi: credential } } : node;
}

function given<T>(value: T | undefined): T {
	if (value === undefined) throw new Error('The stage is there only while tests run');
	return value;
}

/**
 * Sets up a stage for the tests of one file. In the end, all that n8n wrote meanwhile is searched for the keys: its
 * database with executions, static data and credentials, its files and logs, and its answers to webhooks.
 */
export function useStage(version: Version, options: StageOptions = {}): Stage {
	const {
		install,
		env = () => ({}),
		hasEditor = true,
		isNew = false,
		otherPlaces = () => Promise.resolve([]),
	} = options;
	const written: Place[] = [];
	const published: SavedWorkflow[] = [];
	let sandbox: Sandbox | undefined;
	let n8n: RunningN8n | undefined;
	let client: N8nClient | undefined;
	let credential: Saved | undefined;
	let userFolder: string | undefined;
	let port: number | undefined;

	async function start(): Promise<void> {
		port ??= await freePort();
		const place = { n8nDir: prepared().n8n[version], userFolder: given(userFolder), port };
		const started = await startForTests({ ...place, env: { N8N_DISABLE_UI: String(!hasEditor), ...env() } });
		void started.exited.then(() => written.push({ name: "n8n's log", content: started.log() }));
		n8n = started;
	}

	async function expectNoKeys(folder: string): Promise<void> {
		function* all(others: Place[]) {
			// The files first: whoever opens the database tidies them.
			yield* filesIn(folder);
			yield* valuesIn(join(folder, 'database.sqlite'));
			yield* written;
			yield* others;
		}
		const keys = { 'the API key': API_KEY, 'the webhook key': WEBHOOK_KEY };
		const control = "the credential's name";
		const found = findings(all(await otherPlaces()), { ...keys, [control]: CREDENTIAL });
		const inDatabase = found.filter((finding) => finding.includes(control) && finding.startsWith('the database'));
		if (inDatabase.length === 0) throw new Error("The search for keys does not see n8n's database");
		expect(found.filter((finding) => !finding.includes(control))).toEqual([]);
	}

	beforeAll(async () => {
		sandbox = await startSandbox({ apiKey: API_KEY, webhooks: { key: WEBHOOK_KEY } });
		userFolder = await mkdtemp(join(prepared().scratch, 'n8n-'));
		if (!isNew) await copyFounded(version, userFolder);
		if (!install) await installPackage(prepared().tarball, userFolder);
		await start();
		client = n8nClient(given(n8n).url, version);
		await client[isNew ? 'signIn' : 'logIn'](OWNER);
		await install?.(client);
		credential = await client.saveCredential({
			name: CREDENTIAL,
			type: 'retellChatApi',
			data: { apiKey: API_KEY, baseUrl: sandbox.url, webhookKey: WEBHOOK_KEY },
		});
	}, START_TIMEOUT);

	afterEach(async () => {
		for (const workflow of published.splice(0)) await client?.unpublish(workflow).catch(() => undefined);
		const answers = (sandbox?.webhooks.deliveries ?? []).map(({ answer }) => answer);
		written.push({ name: "n8n's answers to webhooks", content: answers.join('\n') });
	});

	afterAll(async () => {
		await n8n?.kill();
		await sandbox?.close();
		try {
			if (credential && userFolder !== undefined) await expectNoKeys(join(userFolder, '.n8n'));
		} finally {
			if (userFolder !== undefined) await rm(userFolder, { recursive: true, force: true, maxRetries: 5 });
		}
	}, START_TIMEOUT);

	const save: Stage['save'] = (workflow) => {
		const nodes = workflow.nodes.map((node) => withCredential(node, given(credential)));
		return given(client).saveWorkflow({ ...workflow, nodes });
	};

	return {
		get sandbox() {
			return given(sandbox);
		},
		get n8n() {
			return given(n8n);
		},
		get client() {
			return given(client);
		},
		get credential() {
			return given(credential);
		},
		get userFolder() {
			return given(userFolder);
		},
		save,
		publish: (workflow) => {
			published.push(workflow);
			return given(client).publish(workflow);
		},
		execute: async (workflow) => given(client).execute(await save(workflow), START),
		restart: async (how) => {
			await given(n8n)[how]();
			await start();
		},
		start,
	};
}
