// n8n's scan for verified community packages, on the source and on the packed tarball, offline.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { packAndUnpack } from '../../test/package/pack.ts';

const scratch = mkdtempSync(join(tmpdir(), 'scan-'));
// The scanner makes a temporary folder of its own and leaves it behind.
process.env.TMPDIR = scratch;

try {
	const { analyzePackage, SOURCE_FILE_PATTERNS } = await import('@n8n/scan-community-package/scanner/scanner.mjs');
	const unpacked = packAndUnpack(scratch);
	const legs = {
		source: await analyzePackage(join(import.meta.dirname, '..', '..'), SOURCE_FILE_PATTERNS),
		tarball: await analyzePackage(unpacked, ['**/*.js', 'package.json']),
	};
	for (const [leg, { passed, message, details }] of Object.entries(legs)) {
		console.log(`n8n's scan of the ${leg}: ${passed ? 'passed' : 'failed'}`);
		if (message) console.log(message);
		if (details) console.log(details);
		if (!passed) process.exitCode = 1;
	}
} finally {
	rmSync(scratch, { recursive: true, force: true });
}
