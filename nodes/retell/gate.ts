/** What all requests of one run pass, so that they keep to one limit together. */
export interface Gate {
	/** Sends when it is this request's turn. `limited` tells how long the server asked to wait (ms). */
	pass: <Outcome>(
		send: () => Promise<Outcome>,
		limited: (outcome: Outcome) => number | undefined,
	) => Promise<Outcome>;
}

/** Longest time between two requests that a limit can lead to, in ms. */
const LONGEST_INTERVAL = 1000;
/** Longest time between two requests that is kept to spread them, in ms. */
const LONGEST_SPREAD = 3;
/** A little slower than was measured, so that the limit is not met again at once. */
const MARGIN = 1.05;
/** How long it takes until the requests come about e times as fast as a limit had made them, in ms. */
const EASING = 40_000;

/**
 * Makes a gate for at most `most` requests at the same time.
 *
 * When the server limits the requests (429), all of them wait, and go on at the pace that the
 * server let pass before; the pace then grows slowly. Retell documents neither the number of its
 * limit nor over what time it counts, so both are learned from its answers.
 *
 * @param wait waits for so many ms; throws when the run is cancelled
 */
export function gateFor(most: number, wait: (ms: number) => Promise<void>): Gate {
	let free = most;
	const waiting: Array<() => void> = [];
	let turn = Promise.resolve();
	let opensAt = 0;
	let interval = 0;
	/**
	 * n8n opens a connection for each request, and its thread sends no first byte while it takes in
	 * answers. So requests that are sent together, and are then answered together, wait for each
	 * other again and again; a little apart they don't.
	 */
	let spread = 0;
	let longest = LONGEST_INTERVAL;
	/** Requests that passed since the last limit. `until`: the limit that ended it, a time in ms. */
	let stretch: { since: number; passed: number; until?: number } = { since: 0, passed: 0, until: 0 };

	const takeTurn = async () => {
		for (let ms = opensAt - Date.now(); ms > 0; ms = opensAt - Date.now()) {
			// No pause is that long: the machine's clock was set back.
			if (ms > longest) opensAt = Date.now() + longest;
			await wait(Math.min(ms, longest));
		}
		opensAt = Date.now() + Math.floor(Math.max(interval, spread));
	};

	const learnPass = (sentAt: number) => {
		if (stretch.until !== undefined && sentAt >= stretch.until) stretch = { since: sentAt, passed: 0 };
		stretch.passed++;
		interval *= 1 - interval / EASING;
	};

	const learnLimit = (ms: number) => {
		longest = Math.max(longest, ms);
		opensAt = Math.max(opensAt, Date.now() + ms);
		stretch.until = opensAt;
		if (stretch.passed === 0) return;
		interval = Math.min(LONGEST_INTERVAL, (MARGIN * (opensAt - stretch.since)) / stretch.passed);
	};

	return {
		pass: async (send, limited) => {
			if (free > 0) free--;
			else await new Promise<void>((resolve) => waiting.push(resolve));
			try {
				turn = turn.then(takeTurn);
				await turn;
				const sentAt = Date.now();
				const outcome = await send();
				spread = Math.min(LONGEST_SPREAD, (Date.now() - sentAt) / (2 * most));
				const ms = limited(outcome);
				if (ms === undefined) learnPass(sentAt);
				else learnLimit(ms);
				return outcome;
			} finally {
				const next = waiting.shift();
				if (next) next();
				else free++;
			}
		},
	};
}
