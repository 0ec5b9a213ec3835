/**
 * npm run screenshots: takes the documentation's pictures anew, into docs/screenshots.
 *
 *   npm run screenshots                    all of them
 *   npm run screenshots -- trigger icon    those with "trigger" or "icon" in their name
 *   N8N_PATH=...                           uses the n8n installed there
 *   CHROMIUM_PATH=...                      uses the Chromium that is there
 *
 * The sandbox's clock stands still and all data is made up, so that the same things are seen each time. A new picture
 * is a function in pictures.ts; a new example gets its picture by itself.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { step } from '../step.ts';
import { examplePictures } from './examples.ts';
import { pictures } from './pictures.ts';
import { openStudio } from './studio.ts';

const root = join(import.meta.dirname, '..', '..');
const scratch = mkdtempSync(join(tmpdir(), 'retell-chat-screenshots-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true, maxRetries: 5 }));
for (const [signal, status] of Object.entries({ SIGINT: 130, SIGTERM: 143 })) {
	process.once(signal, () => process.exit(status));
}

const parts = process.argv.slice(2);
const wanted = Object.entries({ ...pictures, ...(await examplePictures(root)) }).filter(
	([name]) => parts.length === 0 || parts.some((part) => name.includes(part)),
);

const cleanup = new AsyncDisposableStack();
try {
	const studio = await step('Start the sandbox, n8n and Chromium', () =>
		openStudio({ root, scratch, onCleanup: (close) => cleanup.defer(close) }),
	);
	for (const [name, take] of wanted) {
		const bytes = await step(name, () => studio.take(name, take));
		if (bytes > 150_000) throw new Error(`${name}.png has ${bytes} bytes: show less of it`);
	}
} catch (error) {
	console.error(`\n${error instanceof Error ? error.message : String(error)}`);
	process.exitCode = 1;
} finally {
	await cleanup.disposeAsync();
}
process.exit();
