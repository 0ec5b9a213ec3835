// A new n8n makes its tables before all else, and has no owner: done once for each version, and copied for each file of tests.
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { n8nClient, type Owner } from '../../../tools/n8n/index.ts';
import { prepared, startForTests } from '../../../tools/n8n/prepared.ts';
import type { Version } from '../../../tools/n8n/versions.ts';

export const OWNER: Owner = {
	email: 'owner@example.com',
	password: 'E2e-tests-0',
	firstName: 'Test',
	lastName: 'Owner',
};

const folderOf = (version: Version) => join(prepared().scratch, `founded-${version}`);

/** Starts an n8n for the first time, and signs its owner up. */
export async function found(version: Version): Promise<void> {
	const n8n = await startForTests({ n8nDir: prepared().n8n[version], userFolder: folderOf(version) });
	await n8nClient(n8n.url).signIn(OWNER);
	await n8n.stop();
}

/** Gives n8n this folder as it would be after that. */
export async function copyFounded(version: Version, userFolder: string): Promise<void> {
	await cp(folderOf(version), userFolder, { recursive: true });
}
