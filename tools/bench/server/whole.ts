import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { installPackage, n8nClient, startN8n } from '../../n8n/index.ts';
import type { Stage } from '../stage.ts';

const OWNER = { email: 'owner@example.com', password: 'Benchmark-0', firstName: 'Bench', lastName: 'Mark' };

/**
 * Starts a whole n8n as a user has it after installing the package, and perhaps others from their tarballs: its owner
 * signed in, and a credential for all nodes.
 */
export async function startWithPackage(
	{ n8nDir, scratch, tarball }: Stage,
	connection: { apiKey: string; baseUrl: string },
	others: string[] = [],
) {
	const userFolder = mkdtempSync(join(scratch, 'n8n-'));
	for (const file of [tarball, ...others]) await installPackage(file, userFolder);
	// All executions are looked at in the end.
	const n8n = await startN8n({ n8nDir, userFolder, env: { EXECUTIONS_DATA_PRUNE: 'false' } });
	const client = n8nClient(n8n.url);
	await client.signIn(OWNER);
	const data = { ...connection, webhookKey: '' };
	const retellChatApi = await client.saveCredential({ name: 'Retell', type: 'retellChatApi', data });
	return { n8n, client, retellChatApi };
}
