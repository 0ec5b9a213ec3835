import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { ensureN8n } from '../n8n/index.ts';
import { pack, unpack } from '../../test/package/pack.ts';
import { startProcess, type Helper } from './processes.ts';

export const ROOT = join(import.meta.dirname, '..', '..');

/** What all measurements share: an n8n, the package as it would be published, and a place for scraps. */
export interface Stage {
	n8nDir: string;
	/** Where the package was packed and unpacked. */
	scratch: string;
	tarball: string;
	packageDir: string;
	/** Starts a process with n8n and the package within reach. */
	start: <Functions extends object>(file: string, args?: string[]) => Helper<Functions>;
}

/** Makes ready what the measurements need. The scraps go with the process. */
export async function setStage(say: (doing: string) => void): Promise<Stage> {
	const installDir = join(ROOT, '.n8n-install');
	const n8nDir = await ensureN8n({ installDir, n8nPath: process.env.N8N_PATH, onProgress: say });
	const scratch = mkdtempSync(join(tmpdir(), 'retell-chat-bench-'));
	process.on('exit', () => rmSync(scratch, { recursive: true, force: true, maxRetries: 5 }));
	say('the package');
	// Measured is what is published. The copy also stays the same when somebody builds meanwhile.
	const tarball = pack(scratch);
	const packageDir = unpack(tarball, scratch);
	return {
		n8nDir,
		scratch,
		tarball,
		packageDir,
		start: (file, args = []) =>
			startProcess(file, [n8nDir, packageDir, ...args], {
				N8N_OF_THE_HOST: n8nDir,
				// This is how n8n lets community packages find its own parts.
				NODE_PATH: [join(n8nDir, 'node_modules'), dirname(n8nDir)].join(delimiter),
				N8N_USER_FOLDER: scratch,
				N8N_LOG_LEVEL: 'silent',
			}),
	};
}
