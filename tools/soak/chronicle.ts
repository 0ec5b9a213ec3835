/** A time in which a part of n8n was not there; of a process that ends, its last moment. */
export interface Interruption {
	who: string;
	/** ms since the epoch. */
	from: number;
	to: number;
}

/** What happened, and how often. */
export interface Chronicle {
	readonly interruptions: readonly Interruption[];
	readonly counts: ReadonlyMap<string, number>;
	interrupted(who: string, from?: number): void;
	count(what: string): void;
	/** Says what happens, with the time since the beginning. */
	tell(what: string): void;
}

export function startChronicle(): Chronicle {
	const began = Date.now();
	const interruptions: Interruption[] = [];
	const counts = new Map<string, number>();
	const tell = (what: string) => {
		const seconds = Math.round((Date.now() - began) / 1_000);
		console.log(`${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}  ${what}`);
	};
	return {
		interruptions,
		counts,
		interrupted: (who, from = Date.now()) => void interruptions.push({ who, from, to: Date.now() }),
		count: (what) => {
			counts.set(what, (counts.get(what) ?? 0) + 1);
			tell(what);
		},
		tell,
	};
}
