import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Keeps a second `npm start` out of a folder, whose database would be used by two n8ns.
 *
 * @returns gives the folder back
 * @throws Error while another process that is still there has it
 */
export async function claim(home: string): Promise<() => Promise<void>> {
	await mkdir(home, { recursive: true });
	const path = join(home, 'running.pid');
	for (;;) {
		try {
			await writeFile(path, String(process.pid), { flag: 'wx' });
			return async () => await rm(path, { force: true });
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
		}
		const pid = Number(await readFile(path, 'utf8').catch(() => ''));
		if (isRunning(pid)) {
			throw new Error(
				`npm start is already running in this folder, as process ${pid}. Open the address that it shows, or end it with Ctrl-C first.`,
			);
		}
		// Left by one that was killed.
		await rm(path, { force: true });
	}
}

function isRunning(pid: number): boolean {
	if (!Number.isInteger(pid) || pid <= 0) return false;
	try {
		return process.kill(pid, 0);
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}
