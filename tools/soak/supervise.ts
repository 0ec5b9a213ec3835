import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../n8n/until.ts';
import type { RunningN8n } from '../n8n/index.ts';
import type { Chronicle } from './chronicle.ts';

interface Supervision {
	name: string;
	/** Starts it, tells its process at once, and waits until it can be used. */
	start: (onSpawn: (pid: number) => void) => Promise<RunningN8n>;
	chronicle: Chronicle;
	/** Gets what it wrote, when it has ended. */
	keepLog: (name: string, log: string) => void;
}

/** Long enough for a busy machine. */
const UP_WITHIN = 600_000;
/** What a service manager waits by itself. */
const PAUSE = 1_000;

export type Supervised = ReturnType<typeof supervise>;

/** Starts a process of n8n again whenever it ends, as a service manager does. */
export function supervise({ name, start, chronicle, keepLog }: Supervision) {
	let pid: number | undefined;
	let running: RunningN8n | undefined;
	let asked: { signal: string; downMs: number } | undefined;
	let closing = false;

	function kill(): void {
		if (pid === undefined) return;
		try {
			process.kill(-pid, 'SIGKILL');
		} catch {
			// It has ended already.
		}
	}

	async function liveOnce(): Promise<void> {
		try {
			running = await start((spawned) => (pid = spawned));
			await running.exited;
			if (!asked && !closing) chronicle.count(`${name} ended by itself`);
			keepLog(name, running.log());
		} catch (error) {
			if (!asked && !closing) chronicle.count(`starts that ${name} itself broke off`);
			keepLog(name, String(error));
		} finally {
			if (!asked) chronicle.interrupted(name);
			running = undefined;
			pid = undefined;
		}
	}

	async function live(): Promise<void> {
		while (!closing) {
			asked = undefined;
			await liveOnce();
			const { downMs } = asked ?? { downMs: PAUSE };
			if (!closing) await sleep(downMs);
		}
	}

	const life = live();
	return {
		/** Ends it with a signal, also while it starts; so many ms later it is started again. */
		end: async (signal: 'SIGKILL' | 'SIGTERM', downMs: number): Promise<void> => {
			asked = { signal, downMs };
			// n8n takes webhooks, and stores what it knows of them, until it has ended.
			if (running && signal === 'SIGTERM') await running.stop();
			else kill();
			chronicle.interrupted(name);
			await until(`${name} to end`, () => running === undefined, { within: UP_WITHIN });
		},
		/** Waits until it can be used. */
		up: async (): Promise<void> => {
			await until(`${name} to be up`, () => running !== undefined, { within: UP_WITHIN, every: 200 });
		},
		close: async () => {
			closing = true;
			kill();
			await life;
		},
	};
}
