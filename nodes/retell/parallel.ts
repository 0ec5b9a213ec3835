// The one place where work is done in parallel. How fast requests go out is not its matter, but the gate's.

/**
 * Works on entries, at most so many at a time, begun in order.
 *
 * @param work must not throw; undefined if there was nothing to wait for
 * @param isOver when true, no other entry is begun
 */
export async function eachInParallel<Entry>(
	entries: Entry[],
	most: number,
	work: (entry: Entry, index: number) => Promise<void> | undefined,
	isOver: () => boolean = () => false,
): Promise<void> {
	const left = entries.entries();
	const worker = async () => {
		for (const [index, entry] of left) {
			if (isOver()) return;
			const working = work(entry, index);
			if (working) await working;
		}
	};
	await Promise.all(Array.from({ length: Math.min(most, entries.length) }, worker));
}

/**
 * Does the work for each entry, at most so many at a time, begun in order. Gives the results in the
 * order of the entries.
 *
 * When one fails, no other is begun, and those under way come to their end: nothing goes on unseen.
 *
 * @throws what the first of the failed entries threw
 */
export async function inParallel<Entry, Result>(
	entries: Entry[],
	most: number,
	work: (entry: Entry) => Promise<Result>,
): Promise<Result[]> {
	const results: Result[] = [];
	const failures: Array<{ index: number; thrown: unknown }> = [];
	const workOn = async (entry: Entry, index: number) => {
		try {
			results[index] = await work(entry);
		} catch (thrown) {
			failures.push({ index, thrown });
		}
	};
	await eachInParallel(entries, most, workOn, () => failures.length > 0);

	const [first] = failures.sort((a, b) => a.index - b.index);
	if (first) throw first.thrown;
	return results;
}
