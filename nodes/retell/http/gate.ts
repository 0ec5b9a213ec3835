import { sleep } from 'n8n-workflow';

import { waitFor } from '../waiting';
import type { Ticket } from './interval';
import { CAUTIOUS, createPace } from './pace';
import type { Refusal } from './refusals';
import { isPatient, LONGEST_JITTER_MS, LONGEST_WAIT_MS } from './retry';

/** Nobody may be waiting any more when a sleep is over, so none is longer, in ms. */
const LONGEST_SLEEP = 1000;

/** What became of a request. */
type Sent = { answer: unknown } | { refusal: Refusal };

/** Why a request was not sent: its run was cancelled, or its turn comes too late. */
export type Held = { held: 'cancelled' } | { held: Refusal };

/** Where the requests of one run wait, in their order. */
export interface Line {
	/**
	 * Sends when it is this request's turn, and retries it for as long as the server limits the requests.
	 *
	 * @param send sends it; what it throws is thrown
	 */
	send: <Outcome extends Sent>(send: () => Promise<Outcome>, patience?: Patience) => Promise<Outcome | Held>;
}

/** What is known of a request, and how long it waits for its turn. */
interface Patience {
	/** Requests of one kind take the server about as long; undefined for those that an agent answers, who may think. */
	kind?: string;
	/** Time at which it must have been sent, in ms since 1970. */
	until?: number;
	/** Ends the waiting. */
	signal?: AbortSignal;
	/** Tries at most; those of others count, too, while the server refuses all that is sent. */
	mostTries?: number;
}

export interface Gate {
	/** Lets a run in, with so many requests at the same time at most. */
	join: (most: number) => Line;
	/** When a request last was under way or waited, by this machine's clock, in ms. */
	usedAt: () => number;
}

/** A request that waits for its turn. All times are those of the gate's clock, in ms. */
interface Waiting {
	askedAt: number;
	/** Since when it waits, its earlier tries included. */
	since: number;
	until: number;
	mostTries: number;
	kind: string | undefined;
	end: (outcome: Ticket | Held) => void;
}

interface Queue {
	most: number;
	underWay: number;
	waiting: Waiting[];
}

/**
 * Makes a gate for all requests with one key: the one place that knows whether the server says wait.
 * Runs take turns, one request each, however many requests each of them has.
 */
export function createGate(pace = createPace()): Gate {
	const now = steadyClock();
	/** Those in which requests wait; whose turn was last, comes last. */
	const queues = new Set<Queue>();
	/** Requests without an answer: those that an agent will answer, and the others. */
	const underWay = { thoughtful: 0, measured: 0 };
	let isHandingOut = false;
	/** Every other turn is for a poll or another run that has a deadline, so that many others don't outlast it. */
	let isUrgentFirst = true;
	let limit: { refusal: Refusal; until: number } | undefined;
	let usedAt = Date.now();
	/** Ends the wait for the next turn: after an answer it can come sooner. */
	const wakers = new Set<() => void>();

	const countAll = () => underWay.thoughtful + underWay.measured;

	const leave = (queue: Queue, waiting: Waiting, outcome: Ticket | Held) => {
		const place = queue.waiting.indexOf(waiting);
		if (place < 0) return;
		queue.waiting.splice(place, 1);
		if (queue.waiting.length === 0) queues.delete(queue);
		waiting.end(outcome);
	};

	const refuse = (isRefused: (waiting: Waiting) => boolean) => {
		const left = (limit?.until ?? 0) - now();
		const held: Refusal =
			limit && pace.isSlowed(now())
				? { ...limit.refusal, retryAfterMs: left > 0 ? left : undefined }
				: { kind: 'late', status: null, said: '' };
		for (const queue of queues) {
			for (const waiting of queue.waiting.filter(isRefused)) leave(queue, waiting, { held });
		}
	};

	/** Whether it has been tried often enough, by itself or by others while all were refused. */
	const isHopeless = ({ since, mostTries }: Pick<Waiting, 'since' | 'mostTries'>) =>
		pace.refusalsSince(since) >= mostTries;

	const send = (queue: Queue, first: Waiting) => {
		underWay[sortOf(first.kind)]++;
		queue.underWay++;
		isUrgentFirst = !isUrgentFirst;
		queues.delete(queue);
		queues.add(queue);
		leave(
			queue,
			first,
			pace.countSent(now(), first.askedAt, { underWay: underWay[sortOf(first.kind)], isAlone: countAll() === 1 }),
		);
	};

	/** One at a time hands out the turns, as long as requests wait that may be sent. */
	const handOut = async () => {
		if (isHandingOut) return;
		isHandingOut = true;
		try {
			for (let queue = nextOf(queues, isUrgentFirst); queue; queue = nextOf(queues, isUrgentFirst)) {
				const [next] = queue.waiting;
				const sort = sortOf(next?.kind);
				const ms = pace.turnIn(now(), underWay[sort], sort === 'thoughtful');
				const opensAt = ms > LONGEST_WAIT_MS + LONGEST_JITTER_MS ? Infinity : now() + ms;
				refuse(({ until }) => until <= opensAt);
				const [first] = queue.waiting;
				if (!first) continue;
				if (ms === 0) send(queue, first);
				// Requests that are to go out a little apart do so, whatever is answered meanwhile.
				else if (ms <= CAUTIOUS) await sleep(ms);
				else await waitFor(Math.min(ms, LONGEST_SLEEP), undefined, wakers);
			}
		} finally {
			isHandingOut = false;
		}
	};

	const takeTurn = async (
		queue: Queue,
		request: Omit<Waiting, 'askedAt' | 'end'>,
		signal?: AbortSignal,
	): Promise<Ticket | Held> => {
		if (signal?.aborted) return { held: 'cancelled' };
		let cancel = () => {};
		const turn = new Promise<Ticket | Held>((end) => {
			const waiting = { ...request, askedAt: now(), end };
			cancel = () => leave(queue, waiting, { held: 'cancelled' });
			queue.waiting.push(waiting);
			queues.add(queue);
		});
		signal?.addEventListener('abort', cancel);
		void handOut();
		try {
			return await turn;
		} finally {
			signal?.removeEventListener('abort', cancel);
		}
	};

	const learn = (ticket: Ticket, sent: Sent, kind: string | undefined) => {
		if (!isLimited(sent)) {
			const sort = sortOf(kind);
			pace.learnAccepted(ticket, { now: now(), underWay: underWay[sort], isWell: isWell(sent, sort), kind });
			// Sent after the limit, it shows that there is nothing to wait for any more, whatever was asked.
			if (limit && !ticket.stretch.limit) limit.until = now();
			return;
		}
		const until = now() + pace.learnLimit(ticket, now(), sent.refusal.retryAfterMs);
		if (until >= (limit?.until ?? 0)) limit = { refusal: sent.refusal, until };
		refuse(isHopeless);
	};

	const sendNow = async <Outcome extends Sent>(
		queue: Queue,
		turn: Ticket,
		request: () => Promise<Outcome>,
		kind: string | undefined,
	) => {
		try {
			const sent = await request();
			learn(turn, sent, kind);
			return sent;
		} finally {
			underWay[sortOf(kind)]--;
			queue.underWay--;
			usedAt = Date.now();
			for (const wake of wakers) wake();
			void handOut();
		}
	};

	return {
		usedAt: () => (countAll() > 0 || queues.size > 0 ? Date.now() : usedAt),
		join: (most) => {
			const queue: Queue = { most, underWay: 0, waiting: [] };
			return {
				send: async (request, { until = Infinity, signal, mostTries = Infinity, kind } = {}) => {
					const waiting = { since: now(), until: now() + until - Date.now(), mostTries, kind };
					for (let tries = 1; ; tries++) {
						const turn = await takeTurn(queue, waiting, signal);
						if ('held' in turn) return turn;
						const sent = await sendNow(queue, turn, request, kind);
						if (!isLimited(sent) || !isPatient(sent.refusal) || tries >= mostTries || isHopeless(waiting)) return sent;
					}
				},
			};
		},
	};
}

function isLimited(sent: Sent): sent is { refusal: Refusal } {
	return 'refusal' in sent && sent.refusal.kind === 'rateLimited';
}

function sortOf(kind: string | undefined): 'thoughtful' | 'measured' {
	return kind === undefined ? 'thoughtful' : 'measured';
}

/** Whether an answer tells how many requests the server works on: a refusal can be much faster than the work. */
function isWell(sent: Sent, sort: 'thoughtful' | 'measured'): boolean {
	return 'answer' in sent || (sort === 'thoughtful' && (sent.refusal.status ?? 500) < 500);
}

/** Whose turn it is, of those that may have one more request under way. `isUrgentFirst`: those that can't wait for ever go first. */
function nextOf(queues: Set<Queue>, isUrgentFirst: boolean): Queue | undefined {
	const ready = [...queues].filter(({ underWay, most }) => underWay < most);
	const isUrgent = ({ waiting: [first] }: Queue) => first !== undefined && first.until < Infinity;
	return (isUrgentFirst && ready.find(isUrgent)) || ready[0];
}

/** The machine's clock, in ms; it goes on where it was when that is set back. */
function steadyClock(): () => number {
	let latest = -Infinity;
	let behind = 0;
	return () => {
		const time = Date.now() + behind;
		if (time < latest) behind += latest - time;
		latest = Math.max(latest, time);
		return latest;
	};
}
