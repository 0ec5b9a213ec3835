import { breachesOf, type Breach } from './checks.ts';
import { PART_NAMES, generateWorld } from './generate.ts';
import type { WorldPlan } from './plan.ts';
import type { WorldRecord } from './record.ts';
import { runWorld, type MakeNode } from './run.ts';

/** A world that was lived through, and what was wrong in it. */
export interface Trial {
	record: WorldRecord;
	breaches: Breach[];
}

/** Lives through one world and judges it. */
export async function tryWorld(plan: WorldPlan, makeNode: MakeNode): Promise<Trial> {
	const record = await runWorld(plan, makeNode);
	return { record, breaches: breachesOf(record) };
}

/** Lives through the world of a seed. */
export async function trySeed(seed: number, makeNode: MakeNode, without?: ReadonlySet<string>): Promise<Trial> {
	return await tryWorld(generateWorld(seed, without), makeNode);
}

const MOST_TRIALS = 120;
const MOST_MS = 20_000;

/**
 * Looks for the smallest world in which the same kind of breach is still there: without one part
 * after the other, then with fewer and fewer chats and happenings.
 */
export async function shrink(seed: number, makeNode: MakeNode): Promise<Trial> {
	let best = await trySeed(seed, makeNode);
	const kind = best.breaches[0]?.kind;
	const began = performance.now();
	let trials = 0;
	const isWorse = async (trial: () => Promise<Trial>): Promise<boolean> => {
		if (trials++ >= MOST_TRIALS || performance.now() - began > MOST_MS) return false;
		const next = await trial();
		if (!next.breaches.some((breach) => breach.kind === kind)) return false;
		best = next;
		return true;
	};

	const without = new Set<string>();
	for (const part of PART_NAMES) {
		if (!best.record.plan.parts.includes(part)) continue;
		without.add(part);
		if (!(await isWorse(() => trySeed(seed, makeNode, without)))) without.delete(part);
	}
	for (const list of ['chats', 'engine', 'faults'] as const) {
		for (
			let size = Math.ceil(best.record.plan[list].length / 2);
			size >= 1;
			size = size > 1 ? Math.ceil(size / 2) : 0
		) {
			for (let from = 0; from < best.record.plan[list].length;) {
				const { plan } = best.record;
				const fewer = { ...plan, [list]: plan[list].filter((_, index) => index < from || index >= from + size) };
				if (!(await isWorse(() => tryWorld(fewer, makeNode)))) from += size;
			}
		}
	}
	return best;
}
