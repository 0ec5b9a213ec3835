// The package installed as people install it: by its name, under Settings > Community nodes.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { N8N_1_VERSION, N8N_VERSION } from '../../tools/n8n/index.ts';
import { DEMO_AGENTS } from '../../tools/sandbox/index.ts';
import { registryOf, registryWith } from './services/registry.ts';
import { useServices } from './services/services.ts';
import { prepared } from '../../tools/n8n/prepared.ts';
import { START_TIMEOUT, useStage } from './support/stage.ts';
import { chain, locator, retell, start } from '../../tools/n8n/workflows.ts';

interface Manifest {
	name: string;
	version: string;
	n8n: { nodes: string[] };
}

describe.each([N8N_VERSION, N8N_1_VERSION] as const)('in n8n %s', (version) => {
	const address = registryOf(prepared().n8n[version]);
	const services = useServices([address.host]);
	const stage = useStage(version, {
		env: () => ({
			...services().env,
			// npm trusts whom n8n trusts, whatever this machine tells it; and what it gets here is not kept for others.
			npm_config_cafile: services().env.NODE_EXTRA_CA_CERTS,
			npm_config_cache: join(prepared().scratch, `npm-${version}`),
		}),
		install: async (client) => {
			const manifest = JSON.parse(await readFile('package.json', 'utf8')) as Manifest;
			services().set(address.host, registryWith(manifest, prepared().tarball, address));
			const types = await client.installCommunityPackage(manifest.name);
			expect(types).toHaveLength(manifest.n8n.nodes.length);
			expect(types).toContain(`${manifest.name}.retellChat`);
		},
	});

	test(
		'it is installed by its name, works at once, and is there after a restart',
		async () => {
			const create = retell('Create', { resource: 'chat', operation: 'create', agentId: locator(DEMO_AGENTS.support) });
			const expectAChat = async () => {
				const { status, output } = await stage.execute(chain('Create a chat', start(), create));
				expect(status).toBe('success');
				expect(output.get('Create')).toMatchObject([{ agent_id: DEMO_AGENTS.support, chat_status: 'ongoing' }]);
			};
			await expectAChat();
			await stage.restart('stop');
			await expectAChat();
		},
		START_TIMEOUT,
	);
});
