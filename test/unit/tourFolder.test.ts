// A second `npm start` in the same folder would let two n8ns use one database.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { claim } from '../../tools/tour/claim.ts';

let home: string;
beforeEach(() => {
	home = mkdtempSync(join(tmpdir(), 'retell-chat-claim-'));
});
afterEach(() => rmSync(home, { recursive: true }));

test('a second start in the same folder says that one is running', async () => {
	const release = await claim(home);
	await expect(claim(home)).rejects.toThrow(`already running in this folder, as process ${process.pid}`);
	await release();
	await (
		await claim(home)
	)();
});

test.each([
	['that has ended', String(spawnSync(process.execPath, ['--version']).pid)],
	['whose number was not written', ''],
])('the claim of a process %s does not count', async (_case, left) => {
	writeFileSync(join(home, 'running.pid'), left);
	const release = await claim(home);
	await expect(claim(home)).rejects.toThrow('already running');
	await release();
});

test('TOUR_HOME says in which folder', async () => {
	const release = await claim(home);
	const env = { ...process.env, TOUR_HOME: home };
	const { status, stderr } = spawnSync(process.execPath, ['tools/tour/main.ts'], { env, encoding: 'utf8' });
	expect(stderr).toContain(`already running in this folder, as process ${process.pid}`);
	expect(status).toBe(1);
	await release();
});
