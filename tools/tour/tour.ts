import { join } from 'node:path';
import {
	buildAndPack,
	ensureN8n,
	freePort,
	installPackage,
	isInstalled,
	n8nClient,
	N8N_VERSION,
	startN8n,
} from '../n8n/index.ts';
import type { N8nClient, Owner, RunningN8n } from '../n8n/index.ts';
import { importExamples, type ImportedExample } from './examples.ts';
import { ownerOf } from './owner.ts';
import { complaint, tell } from './report.ts';
import { step } from '../step.ts';
import { openTarget } from './target.ts';
import { TRIGGER, tourWorkflow } from './workflow.ts';

interface TourOptions {
	/** The package's folder. */
	root: string;
	/** n8n's user folder. */
	home: string;
	/** For what is not to be kept. */
	scratch: string;
	env: NodeJS.ProcessEnv;
	onCleanup: (close: () => Promise<void>) => void;
}

interface Toured {
	n8n: RunningN8n;
	owner: Owner;
	/** The workflow in n8n's editor. */
	address: string;
	/** The other workflows that are there to click through. */
	examples: ImportedExample[];
	/** The sandbox, if that is what stands in for Retell. */
	sandbox?: { baseUrl: string; apiKey: string };
	/** Why the tour can't be called a success. */
	failure?: string;
}

/** Installs what is missing, starts n8n with the package in it, runs the tour's workflow and tells what happened. */
export async function tour({ root, home, scratch, env, onCleanup }: TourOptions): Promise<Toured> {
	const place = { installDir: join(root, '.n8n-install'), n8nPath: env['N8N_PATH'] };
	if (!(await isInstalled(place))) {
		console.log(
			`n8n ${N8N_VERSION} isn't installed yet. The first start downloads 2.9 GB into .n8n-install, which takes five to ten minutes.\n`,
		);
	}
	const n8nDir = await step('Have n8n', (say) => ensureN8n({ ...place, onProgress: say }));
	const tarball = await step('Build and pack the node package', () => buildAndPack(root, scratch));

	const target = await step(env['RETELL_API_KEY'] ? 'Find the chat agent at Retell' : 'Start the sandbox', () =>
		openTarget(env),
	);
	onCleanup(target.close);

	const n8n = await step('Start n8n with the package in it', async () => {
		await installPackage(tarball, home);
		return startN8n({
			n8nDir,
			userFolder: home,
			port: await freePort(5678),
			// n8n would take New York: times without a zone, and those in its lists, would be others than the editor's.
			env: { GENERIC_TIMEZONE: env['GENERIC_TIMEZONE'] ?? Intl.DateTimeFormat().resolvedOptions().timeZone },
		});
	});
	onCleanup(n8n.stop);

	const owner = await ownerOf(home);
	const client = n8nClient(n8n.url);
	const { ids, workflow, saved } = await step('Set up the login, the credential and the workflow', async () => {
		await client.signIn(owner);
		const { apiKey, baseUrl, agentId } = target;
		const credential = {
			name: `Retell Chat tour (${target.name})`,
			type: 'retellChatApi',
			data: { apiKey, baseUrl, webhookKey: '' },
		};
		const { id } = await client.saveCredential(credential);
		await expectTest(client, { ...credential, id }, 'OK');
		await expectTest(client, { ...credential, id, data: { ...credential.data, apiKey: 'wrong' } }, 'Error');
		const ids = { credential: { id, name: credential.name }, agentId };
		const workflow = tourWorkflow(ids);
		return { ids, workflow, saved: await client.saveWorkflow(workflow) };
	});
	const examples = await step('Import the examples', () => importExamples(client, join(root, 'examples'), ids));

	if (env['RETELL_API_KEY']) console.log(`\nThis is Retell itself: a real chat begins with ${target.agentId}.\n`);
	const result = await step('Run the workflow', () => client.execute(saved, TRIGGER, 600_000));
	console.log(`\nWhat the workflow did:\n\n${tell(workflow, result)}\n`);

	const failure = complaint(workflow, result);
	const { isSandbox, baseUrl, apiKey } = target;
	return {
		n8n,
		owner,
		examples,
		address: `${n8n.url}/workflow/${saved.id}`,
		...(isSandbox && { sandbox: { baseUrl, apiKey } }),
		...(failure ? { failure } : {}),
	};
}

/** A credential's test must tell a right key from a wrong one. */
async function expectTest(
	client: N8nClient,
	credential: Parameters<N8nClient['testCredential']>[0],
	expected: 'OK' | 'Error',
): Promise<void> {
	const { status, message = '' } = await client.testCredential(credential);
	if (status !== expected) throw new Error(`The credential's test says ${status}, not ${expected}. ${message}`);
}
