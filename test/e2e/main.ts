/**
 * npm run test:e2e: the package in real n8ns. Installs them and packs the package, then runs jest.
 *
 *   npm run test:e2e                 everything
 *   npm run test:e2e -- trigger      what has "trigger" in its file's name; all else goes to jest, too
 *   N8N_PATH=...                     uses the n8n 2 installed there
 */
import { execa } from 'execa';
import { join } from 'node:path';
import { buildAndPack } from '../../tools/n8n/index.ts';
import { makeScratch, PREPARED, type Prepared } from '../../tools/n8n/prepared.ts';
import { installAll, VERSIONS } from '../../tools/n8n/versions.ts';
import { step, steps } from '../../tools/step.ts';
import { found } from './support/founded.ts';

const root = join(import.meta.dirname, '..', '..');
// Jest's own exit handlers don't run when it is interrupted: what it started is ended from here.
const scratch = makeScratch();

const interruption = new AbortController();
for (const [signal, status] of Object.entries({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 })) {
	process.on(signal, () => {
		process.exitCode = status;
		interruption.abort();
	});
}

async function prepare(): Promise<void> {
	const n8n = await installAll(root);
	const tarball = await step('Build and pack the node package', () => buildAndPack(root, scratch));
	process.env[PREPARED] = JSON.stringify({ scratch, tarball, n8n } satisfies Prepared);
	await steps(VERSIONS.map((version) => ({ title: `Start n8n ${version} once`, work: () => found(version) })));
}

async function test(): Promise<number> {
	const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
	const { exitCode } = await execa(
		process.execPath,
		// For execa, which is an ES module.
		['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', jest]
			.concat(['--config', join('test', 'e2e', 'jest.config.js')])
			.concat(process.argv.slice(2)),
		{
			cwd: root,
			stdio: 'inherit',
			reject: false,
			cancelSignal: interruption.signal,
		},
	);
	return exitCode ?? 1;
}

try {
	await prepare();
	const status = interruption.signal.aborted ? 1 : await test();
	process.exitCode ??= status;
} catch (error) {
	console.error(`\n${error instanceof Error ? error.message : String(error)}`);
	process.exitCode ??= 1;
}
process.exit();
