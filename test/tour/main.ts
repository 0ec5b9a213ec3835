/**
 * npm start: the package in a real n8n, and a workflow that shows what it does.
 *
 *   npm start               stays up until Ctrl-C, keeps what you do in n8n in .n8n-home
 *   npm start -- --once     ends after the tour, keeps nothing
 *   RETELL_API_KEY=...      talks to Retell itself instead of the sandbox (RETELL_AGENT_ID picks the agent)
 *   N8N_PATH=...            uses the n8n installed there
 */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { tour } from './tour.ts';

const { values } = parseArgs({ options: { once: { type: 'boolean', default: false } } });
const root = join(import.meta.dirname, '..', '..');

const interrupted = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
async function untilInterrupted(): Promise<void> {
  await interrupted;
  // Whoever asks twice does not want to wait.
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
}

function scratch(): string {
  const dir = mkdtempSync(join(tmpdir(), 'retell-chat-tour-'));
  process.on('exit', () => rmSync(dir, { recursive: true, force: true, maxRetries: 5 }));
  return dir;
}

const cleanup = new AsyncDisposableStack();

try {
  const finished = tour({
    root,
    home: values.once ? scratch() : join(root, '.n8n-home'),
    scratch: scratch(),
    env: process.env,
    onCleanup: (close) => cleanup.defer(close),
    stayUp: !values.once,
  });
  await Promise.race([finished, untilInterrupted()]);
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  await cleanup.disposeAsync();
}
// Ends what an interruption left half done; n8n and npm are ended with this process.
process.exit();
