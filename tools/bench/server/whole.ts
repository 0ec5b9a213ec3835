import { mkdtempSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { installPackage, n8nClient, startN8n } from '../../n8n/index.ts';
import type { N8nClient, RunningN8n, Saved } from '../../n8n/index.ts';
import type { Stage } from '../stage.ts';

const OWNER = { email: 'owner@example.com', password: 'Benchmark-0', firstName: 'Bench', lastName: 'Mark' };

/** A whole n8n with the package, its owner signed in, and a credential for all nodes. */
export interface WholeN8n {
	n8n: RunningN8n;
	client: N8nClient;
	retellChatApi: Saved;
}

/** Starts an n8n as a user has it after installing the package, and perhaps others from their tarballs. */
export async function startWithPackage(
	{ n8nDir, scratch }: Stage,
	connection: { apiKey: string; baseUrl: string },
	others: string[] = [],
): Promise<WholeN8n> {
	const userFolder = mkdtempSync(join(scratch, 'n8n-'));
	const tarball = readdirSync(scratch).find((name) => name.endsWith('.tgz'));
	if (tarball === undefined) throw new Error('There is no tarball');
	for (const file of [join(scratch, tarball), ...others]) await installPackage(file, userFolder);
	// All executions are looked at in the end.
	const n8n = await startN8n({ n8nDir, userFolder, env: { EXECUTIONS_DATA_PRUNE: 'false' } });
	const client = n8nClient(n8n.url);
	await client.signIn(OWNER);
	const data = { ...connection, webhookKey: '' };
	const retellChatApi = await client.saveCredential({ name: 'Retell', type: 'retellChatApi', data });
	return { n8n, client, retellChatApi };
}
