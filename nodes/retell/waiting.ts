import { sleep } from 'n8n-workflow';

/**
 * Waits for `ms`, or until a signal is aborted, or until somebody calls one of the listeners.
 *
 * @param listeners those that are to be called; this one is among them for as long as it waits
 */
export async function waitFor(ms: number, signal?: AbortSignal, listeners = new Set<() => void>()): Promise<void> {
	if (signal?.aborted) return;
	let wake = () => {};
	const woken = new Promise<void>((resolve) => {
		wake = resolve;
	});
	listeners.add(wake);
	signal?.addEventListener('abort', wake);
	await (ms === Infinity ? woken : Promise.race([woken, sleep(ms)]));
	listeners.delete(wake);
	signal?.removeEventListener('abort', wake);
}
