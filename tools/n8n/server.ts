import { execa } from 'execa';
import axios from 'axios';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { environment } from './environment.ts';
import { freePort, HOST } from './ports.ts';
import { until } from './until.ts';

const LOG_LINES = 2_000;
/** What n8n writes when it has started, as the last thing: its workflows are active then. */
const ALL_ACTIVATED = 'Editor is now accessible via';

export interface StartOptions {
	/** The folder of the `n8n` package, as `ensureN8n` returns it. */
	n8nDir: string;
	/** n8n keeps everything it writes in `<userFolder>/.n8n`. */
	userFolder: string;
	/** The editor's port; without it a free one. */
	port?: number;
	/** Added to, or in place of, the environment n8n gets anyway. */
	env?: Record<string, string>;
	startTimeoutMs?: number;
	/** In queue mode: 'main', which is also the whole n8n otherwise, or one of its workers, without editor and API. */
	role?: 'main' | 'worker';
	/** Told the process as soon as there is one. */
	onSpawn?: (pid: number) => void;
}

export interface RunningN8n {
	url: string;
	pid: number;
	/** The last lines n8n wrote, at most so many. */
	log: (lines?: number) => string;
	/** Settles when n8n has ended, for whatever reason. */
	exited: Promise<void>;
	/** Ends n8n as a service manager does and waits until it and its children are gone. */
	stop: () => Promise<void>;
	/** Ends n8n and its children at once, as a crash would. */
	kill: () => Promise<void>;
}

/** Starts n8n on the loopback and waits until it is ready to work. */
export async function startN8n(options: StartOptions): Promise<RunningN8n> {
	const { role = 'main' } = options;
	const port = options.port ?? (await freePort());
	const url = `http://${HOST}:${port}`;
	const grouped = process.platform !== 'win32';
	const subprocess = execa(
		process.execPath,
		[join(options.n8nDir, 'bin', 'n8n'), role === 'main' ? 'start' : 'worker'],
		{
			env: await environment(options, port),
			extendEnv: false,
			// A group of its own: its children can be ended with it, and Ctrl-C reaches it through us alone.
			detached: grouped,
			buffer: false,
			reject: false,
			forceKillAfterDelay: 20_000,
			stdin: 'ignore',
		},
	);
	const { pid } = subprocess;
	if (pid === undefined) throw new Error(`n8n could not be started from ${options.n8nDir}`);
	options.onSpawn?.(pid);

	const lines: string[] = [];
	// n8n answers before it has activated the published workflows: who unpublishes one then comes too early.
	let hasActivated = role === 'worker';
	for (const input of [subprocess.stdout, subprocess.stderr]) {
		createInterface({ input }).on('line', (line) => {
			if (line !== '') lines.push(line);
			hasActivated ||= line.includes(ALL_ACTIVATED);
			lines.splice(0, lines.length - LOG_LINES);
		});
	}
	const log = (last = LOG_LINES) => lines.slice(-last).join('\n');

	const signal = (name: NodeJS.Signals) => {
		try {
			process.kill(grouped ? -pid : pid, name);
		} catch {
			// It has ended already.
		}
	};
	let running = true;
	const endWithUs = () => signal('SIGKILL');
	// First of all exit handlers: others may remove the folder n8n writes to.
	process.prependOnceListener('exit', endWithUs);
	const exited = subprocess.then(() => {
		running = false;
		// Its task runner, should that have outlived it.
		signal('SIGKILL');
		process.removeListener('exit', endWithUs);
	});
	const kill = async () => {
		signal('SIGKILL');
		await exited;
	};
	const stop = async () => {
		if (running) subprocess.kill('SIGTERM');
		await exited;
	};

	try {
		const isUp = async () => !running || (hasActivated && (await isReady(url)));
		await until('n8n to be ready', isUp, { within: options.startTimeoutMs ?? 180_000, every: 250 });
		if (!running) throw new Error('n8n ended while starting');
	} catch (error) {
		await kill();
		throw new Error(`${String(error)}. Its last lines:\n${log(20)}`, { cause: error });
	}
	return { url, pid, log, exited, stop, kill };
}

async function isReady(url: string): Promise<boolean> {
	try {
		const health = await axios.get(`${url}/healthz/readiness`, { proxy: false, timeout: 5_000 });
		return health.status === 200;
	} catch {
		return false;
	}
}
