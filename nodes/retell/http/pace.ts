import { createInterval, LONGEST_INTERVAL, type Stretch, type Ticket } from './interval';
import { createRoom } from './room';
import { FIRST_WAIT_MS, jitterOf } from './retry';

/** Longest time between two requests that is kept to spread them, in ms. */
const LONGEST_SPREAD = 3;
/** A request that is sent so much later than it was due does not hold up the next one, in ms: timers are seldom exact. */
const LATENESS = 20;
/** Time between two requests beyond those that the server has proved to take, in ms. n8n needs about as long to start an execution. */
export const CAUTIOUS = 10;
/** The same before any answer has come, in ms. */
const BLIND = 50;
/** After so long without requests, what was accepted before says nothing of a limit, in ms. */
const IDLE = 250;
/** A limit that asks for no wait would be met at once, in ms. */
const LEAST_WAIT = 50;
/** Longest wait that nobody asked for, in ms. */
const LONGEST_OWN_WAIT = 16_000;
/** After so long one request tries, however long the server asked to wait, in ms. */
const LONGEST_CLOSED = 5 * 60_000;
/** After so long without requests, waits grow from the beginning, in ms. */
const FORGOTTEN = 60_000;

/** A request that was not limited. */
interface Accepted {
	now: number;
	/** Requests of the same sort without an answer, this one included. */
	underWay: number;
	/** Whether the time that it took says something of the server. */
	isWell: boolean;
	/** Requests of one kind take the server about as long; undefined if that says nothing. */
	kind?: string;
}

/** When the next request may be sent. All times are in ms, by a clock that never goes back. */
interface Pace {
	/**
	 * In how many ms the next request may be sent; 0: now. `isThoughtful`: an agent will answer it, who may think for
	 * long. `underWay`: requests of the same sort without an answer.
	 */
	turnIn: (now: number, underWay: number, isThoughtful: boolean) => number;
	/**
	 * Counts a request that is sent now. `askedAt`: since when it waited for that. `underWay`: requests of the same sort
	 * without an answer, this one included. `isAlone`: there is none of the other sort, either.
	 */
	countSent: (now: number, askedAt: number, sent: { underWay: number; isAlone: boolean }) => Ticket;
	/** Learns from a request that was not limited. */
	learnAccepted: (ticket: Ticket, accepted: Accepted) => void;
	/**
	 * Learns from a request that was limited: nobody may send for a while.
	 *
	 * @param asked the wait that the server asks for, in ms
	 * @returns how long the limit lasts, in ms; after five minutes a request may be sent all the same
	 */
	learnLimit: (ticket: Ticket, now: number, asked: number | undefined) => number;
	/** Whether a limit still holds requests back: nothing may be sent yet, nothing was accepted since, or they go out further apart. */
	isSlowed: (now: number) => boolean;
	/** How many stretches ended in a limit since a time, without any accepted request: in vain, one after the other. */
	refusalsSince: (time: number) => number;
}

/**
 * Learns how fast a server takes requests.
 *
 * When the server limits them (429), all wait, and go on at the pace that was accepted before; it then
 * grows slowly. Retell documents neither the number of its limit nor over what time it counts, so
 * both are learned from its answers. Before anything is known, more requests than a few at once go
 * out a little apart: those that are on their way when a limit is met would all be refused.
 *
 * @param random gives numbers from 0 to 1
 */
export function createPace(random: () => number = Math.random): Pace {
	let opensAt = -Infinity;
	let sentAt = -Infinity;
	/** When the last request was due. */
	let pacedFrom = -Infinity;
	let activeAt = -Infinity;
	const interval = createInterval();
	/** An agent may think for minutes: that must not take the room of others. */
	const rooms = { thoughtful: createRoom(), measured: createRoom() };
	/**
	 * n8n opens a connection for each request, and its thread sends no first byte while it takes in
	 * answers. So requests that are sent together, and are then answered together, wait for each
	 * other again and again; a little apart they don't.
	 */
	let spread = 0;
	/** When stretches ended in a limit without an accepted request, since the last accepted one. */
	let inVain: number[] = [];
	const startStretch = (now: number): Stretch => ({ since: now, sent: 0, accepted: 0, chance: random() });
	let stretch = startStretch(0);

	/** As long as the server asks; longer each time if all is refused, whoever sent it. */
	const waitFor = (asked: number | undefined) => {
		const grown = (wait: number) => Math.min(LONGEST_OWN_WAIT, wait * 2 ** Math.max(0, inVain.length - 1));
		return Math.max(asked ?? grown(FIRST_WAIT_MS), grown(LEAST_WAIT));
	};

	return {
		turnIn: (now, underWay, isThoughtful) => {
			const room = isThoughtful ? rooms.thoughtful : rooms.measured;
			const unknown = isThoughtful ? CAUTIOUS : BLIND;
			const beyond = Math.min(LONGEST_INTERVAL, Math.max(CAUTIOUS, room.apart() ?? unknown));
			// While all is refused, one after the other asks whether the limit is over.
			const least = inVain.length > 1 ? LONGEST_INTERVAL : underWay < room.size() ? spread : beyond;
			const due = pacedFrom + interval.at(now);
			return Math.max(0, opensAt - now, Math.ceil(due - now), sentAt + Math.floor(least) - now);
		},
		countSent: (now, askedAt, { underWay, isAlone }) => {
			const isIdle = askedAt - activeAt > IDLE;
			if (stretch.limit || isIdle) stretch = startStretch(now);
			if (isIdle && isAlone) for (const room of Object.values(rooms)) room.reset();
			if (askedAt - activeAt > FORGOTTEN) inVain = [];
			const due = pacedFrom + interval.at(now);
			pacedFrom = now - due < LATENESS ? Math.min(due, now) : now;
			sentAt = now;
			activeAt = now;
			const ticket = { sentAt: now, before: stretch.sent++, stretch, together: underWay };
			interval.countSent(ticket);
			return ticket;
		},
		learnAccepted: ({ sentAt: began, stretch: own, together }, { now, underWay, isWell, kind }) => {
			own.accepted++;
			activeAt = now;
			if (own === stretch) inVain = [];
			const took = now - began;
			const room = kind === undefined ? rooms.thoughtful : rooms.measured;
			if (isWell) room.learn({ took, together, isFull: underWay >= room.size(), kind });
			spread = Math.min(LONGEST_SPREAD, took / (2 * Math.max(together, underWay)));
		},
		learnLimit: (ticket, now, asked) => {
			const { before, stretch: own } = ticket;
			if (!own.limit && own.accepted === 0) inVain.push(now);
			const lasts = waitFor(asked);
			const wait = Math.min(lasts, LONGEST_CLOSED);
			const { taken, until } = own.limit ?? { taken: before, until: now + wait };
			own.limit = { taken: Math.max(taken, own.accepted), until };
			for (const room of Object.values(rooms)) room.halve(own);
			activeAt = now;
			opensAt = Math.max(opensAt, Math.ceil(now + wait + jitterOf(wait, own.chance)));
			interval.learnLimit(ticket, { now, asked, opensAt, taken: own.limit.taken, until });
			return lasts;
		},
		isSlowed: (now) => now < opensAt || inVain.length > 0 || interval.at(now) > CAUTIOUS,
		refusalsSince: (time) => inVain.filter((at) => at >= time).length,
	};
}
