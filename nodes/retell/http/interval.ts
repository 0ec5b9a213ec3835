/** Longest time between two requests that a limit can lead to, in ms. */
export const LONGEST_INTERVAL = 1000;
/** A little slower than was measured, so that the limit is not met at once. */
const MARGIN = 1.05;
/** How long it takes until the requests come about e times as fast as a limit made them, in ms. */
const EASING = 40_000;
/** A limit that asks for no more counts by the second: what passed in the one before is what may pass, in ms. */
const SECOND = 1000;
/** A little slower than was counted, as much as requests are faster or slower on their way. */
const NARROW_MARGIN = 1.03;
/** After so many seconds at a pace, a limit says little against it. */
const STEADY = 3;
/** Such a limit is kept to for a while, and forgotten after so long, in ms. */
const TRUST = 120_000;

/** A request that was sent. */
export interface Ticket {
	sentAt: number;
	/** How many were sent before it in its stretch. */
	before: number;
	stretch: Stretch;
	/** How many of its sort were under way when it was sent, itself included. */
	together: number;
}

/** Requests one after the other without a longer break. A limit ends it. */
export interface Stretch {
	since: number;
	sent: number;
	accepted: number;
	/** Set by a limit: how many the server took before it, and when the wait that it asked for is over. */
	limit?: { taken: number; until: number };
	/** By how much waits for it are prolonged: one number for all, for the longest counts. */
	chance: number;
}

/** A limit that a request met. */
interface Limit {
	now: number;
	/** The wait that the server asks for, in ms. */
	asked: number | undefined;
	/** When requests may be sent again. */
	opensAt: number;
	/** How many requests of its stretch the server took, and when the first wait that the limit asked for is over. */
	taken: number;
	until: number;
}

/** How far apart requests go out since the last limit. All times are in ms, by a clock that never goes back. */
interface Interval {
	/** How far apart they are at this time: less and less. */
	at: (now: number) => number;
	countSent: (ticket: Ticket) => void;
	learnLimit: (ticket: Ticket, limit: Limit) => void;
}

/**
 * Learns from limits how far apart requests have to be. A limit that asks for a second at most counts by the second,
 * as most do: what passed in the second before it may pass in each. Of any other, all that passed since the last break
 * is counted, until its wait is over.
 */
export function createInterval(): Interval {
	let interval = { ms: 0, since: 0, isCounted: false };
	/** What was sent in the last two seconds, and not limited as far as anybody knows. */
	let lately: Ticket[] = [];

	const at = (now: number) => {
		const age = Math.max(0, now - interval.since);
		const eased = interval.isCounted ? Math.max(0, 1 - (age / TRUST) ** 3) : Math.exp(-age / EASING);
		return interval.ms * eased;
	};

	/** How many passed in the second before a request that was limited. They may have arrived as late as this one. */
	const countLately = ({ sentAt: limitedAt }: Ticket, now: number) => {
		const from = limitedAt - SECOND - (now - limitedAt);
		return lately.filter(({ sentAt }) => sentAt > from && sentAt <= limitedAt).length;
	};

	/** The interval for so many in a second. One that was kept to for some seconds was about right. */
	const countedInterval = (counted: number, taken: number, now: number) => {
		const ms = (NARROW_MARGIN * SECOND) / counted;
		const isProved = interval.isCounted && taken > STEADY * counted;
		return isProved ? Math.min(ms, NARROW_MARGIN * at(now)) : ms;
	};

	return {
		at,
		countSent: (ticket) => {
			lately = [...lately.filter(({ sentAt }) => sentAt > ticket.sentAt - 2 * SECOND), ticket];
		},
		learnLimit: (ticket, { now, asked, opensAt, taken, until }) => {
			lately = lately.filter((each) => each !== ticket);
			if (taken === 0) return;
			const counted = countLately(ticket, now);
			const isCounted = asked !== undefined && asked <= SECOND && counted > 0;
			const ms = isCounted ? countedInterval(counted, taken, now) : (MARGIN * (until - ticket.stretch.since)) / taken;
			interval = { ms: Math.min(LONGEST_INTERVAL, ms), since: opensAt, isCounted };
		},
	};
}
