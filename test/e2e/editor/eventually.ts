import { setTimeout as sleep } from 'node:timers/promises';

/** Repeats a check until it passes: the editor shows things bit by bit. Its last complaint counts. */
export async function eventually(check: () => Promise<void>, within = 60_000): Promise<void> {
	for (const deadline = Date.now() + within; ; await sleep(100)) {
		try {
			return await check();
		} catch (complaint) {
			if (Date.now() > deadline) throw complaint;
		}
	}
}
