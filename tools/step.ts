import { Listr, PRESET_TIMER } from 'listr2';

// On a terminal the line moves every second; in a log a sign of life now and then is enough.
const TICK_MS = process.stdout.isTTY ? 1_000 : 30_000;

/** Something that takes time: it says what it is doing. */
export interface Step<T> {
	title: string;
	work: (say: (doing: string) => void) => Promise<T>;
}

function clock(ms: number): string {
	const seconds = Math.round(ms / 1_000);
	return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/**
 * Does all of them at the same time, each under its title, with the elapsed time and what `say` was last told shown
 * meanwhile. If some fail, the others are done first; the first failure is thrown.
 */
export async function steps<T>(all: ReadonlyArray<Step<T>>): Promise<T[]> {
	const results: T[] = [];
	const failures: unknown[] = [];
	const tasks = all.map(({ title, work }, index) => ({
		title,
		task: async (_context: unknown, task: { output: string }) => {
			const begun = Date.now();
			let doing = '';
			const tick = setInterval(() => {
				task.output = [clock(Date.now() - begun), doing].filter(Boolean).join('  ');
			}, TICK_MS);
			try {
				results[index] = await work((text) => (doing = text));
			} catch (error) {
				// The reason can be long and is told once, by whoever called for the steps.
				failures.push(error);
				throw new Error('did not succeed', { cause: error });
			} finally {
				clearInterval(tick);
			}
		},
	}));
	const list = new Listr(tasks, {
		concurrent: true,
		exitOnError: false,
		registerSignalListeners: false,
		rendererOptions: { timer: PRESET_TIMER, showErrorMessage: false, collapseErrors: false },
		fallbackRendererOptions: { timer: PRESET_TIMER },
	});
	await list.run();
	if (failures.length > 0) throw failures[0];
	return results;
}

/** Does one of them. */
export async function step<T>(title: string, work: Step<T>['work']): Promise<T> {
	const [result] = (await steps([{ title, work }])) as [T];
	return result;
}
