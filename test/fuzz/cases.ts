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

/** Set FUZZ_SURVEY to see all that fails at once, each with its smallest case, instead of the first. */
const survey = process.env.FUZZ_SURVEY !== undefined;

/** Runs that many random cases; fast-check prints the seed and the smallest case of one that fails. */
export async function cases<Case>(
	arbitrary: fc.Arbitrary<Case>,
	runs: number,
	work: (one: Case) => Promise<void>,
): Promise<void> {
	const failures = new Map<string, string>();
	let ran = 0;
	const attempt = async (one: Case) => {
		ran++;
		await work(one);
		checkPrototypes();
	};
	const property = fc.asyncProperty(arbitrary, async (one) => {
		try {
			await attempt(one);
		} catch (failure) {
			const text = failure instanceof Error ? failure.message : String(failure);
			if (!survey) throw failure;
			const kind = text.slice(0, 150);
			const shown = `${text.slice(0, 600)}\n    ${fc.stringify(one).slice(0, 1500)}`;
			if ((failures.get(kind)?.length ?? Infinity) > shown.length) failures.set(kind, shown);
		}
	});
	await fc.assert(property, { numRuns: runs });
	if (failures.size > 0) throw new Error([...failures.values()].join('\n\n'));
	// A case that is skipped or shrunk must not count for another, and a number of runs that is none not for all.
	if (!(ran >= runs)) throw new Error(`Only ${ran} of ${runs} cases ran`);
}
