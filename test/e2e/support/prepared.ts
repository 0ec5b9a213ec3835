import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { N8N_1_VERSION, N8N_VERSION } from '../../../tools/n8n/index.ts';

/** The versions of n8n that the package is tested in: one of each line that is maintained. */
export const VERSIONS = [N8N_VERSION, N8N_1_VERSION] as const;
export type Version = (typeof VERSIONS)[number];

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
export const PROCESSES = 'processes';
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

function end(pid: number, signal: NodeJS.Signals): void {
	try {
		process.kill(-pid, signal);
	} catch {
		// It has ended.
	}
}

/** Ends what the tests left behind. */
export function endLeftovers(scratch: string): void {
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
