// Runs random cases, counts them, and holds each to clean prototypes.
import fc from 'fast-check';

import { checkPrototypes } from './oracle.ts';

// Random cases take as long as the machine is slow.
jest.setTimeout(180_000);

let keys = 0;
/** A key that no case had before, with this one in it: what the package learned of a server with another key does not count. */
export function newKey(key: string): string {
	return `${key}_${++keys}`;
}

/** Runs that many random cases; fast-check prints the seed and the smallest case of one that fails. */
export async function cases<Case>(
	arbitrary: fc.Arbitrary<Case>,
	runs: number,
	work: (one: Case) => Promise<void>,
): Promise<void> {
	let ran = 0;
	const property = fc.asyncProperty(arbitrary, async (one) => {
		ran++;
		await work(one);
		checkPrototypes();
	});
	await fc.assert(property, { numRuns: runs });
	// A case that is skipped or shrunk must not count for another, and a number of runs that is none not for all.
	if (!(ran >= runs)) throw new Error(`Only ${ran} of ${runs} cases ran`);
}
