/**
 * npm run film: films the README's "Try it" anew, into docs/try-it.webp: `npm start`, the example, the tour, the row.
 *
 *   N8N_PATH=...          uses the n8n installed there
 *   CHROMIUM_PATH=...     uses the Chromium that is there
 *
 * It takes some minutes, most of them spent waiting for n8n and its trigger. A running `npm start` isn't disturbed: the
 * filmed one has a folder of its own.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBrowser } from '../n8n/editor/browser.ts';
import { signIn } from '../n8n/editor/editor.ts';
import { step } from '../step.ts';
import { develop } from './develop.ts';
import { MOST_BYTES, type Frame } from './frames.ts';
import { filmEditor } from './inEditor.ts';
import { filmTerminal } from './inTerminal.ts';
import { runTour } from './npmStart.ts';

const root = join(import.meta.dirname, '..', '..');
const scratch = mkdtempSync(join(tmpdir(), 'retell-chat-film-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true, maxRetries: 5 }));

const cleanup = new AsyncDisposableStack();
for (const [signal, status] of Object.entries({ SIGINT: 130, SIGTERM: 143 })) {
	process.once(signal, () => void cleanup.disposeAsync().finally(() => process.exit(status)));
}

try {
	const tour = await step('Run npm start', () =>
		runTour({ root, home: join(scratch, 'home'), onCleanup: (close) => cleanup.defer(close) }),
	);
	const browser = await step('Start Chromium', openBrowser);
	cleanup.defer(browser.close);
	const { page } = await browser.open({ baseURL: tour.url });
	await signIn(page, tour.owner);
	const signedIn = await page.context().storageState();
	await page.context().close();

	const film: Frame[] = [];
	const open = async () => (await browser.open({ baseURL: tour.url, storageState: signedIn })).page;
	await step('Film the terminal', async () => filmTerminal(film, await open(), tour));
	await step('Film the editor', async () => filmEditor(film, await open(), tour));
	const { bytes, seconds } = await step('Join the frames', async () =>
		develop(film, await open(), join(root, 'docs', 'try-it.webp')),
	);
	console.log(`docs/try-it.webp: ${Math.round(seconds)} s, ${(bytes / 1e6).toFixed(1)} MB`);
	if (bytes > MOST_BYTES) throw new Error(`docs/try-it.webp has ${bytes} bytes, more than ${MOST_BYTES}: show less`);
} catch (error) {
	console.error(`\n${error instanceof Error ? error.message : String(error)}`);
	process.exitCode = 1;
} finally {
	await cleanup.disposeAsync();
}
process.exit();
