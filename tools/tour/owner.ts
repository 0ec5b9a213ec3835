import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Owner } from '../n8n/index.ts';

/** The login of the n8n in this home: made up the first time, the same from then on. */
export async function ownerOf(home: string): Promise<Owner> {
	const file = join(home, 'login.json');
	const known = await readFile(file, 'utf8').catch(() => undefined);
	if (known !== undefined) return JSON.parse(known) as Owner;
	const owner: Owner = {
		email: 'owner@example.com',
		// n8n wants a capital letter and a digit.
		password: `Tour1-${randomBytes(6).toString('hex')}`,
		firstName: 'Tour',
		lastName: 'Owner',
	};
	await mkdir(home, { recursive: true });
	await writeFile(file, JSON.stringify(owner, null, 2), { mode: 0o600 });
	return owner;
}
