import { sleep } from 'n8n-workflow';

/** n8n 1 can't end a sleep early. None is longer, in ms, so that no timer stays for long after a wait. */
const LONGEST_SLEEP = 1000;

/**
 * Waits for `ms`, or until a signal is aborted, or until somebody calls one of the listeners.
 *
 * @param listeners those that are to be called; this one is among them for as long as it waits
 */
export async function waitFor(ms: number, signal?: AbortSignal, listeners = new Set<() => void>()): Promise<void> {
	if (signal?.aborted) return;
	const over = new AbortController();
	const woken = new Promise<void>((resolve) => {
		over.signal.addEventListener('abort', () => resolve());
	});
	const wake = () => over.abort();
	listeners.add(wake);
	signal?.addEventListener('abort', wake);
	if (ms === Infinity) await woken;
	for (let left = ms; !over.signal.aborted; left -= LONGEST_SLEEP) {
		await Promise.race([woken, sleep(Math.min(left, LONGEST_SLEEP), over.signal)]);
		if (left <= LONGEST_SLEEP) break;
	}
	listeners.delete(wake);
	signal?.removeEventListener('abort', wake);
}
