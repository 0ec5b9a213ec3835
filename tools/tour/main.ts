/**
 * npm start: the package in a real n8n, and a workflow that shows what it does.
 *
 *   npm start               stays up until Ctrl-C, keeps what you do in n8n in .n8n-home
 *   npm start -- --once     ends after the tour, keeps nothing
 *   RETELL_API_KEY=...      talks to Retell itself instead of the sandbox (RETELL_AGENT_ID picks the agent,
 *                           RETELL_BASE_URL a proxy)
 *   N8N_PATH=...            uses the n8n installed there
 *   TOUR_HOME=...           keeps what you do in n8n there instead, so that a second one can run beside it
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { waysToMisbehave } from '../sandbox/misbehave.ts';
import { claim } from './claim.ts';
import { demoSteps } from './demo.ts';
import { tour } from './tour.ts';

const { values } = parseArgs({ options: { once: { type: 'boolean', default: false } } });
const root = join(import.meta.dirname, '..', '..');

// SIGHUP: somebody closes the terminal.
const INTERRUPTED = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/** The exit status that goes with the signal. */
const interruption = new Promise<number>((resolve) => {
	for (const [signal, status] of Object.entries(INTERRUPTED)) {
		process.once(signal, () => {
			resolve(status);
			// Whoever asks twice does not want to wait.
			process.once(signal, () => process.exit(status));
		});
	}
});

function scratch(): string {
	const dir = mkdtempSync(join(tmpdir(), 'retell-chat-tour-'));
	process.on('exit', () => rmSync(dir, { recursive: true, force: true, maxRetries: 5 }));
	return dir;
}

/** What it takes to make a credential from scratch, and to see what happens when Retell has a bad day. */
function aboutSandbox({ baseUrl, apiKey }: { baseUrl: string; apiKey: string }): string {
	return `
The sandbox stands in for Retell. To make a credential for it yourself:

  API Key   ${apiKey}
  Base URL  ${baseUrl}

Its agent Support knows orders such as 4711, and hands the chat over if you ask for a refund.

${waysToMisbehave(baseUrl)}`;
}

const cleanup = new AsyncDisposableStack();

async function run(): Promise<number> {
	const home = values.once ? scratch() : (process.env['TOUR_HOME'] ?? join(root, '.n8n-home'));
	cleanup.defer(await claim(home));
	const touring = tour({
		root,
		home,
		scratch: scratch(),
		env: process.env,
		onCleanup: (close) => cleanup.defer(close),
	});
	const toured = await Promise.race([touring, interruption]);
	if (typeof toured === 'number') {
		// The progress display had hidden the cursor.
		process.stdout.write(process.stdout.isTTY ? '\u001b[?25h\n' : '');
		return toured;
	}

	const { n8n, owner, address, examples, sandbox, failure } = toured;
	console.log(failure ? `The tour did not succeed.\n${failure}` : 'The tour succeeded.');
	const status = failure ? 1 : 0;
	if (values.once) return status;
	const steps = await demoSteps();

	console.log(`
  Open      ${address}
  Email     ${owner.email}
  Password  ${owner.password}

The examples are in n8n's Overview (the house in the sidebar), ready to try. examples/README.md describes each of them:

${examples.map(({ name, needs }) => `  - ${name}${needs ? ` (first needs ${needs})` : ''}`).join('\n')}

A demo of what the package does, step by step, with its time in a video of five minutes:

${steps.map((each, index) => `  ${index + 1}. ${each}`).join('\n')}
${sandbox ? `\n${aboutSandbox(sandbox)}\n` : ''}
Press Ctrl-C to stop.`);
	const ended = await Promise.race([n8n.exited, interruption]);
	if (ended === undefined) throw new Error(`n8n has ended by itself. Its last lines:\n${n8n.log(20)}`);
	return status;
}

try {
	process.exitCode = await run();
} catch (error) {
	console.error(`\n${error instanceof Error ? error.message : String(error)}`);
	process.exitCode = 1;
} finally {
	await cleanup.disposeAsync();
}
// Ends what an interruption left half done; n8n and npm are ended with this process.
process.exit();
