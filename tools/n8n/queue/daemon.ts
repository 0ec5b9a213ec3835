import { execa } from 'execa';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { toEndWithTests } from '../prepared.ts';
import { until } from '../until.ts';

/** Where Debian keeps PostgreSQL's programs, which are not on the path. */
const POSTGRESQL = '/usr/lib/postgresql';

/** Finds a program of a Debian package. */
export function find(program: string, debianPackage: string): string {
	const versions = existsSync(POSTGRESQL) ? readdirSync(POSTGRESQL).sort((a, b) => Number(b) - Number(a)) : [];
	const folders = [
		...(process.env['PATH'] ?? '').split(delimiter),
		...versions.map((version) => join(POSTGRESQL, version, 'bin')),
	];
	const found = folders.map((folder) => join(folder, program)).find((file) => existsSync(file));
	if (found === undefined) {
		throw new Error(`The tests of queue mode need ${program}. On Debian: apt-get install ${debianPackage}`);
	}
	return found;
}

export interface Daemon {
	stop: (signal?: NodeJS.Signals) => Promise<void>;
}

interface DaemonOptions {
	/** Whom it runs as; without it, whoever runs the tests. */
	user?: { uid: number; gid: number };
	/** What it writes once it can be used. */
	ready: RegExp;
}

/** Starts a program that stays, and waits until it can be used. */
export async function startDaemon(file: string, args: string[], { user, ready }: DaemonOptions): Promise<Daemon> {
	const subprocess = execa(file, args, {
		...user,
		// A group of its own: Ctrl-C reaches it through us alone.
		detached: true,
		all: true,
		buffer: false,
		reject: false,
		stdin: 'ignore',
	});
	const { pid } = subprocess;
	if (pid === undefined) throw new Error(`${file} could not be started`);
	// At this one, PostgreSQL ends at once and gives its shared memory back.
	const entry = toEndWithTests(pid, 'SIGQUIT');
	let output = '';
	let running = true;
	subprocess.all.on('data', (chunk: Buffer) => (output += chunk.toString()));
	const ended = subprocess.then(() => {
		running = false;
		entry.ended();
	});
	const stop = async (signal: NodeJS.Signals = 'SIGINT') => {
		subprocess.kill(signal);
		await ended;
	};
	try {
		await until(`${file} to be ready`, () => !running || ready.test(output));
		if (!running) throw new Error(`${file} has ended`);
	} catch (error) {
		await stop();
		throw new Error(`${String(error)}\n${output}`, { cause: error });
	}
	return { stop };
}
