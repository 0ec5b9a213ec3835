/** The last work of each name that is under way or waits. */
const last = new Map<string, Promise<unknown>>();

/**
 * Does some work when all earlier work of the same name is done, in whichever execution of this process. What
 * that work threw concerns nobody else.
 */
export async function inTurn<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
	const before = last.get(name);
	const mine = (before ?? Promise.resolve()).then(work);
	const settled = mine.catch(() => undefined);
	last.set(name, settled);
	try {
		return await mine;
	} finally {
		if (last.get(name) === settled) last.delete(name);
	}
}
