import { Listr, PRESET_TIMER } from 'listr2';

// On a terminal the line moves every second; in a log a sign of life now and then is enough.
const TICK_MS = process.stdout.isTTY ? 1_000 : 30_000;

function clock(ms: number): string {
	const seconds = Math.round(ms / 1_000);
	return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** Does one step of the tour under a title, with the elapsed time and what `say` was last told shown meanwhile. */
export async function step<T extends object | string>(
	title: string,
	work: (say: (doing: string) => void) => Promise<T>,
): Promise<T> {
	const results: T[] = [];
	let failure: unknown;
	const list = new Listr(
		[
			{
				title,
				task: async (_context, task) => {
					const begun = Date.now();
					let doing = '';
					const tick = setInterval(() => {
						task.output = [clock(Date.now() - begun), doing].filter(Boolean).join('  ');
					}, TICK_MS);
					try {
						results.push(await work((text) => (doing = text)));
					} catch (error) {
						// The reason can be long and is told once, by whoever called for the step.
						failure = error;
						throw new Error('did not succeed', { cause: error });
					} finally {
						clearInterval(tick);
					}
				},
			},
		],
		{
			registerSignalListeners: false,
			rendererOptions: { timer: PRESET_TIMER, showErrorMessage: false, collapseErrors: false },
			fallbackRendererOptions: { timer: PRESET_TIMER },
		},
	);
	await list.run().catch(() => undefined);
	const [result] = results;
	if (result === undefined) throw failure;
	return result;
}
