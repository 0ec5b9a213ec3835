import { createBirpc } from 'birpc';

/** Offers functions to the process that started this one, and ends when that one is gone. */
export function offer(functions: object): void {
	createBirpc(functions, {
		post: (message) => process.send?.(message),
		on: (listener) => void process.on('message', listener),
		timeout: -1,
	});
	process.once('disconnect', () => process.exit());
}
