import { createRandom } from '../../tools/sandbox/random.ts';

/** Seeded chance. */
export interface Dice {
	chance(share: number): boolean;
	/** A whole number, both bounds included. */
	between(low: number, high: number): number;
	pick<T>(choices: readonly [T, ...T[]]): T;
}

const FINE = 1_000_000;

/** Dice of their own for every purpose, so that leaving one out does not change the others. */
export function createDice(seed: number, purpose: string): Dice {
	let mixed = seed;
	for (const letter of purpose) mixed = (Math.imul(mixed ^ letter.charCodeAt(0), 0x01000193) + 0x9e3779b9) | 0;
	const random = createRandom(mixed);
	const between = (low: number, high: number) =>
		low + Math.floor(((random.below(FINE) * FINE + random.below(FINE)) / (FINE * FINE)) * (high - low + 1));
	return {
		chance: (share) => random.below(FINE) < share * FINE,
		between,
		pick: (choices) => choices[random.below(choices.length)] ?? choices[0],
	};
}
