import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endLeftovers, PROCESSES } from './prepared.ts';

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
