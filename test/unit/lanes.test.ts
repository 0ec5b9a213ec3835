// Items side by side, those of one lane one after the other.
import fc from 'fast-check';

import { inLanes } from '../../nodes/RetellChat/run/lanes.ts';

interface Item {
	lane: string | undefined;
	/** How long it takes, in turns of the event loop. */
	turns: number;
}

const items = fc.array(
	fc.record({
		lane: fc.option(fc.constantFrom('a', 'b', 'c'), { nil: undefined }),
		turns: fc.integer({ min: 0, max: 4 }),
	}),
	{ maxLength: 40 },
);

async function run(all: Item[], most: number) {
	const began: number[] = [];
	const log = { inFlight: 0, most: 0, overlaps: 0 };
	const busy = new Set<string>();
	const numbered = all.map((item, index) => ({ ...item, index }));
	await inLanes(
		numbered,
		({ lane }) => lane,
		most,
		async ({ index, lane, turns }) => {
			began.push(index);
			log.most = Math.max(log.most, ++log.inFlight);
			if (lane !== undefined && busy.has(lane)) log.overlaps++;
			if (lane !== undefined) busy.add(lane);
			for (let turn = 0; turn < turns; turn++) await Promise.resolve();
			if (lane !== undefined) busy.delete(lane);
			log.inFlight--;
		},
	);
	return { began, log };
}

test('each item once, at most so many at a time, each lane in order and never twice at once', async () => {
	await fc.assert(
		fc.asyncProperty(items, fc.integer({ min: 1, max: 8 }), async (all, most) => {
			const { began, log } = await run(all, most);
			expect([...began].sort((a, b) => a - b)).toEqual(all.map((_, index) => index));
			expect(log.most).toBeLessThanOrEqual(most);
			expect(log.overlaps).toBe(0);
			for (const lane of ['a', 'b', 'c']) {
				const ofLane = began.filter((index) => all[index]?.lane === lane);
				expect(ofLane).toEqual([...ofLane].sort((a, b) => a - b));
			}
			const free = began.filter((index) => all[index]?.lane === undefined);
			expect(free).toEqual([...free].sort((a, b) => a - b));
		}),
		{ numRuns: 300 },
	);
});

test('a long lane holds up no other item', async () => {
	const all = [...Array.from({ length: 30 }, () => ({ lane: 'a', turns: 5 })), { lane: undefined, turns: 1 }];
	const { began } = await run(all, 2);
	expect(began.indexOf(30)).toBe(1);
});
