/** So many requests go out together before any answer shows how many the server works on. */
const FIRST_TOGETHER = 5;
/** The middle of so many answers tells how they are of late. */
const SAMPLE = 16;
/** How many requests may be under way for each that the server works on: with twice as many, answers take twice as long. */
const ENOUGH = 1.75;
/** When answers take longer than this many times the fastest, requests wait for each other at the server. */
const CROWDED = 1.25;
/** Answers that differ by less say nothing, in ms. */
const LEAST_TIME = 10;

interface Answered {
	/** How long the answer took, in ms. */
	took: number;
	/** How many requests were under way with it, itself included. */
	together: number;
	/** Whether as many requests as may be are under way. */
	isFull: boolean;
	/** Requests of one kind take the server about as long; undefined if how long it takes says nothing. */
	kind: string | undefined;
}

/** How many requests may be under way before the next ones are sent with caution. */
interface Room {
	size: () => number;
	/**
	 * How far apart those are to be that go out beyond it, in ms; undefined before any answer. While requests wait for
	 * each other at the server, one for as long as an answer takes; before, as many as double what is under way meanwhile.
	 */
	apart: () => number | undefined;
	learn: (answered: Answered) => void;
	/** After a limit: once for all requests that met the same one, which `limit` stands for. */
	halve: (limit: object) => void;
	/** After a break: how fast the server was before it says nothing now. */
	reset: () => void;
}

/**
 * Learns how many requests a server works on at the same time.
 *
 * While answers come as fast as ever, it works on all that are under way, and there is room for three quarters more:
 * so they grow with each round of answers. When they take longer, it works on as many less (Little's law), and the room
 * stays at three quarters more than that. If answers take as long with few requests under way, the server has become
 * slower, and its number is found anew.
 */
export function createRoom(): Room {
	let latest: Array<{ workedOn: number; slowness: number; took: number }> = [];
	/** By kind: how long the latest answers took, and the middle of them when they were fastest, in ms. */
	const times = new Map<string, { latest: number[]; fastest: number }>();
	let cap = Infinity;
	let met: object | undefined;
	let size = FIRST_TOGETHER;
	/** Answers in a row with few requests under way: how long they take does not come of their number. */
	let withFew = 0;
	let apart: number | undefined;

	const slownessOf = (kind: string, took: number, together: number): number => {
		const known = times.get(kind) ?? { latest: [], fastest: Infinity };
		const ofKind = withLatest(known.latest, took);
		// A single one can be fast by chance.
		const typical = ofKind.length < FIRST_TOGETHER ? Infinity : quantileOf(0.5, ofKind);
		withFew = together <= FIRST_TOGETHER + 1 ? withFew + 1 : 0;
		const isProof = withFew >= SAMPLE;
		if (isProof) withFew = 0;
		const fastest = isProof ? typical : Math.min(known.fastest, typical);
		times.set(kind, { latest: ofKind, fastest });
		return Math.max(1, took / Math.max(LEAST_TIME, fastest));
	};

	const measure = () => {
		const spread = (part: number, of: keyof (typeof latest)[number]) =>
			quantileOf(
				part,
				latest.map((each) => each[of]),
			);
		// Of those that go out one after the other, the first find fewer under way than there is room for.
		size = Math.max(FIRST_TOGETHER, Math.min(cap, Math.floor(ENOUGH * spread(0.75, 'workedOn'))));
		apart = spread(0.5, 'took') / (spread(0.5, 'slowness') > CROWDED ? 1 : size);
	};

	return {
		size: () => size,
		apart: () => apart,
		learn: ({ took, together, isFull, kind }) => {
			const slowness = kind === undefined ? 1 : slownessOf(kind, took, together);
			const answer = { workedOn: together / slowness, slowness, took: kind === undefined ? 0 : took };
			latest = withLatest(latest, answer);
			if (isFull) cap++;
			measure();
		},
		halve: (limit) => {
			if (limit === met) return;
			met = limit;
			cap = Math.max(FIRST_TOGETHER, Math.floor(size / 2));
			size = cap;
		},
		reset: () => {
			latest = [];
			times.clear();
			size = FIRST_TOGETHER;
			apart = undefined;
			withFew = 0;
		},
	};
}

function withLatest<Entry>(entries: Entry[], entry: Entry): Entry[] {
	return [...entries, entry].slice(-SAMPLE);
}

/** The number that this part of them does not exceed; 0 if there are none. */
function quantileOf(part: number, numbers: number[]): number {
	return [...numbers].sort((a, b) => a - b)[Math.floor((numbers.length - 1) * part)] ?? 0;
}
