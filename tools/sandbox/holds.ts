// Holding requests until something has happened. A test that waits for events instead of times comes out
// the same on a machine of any speed.
import { once } from 'node:events';
import { get } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { Sandbox } from './sandbox.ts';

/** Waits until something is so. */
export async function until(isSo: () => boolean): Promise<void> {
	while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

/**
 * Waits until all that was sent to the sandbox has arrived there, and whoever waited for an answer that
 * was given by now has it: a call that went the same way after them, over a connection of its own, is back.
 */
export async function allArrived({ url, requests }: Sandbox): Promise<void> {
	for (let before = NaN; before !== requests.length;) {
		before = requests.length;
		const [response] = (await once(get(`${url}/__sandbox/events`, { agent: false }), 'response')) as [IncomingMessage];
		await once(response.resume(), 'close');
	}
}

/**
 * Holds the first requests (to a path) until so many of them are there, and all that was sent with them.
 * Those before them, `after` so many, pass.
 */
export function holdFirst(sandbox: Sandbox, count: number, path?: string, after = 0): void {
	let come = 0;
	const complete = Promise.withResolvers<void>();
	sandbox.faults.add({
		kind: 'wait',
		times: count,
		path,
		after,
		until: async () => {
			come += 1;
			if (come === count) complete.resolve(allArrived(sandbox));
			await complete.promise;
		},
	});
}
