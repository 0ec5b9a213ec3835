import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startN8n, type RunningN8n, type StartOptions } from './server.ts';
import type { Version } from './versions.ts';

/** What `npm run test:e2e` has ready for the tests. */
export interface Prepared {
	/** For what is not to be kept; removed in the end. */
	scratch: string;
	/** The package as it would be published. */
	tarball: string;
	/** Where each version of n8n is. */
	n8n: Record<Version, string>;
}

/** The variable in which it is handed over. */
export const PREPARED = 'RETELL_E2E';
/** In the scratch folder: a file for each process that has to end with the tests. */
const PROCESSES = 'processes';
/** So long a process has to end at a signal that it can hear. */
const POLITE_MS = 2_000;

export function prepared(): Prepared {
	const text = process.env[PREPARED];
	if (text === undefined) throw new Error('These tests need some preparation: run them with npm run test:e2e');
	return JSON.parse(text) as Prepared;
}

/**
 * Writes a group of processes down, so that it ends with the tests, whatever becomes of them.
 *
 * @param signal which one it ends at without leaving anything behind
 */
export function toEndWithTests(pid: number, signal: NodeJS.Signals = 'SIGKILL'): { ended: () => void } {
	const file = join(prepared().scratch, PROCESSES, String(pid));
	writeFileSync(file, signal);
	return { ended: () => rmSync(file, { force: true }) };
}

/** Starts an n8n that ends with the tests. */
export async function startForTests(options: StartOptions): Promise<RunningN8n> {
	let entry: { ended: () => void } | undefined;
	const onSpawn = (pid: number) => {
		entry = toEndWithTests(pid);
		options.onSpawn?.(pid);
	};
	// After a crash, n8n waits ten seconds for no other reason than this file.
	await rm(join(options.userFolder, '.n8n', 'crash.journal'), { force: true });
	try {
		const n8n = await startN8n({ ...options, onSpawn });
		void n8n.exited.then(() => entry?.ended());
		return n8n;
	} catch (error) {
		entry?.ended();
		throw error;
	}
}

function end(pid: number, signal: NodeJS.Signals): void {
	try {
		process.kill(-pid, signal);
	} catch {
		// It has ended.
	}
}

/** Ends what the tests left behind. */
function endLeftovers(scratch: string): void {
	const folder = join(scratch, PROCESSES);
	const left = readdirSync(folder).map((pid) => ({
		pid: Number(pid),
		signal: readFileSync(join(folder, pid), 'utf8') as NodeJS.Signals,
	}));
	for (const { pid, signal } of left) end(pid, signal);
	const polite = left.filter(({ signal }) => signal !== 'SIGKILL');
	// This runs while the process exits: nothing can be awaited.
	if (polite.length > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, POLITE_MS);
	for (const { pid } of polite) end(pid, 'SIGKILL');
}

/** Makes the folder for what is not to be kept. When this process exits, it goes, and whatever was started with it. */
export function makeScratch(): string {
	const scratch = mkdtempSync(join(tmpdir(), 'retell-chat-e2e-'));
	mkdirSync(join(scratch, PROCESSES));
	// PostgreSQL refuses to run as root, and has to get to its folder as somebody else.
	chmodSync(scratch, 0o711);
	process.on('exit', () => {
		endLeftovers(scratch);
		rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
	});
	return scratch;
}
