export type Random = ReturnType<typeof createRandom>;

/** A seeded source of ids and choices: the same sandbox gives the same ids again. */
export function createRandom(seed: number) {
	let state = seed;
	// mulberry32: small, fast, and good enough for ids.
	function next(): number {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return (t ^ (t >>> 14)) >>> 0;
	}
	return {
		/** A whole number from 0 to below `limit`. */
		below: (limit: number) => next() % limit,
		/** So many hexadecimal digits. */
		hex: (digits: number) => {
			let text = '';
			while (text.length < digits) text += next().toString(16).padStart(8, '0');
			return text.slice(0, digits);
		},
		reset: () => {
			state = seed;
		},
	};
}

/** One of several, each as likely as its weight; undefined if there is none. Draws only if it must. */
export function chooseByWeight<T extends { weight: number }>(from: readonly T[], random: Random): T | undefined {
	if (from.length < 2) return from[0];
	const total = from.reduce((sum, { weight }) => sum + weight, 0);
	let left = (random.below(1_000_000) / 1_000_000) * total;
	return from.find(({ weight }) => (left -= weight) < 0) ?? from.at(-1);
}
