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
	const left = entries.entries();

	const worker = async () => {
		for (const [index, entry] of left) {
			if (failures.length > 0) break;
			try {
				results[index] = await work(entry);
			} catch (thrown) {
				failures.push({ index, thrown });
			}
		}
	};
	await Promise.all(Array.from({ length: Math.min(most, entries.length) }, worker));

	const [first] = failures.sort((a, b) => a.index - b.index);
	if (first) throw first.thrown;
	return results;
}
