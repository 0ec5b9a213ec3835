/** A time in which a part of n8n was not there; of a process that ends, its last moment. */
export interface Interruption {
	who: string;
	/** ms since the epoch. */
	from: number;
	to: number;
}

/** What happened, and how often. */
export type Chronicle = ReturnType<typeof startChronicle>;

export function startChronicle() {
	const began = Date.now();
	const interruptions: Interruption[] = [];
	const counts = new Map<string, number>();
	/** Says what happens, with the time since the beginning. */
	const tell = (what: string) => {
		const seconds = Math.round((Date.now() - began) / 1_000);
		console.log(`${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}  ${what}`);
	};
	return {
		interruptions,
		counts,
		interrupted: (who: string, from = Date.now()) => void interruptions.push({ who, from, to: Date.now() }),
		count: (what: string) => {
			counts.set(what, (counts.get(what) ?? 0) + 1);
			tell(what);
		},
		tell,
	};
}
