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
import { installAll } from '../../tools/n8n/versions.ts';
import { step } from '../../tools/step.ts';

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

async function prepare(): Promise<Prepared> {
	const n8n = await installAll(root);
	const tarball = await step('Build and pack the node package', () => buildAndPack(root, scratch));
	return { scratch, tarball, n8n };
}

async function test(prepared: Prepared): Promise<number> {
	const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
	const { exitCode } = await execa(
		process.execPath,
		// For execa, which is an ES module.
		['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', jest]
			.concat(['--config', join('test', 'e2e', 'jest.config.js')])
			.concat(process.argv.slice(2)),
		{
			cwd: root,
			env: { [PREPARED]: JSON.stringify(prepared) },
			stdio: 'inherit',
			reject: false,
			cancelSignal: interruption.signal,
		},
	);
	return exitCode ?? 1;
}

try {
	const prepared = await prepare();
	const status = interruption.signal.aborted ? 1 : await test(prepared);
	process.exitCode ??= status;
} catch (error) {
	console.error(`\n${error instanceof Error ? error.message : String(error)}`);
	process.exitCode ??= 1;
}
process.exit();
