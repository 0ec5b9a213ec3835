import fc from 'fast-check';

import { inParallel } from '../../nodes/retell/parallel.ts';

interface Outcome {
	results?: number[];
	thrown?: unknown;
}

/** Works on entries that end in any order, and watches how that goes. `fails`: which of them do. */
async function watch(fails: boolean[], most: number, scheduler: fc.Scheduler) {
	const begun: number[] = [];
	const failed: number[] = [];
	let underWay = 0;
	let peak = 0;
	let lateBegins = 0;

	const work = async (index: number) => {
		begun.push(index);
		if (failed.length > 0) lateBegins++;
		peak = Math.max(peak, ++underWay);
		await scheduler.schedule(Promise.resolve(), `entry ${index}`);
		underWay--;
		if (!fails[index]) return index * 10;
		failed.push(index);
		throw new Error(`${index}`);
	};
	const running = inParallel([...fails.keys()], most, work).then(
		(results): Outcome => ({ results }),
		(thrown: unknown): Outcome => ({ thrown }),
	);
	const outcome = await scheduler.waitFor(running);
	return { outcome, begun, failed, peak, lateBegins, underWayAtTheEnd: underWay };
}

const most = fc.integer({ min: 1, max: 8 });
const entries = { maxLength: 30 };

test('results in the order of the entries, begun in order, and as many at a time as there may be', async () => {
	const allGood = fc.array(fc.constant(false), entries);
	await fc.assert(
		fc.asyncProperty(allGood, most, fc.scheduler(), async (fails, limit, scheduler) => {
			const { outcome, begun, peak } = await watch(fails, limit, scheduler);
			expect(outcome).toEqual({ results: fails.map((_, index) => index * 10) });
			expect(begun).toEqual([...fails.keys()]);
			expect(peak).toBe(Math.min(limit, fails.length));
		}),
	);
});

test('after a failure none is begun, all under way have come to their end, and the first by order is thrown', async () => {
	const someBad = fc.array(fc.boolean(), entries).filter((fails) => fails.includes(true));
	await fc.assert(
		fc.asyncProperty(someBad, most, fc.scheduler(), async (fails, limit, scheduler) => {
			const { outcome, begun, failed, peak, lateBegins, underWayAtTheEnd } = await watch(fails, limit, scheduler);
			expect(outcome).toEqual({ thrown: new Error(`${Math.min(...failed)}`) });
			expect(begun).toEqual(begun.map((_, index) => index));
			expect(lateBegins).toBe(0);
			expect(underWayAtTheEnd).toBe(0);
			expect(peak).toBeLessThanOrEqual(limit);
		}),
	);
});

test('whatever is thrown is passed on as it is, also undefined', async () => {
	for (const thrown of [undefined, null, 'text', 0]) {
		// eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
		const running = inParallel([1], 1, () => Promise.reject(thrown));
		await expect(running).rejects.toBe(thrown);
	}
});

test('work that throws before it gives back a promise has failed as well', async () => {
	const begun: number[] = [];
	const running = inParallel([1, 2, 3], 2, (entry) => {
		begun.push(entry);
		throw new Error('at once');
	});
	await expect(running).rejects.toThrow('at once');
	expect(begun).toEqual([1]);
});
