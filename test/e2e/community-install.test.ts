// The package installed as people install it: by its name, under Settings > Community nodes.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { N8N_1_VERSION, N8N_VERSION, n8nClient, type N8nClient, type RunningN8n } from '../../tools/n8n/index.ts';
import { DEMO_AGENTS, startSandbox, type Sandbox } from '../../tools/sandbox/index.ts';
import { registryOf, registryWith } from './services/registry.ts';
import { useServices } from './services/useServices.ts';
import { prepared, startForTests } from '../../tools/n8n/prepared.ts';
import { OWNER, START_TIMEOUT } from './support/stage.ts';
import { chain, locator, retell, start, START } from '../../tools/n8n/workflows.ts';

const NAME = 'n8n-nodes-retell-chat';

describe.each([N8N_VERSION, N8N_1_VERSION] as const)('in n8n %s', (version) => {
	const n8nDir = prepared().n8n[version];
	const address = registryOf(n8nDir);
	const services = useServices([address.host]);
	let userFolder: string;
	let sandbox: Sandbox;
	let n8n: RunningN8n | undefined;

	/** npm trusts whom n8n trusts, whatever this machine tells it; and what it gets here is not kept for others. */
	const npmSettings = () => ({
		npm_config_cafile: services().env['NODE_EXTRA_CA_CERTS'] ?? '',
		npm_config_cache: join(userFolder, 'npm'),
	});

	const run = () => startForTests({ n8nDir, userFolder, env: { ...services().env, ...npmSettings() } });

	beforeAll(async () => {
		userFolder = await mkdtemp(join(prepared().scratch, 'n8n-'));
		sandbox = await startSandbox();
	});
	afterAll(async () => {
		await n8n?.kill();
		await sandbox.close();
		await rm(userFolder, { recursive: true, force: true, maxRetries: 5 });
	});

	test(
		'it is installed by its name, works at once, and is there after a restart',
		async () => {
			const manifest = JSON.parse(await readFile('package.json', 'utf8')) as {
				name: string;
				version: string;
				n8n: { nodes: string[] };
			};
			services().set(address.host, registryWith(manifest, prepared().tarball, address));
			n8n = await run();
			const client = n8nClient(n8n.url);
			await client.signIn(OWNER);
			const types = await client.installCommunityPackage(NAME);
			expect(types.length).toBe(manifest.n8n.nodes.length);
			expect(types).toContain(`${NAME}.retellChat`);

			const credential = await client.saveCredential({
				name: 'Retell',
				type: 'retellChatApi',
				data: { apiKey: sandbox.apiKey, baseUrl: sandbox.url },
			});
			const create = retell('Create', { resource: 'chat', operation: 'create', agentId: locator(DEMO_AGENTS.support) });
			const workflow = await client.saveWorkflow(
				chain('Create a chat', start(), { ...create, credentials: { retellChatApi: credential } }),
			);
			const expectAChat = async (of: N8nClient) => {
				const { status, output } = await of.execute(workflow, START);
				expect(status).toBe('success');
				expect(output.get('Create')).toMatchObject([{ agent_id: DEMO_AGENTS.support, chat_status: 'ongoing' }]);
			};
			await expectAChat(client);

			await n8n.stop();
			n8n = await run();
			const again = n8nClient(n8n.url);
			await again.signIn(OWNER);
			await expectAChat(again);
		},
		2 * START_TIMEOUT,
	);
});
