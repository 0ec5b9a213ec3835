import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until the check gives something; tells what was waited for when that takes too long. */
export async function until(what: string, check: () => unknown, { within = 120_000, every = 100 } = {}): Promise<void> {
	for (const deadline = Date.now() + within; !(await check()); await sleep(every)) {
		if (Date.now() > deadline) throw new Error(`Waited ${within / 1_000} s in vain for this: ${what}`);
	}
}

/** Repeats a check until it passes: the editor shows things bit by bit. Its last complaint counts. */
export async function eventually(check: () => Promise<void>): Promise<void> {
	for (const deadline = Date.now() + 60_000; ; await sleep(100)) {
		try {
			return await check();
		} catch (complaint) {
			if (Date.now() > deadline) throw complaint;
		}
	}
}
