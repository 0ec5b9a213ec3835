import { execa } from 'execa';
import { once } from 'node:events';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { locateN8n } from './locate.ts';

/** The n8n the tour and the tests run. */
export const N8N_VERSION = '2.41.1';
/** The other line of n8n that is maintained; the end-to-end tests run it, too. */
export const N8N_1_VERSION = '1.123.81';

interface EnsureOptions {
	/** Without it, the n8n of the tour. */
	version?: string;
	/** Where to install n8n when none is there. */
	installDir: string;
	/** An n8n to use instead: its folder, the folder it is installed in, or its binary. */
	n8nPath?: string | undefined;
	/** Told what is being done, several times a second while packages arrive. */
	onProgress?: (doing: string) => void;
}

/** What of an installation is done; written after each step, so that an interrupted one is noticed. */
interface Progress {
	version: string;
	unpacked: boolean;
	/** The Node ABI and platform the native parts were built for. */
	builtFor?: string;
}

const BUILT_FOR = `${process.platform}-${process.arch}-${process.versions.modules}`;
const QUIET = ['--no-audit', '--no-fund', '--no-update-notifier'];
const TAIL_LINES = 25;
// n8n 1 takes this one from a server of its maker, which not every network reaches. npm's own copy is older; only the
// nodes for spreadsheets use it.
const OVERRIDES = { xlsx: '0.18.5' };

/** Runs npm and reports what it fetches; a failure carries the end of npm's output. */
async function npm(args: string[], cwd: string, env: Record<string, string>, onFetch: (name: string) => void) {
	const subprocess = execa('npm', args, { cwd, env, all: true, buffer: false, reject: false, stdin: 'ignore' });
	const tail: string[] = [];
	const lines = createInterface({ input: subprocess.all });
	lines.on('line', (line) => {
		const fetched = /http (?:fetch|cache).*?:\/\/[^/]+\/(\S+)/.exec(line)?.[1];
		if (fetched !== undefined) onFetch(decodeURIComponent(fetched).replace(/\/-\/.*/, ''));
		else tail.push(line);
		tail.splice(0, tail.length - TAIL_LINES);
	});
	const [{ failed }] = await Promise.all([subprocess, once(lines, 'close')]);
	if (failed)
		throw new Error(`npm ${args.slice(0, 2).join(' ')} did not succeed. The end of its output:\n${tail.join('\n')}`);
}

async function unpack(version: string, dir: string, onProgress: (doing: string) => void): Promise<void> {
	// To npm a half-unpacked package looks installed: what an interrupted run left can't be built upon.
	await rm(dir, { recursive: true, force: true });
	await mkdir(dir, { recursive: true });
	await writeFile(join(dir, 'package.json'), JSON.stringify({ private: true, overrides: OVERRIDES }));
	let count = 0;
	const args = ['install', `n8n@${version}`, '--save-exact', '--ignore-scripts', '--loglevel=http', ...QUIET];
	await npm(args, dir, {}, (name) => {
		count += 1;
		onProgress(`${count} requests, ${name}`);
	});
}

/** Only these two of n8n's parts need their install scripts; others' would download what n8n does not use here. */
async function buildNativeParts(dir: string, onProgress: (doing: string) => void): Promise<void> {
	onProgress('the database driver and the expression sandbox');
	const { stdout } = await execa('npm', ['config', 'get', 'nodedir'], { cwd: dir });
	// A machine set up with Node's headers for compiling gets sqlite3 from source; others a ready-made binary.
	const fromSource = !['', 'undefined', 'null'].includes(stdout.trim());
	const env: Record<string, string> = fromSource ? { npm_config_build_from_source: 'sqlite3' } : {};
	const parts = ['sqlite3', 'isolated-vm'];
	await npm(
		['rebuild', ...parts, '--ignore-scripts=false', '--foreground-scripts', ...QUIET],
		dir,
		env,
		() => undefined,
	);
	// npm is content where a policy of the machine kept the scripts from running.
	for (const part of parts) await execa(process.execPath, ['-e', `require('${part}')`], { cwd: dir });
}

async function readProgress(file: string): Promise<Progress | undefined> {
	const text = await readFile(file, 'utf8').catch(() => undefined);
	return text === undefined ? undefined : (JSON.parse(text) as Progress);
}

function given(n8nPath: string, version: string): string {
	const found = locateN8n(n8nPath);
	if (!found) throw new Error(`N8N_PATH is ${n8nPath}, and no n8n is there`);
	const [major] = version.split('.');
	if (!found.version.startsWith(`${major}.`)) {
		throw new Error(`N8N_PATH is ${n8nPath}, which is n8n ${found.version}; version ${major} is needed`);
	}
	return found.dir;
}

/** Whether `ensureN8n` has nothing to install. */
export async function isInstalled({ version = N8N_VERSION, installDir, n8nPath }: EnsureOptions): Promise<boolean> {
	if (n8nPath) return true;
	const progress = await readProgress(join(installDir, 'installed.json'));
	return progress?.version === version && progress.builtFor === BUILT_FOR;
}

/** Returns the folder of an n8n that can be started, installing the wanted one (2.9 GB) where it is not there. */
export async function ensureN8n(options: EnsureOptions): Promise<string> {
	const { version = N8N_VERSION, installDir, n8nPath, onProgress = () => undefined } = options;
	if (n8nPath) return given(n8nPath, version);
	const file = join(installDir, 'installed.json');
	let progress = await readProgress(file);
	const record = async (next: Progress) => {
		progress = next;
		await writeFile(file, JSON.stringify(next));
	};
	if (progress?.version !== version || !progress.unpacked) {
		await unpack(version, installDir, onProgress);
		await record({ version, unpacked: true });
	}
	if (progress?.builtFor !== BUILT_FOR) {
		await buildNativeParts(installDir, onProgress);
		await record({ version, unpacked: true, builtFor: BUILT_FOR });
	}
	return join(installDir, 'node_modules', 'n8n');
}
