import { sleep } from 'n8n-workflow';

import { createPace, type Ticket } from './pace';
import type { Refusal } from './refusals';
import { LONGEST_WAIT_MS } from './retry';

/** After so long one request asks again, however long the server asked to wait, in ms. */
const LONGEST_CLOSED = 5 * 60_000;
/** Nobody may be waiting any more when a sleep is over, so none is longer, in ms. */
const LONGEST_SLEEP = 1000;

/** What became of a request: `wait` tells for how long the server limits all requests, in ms. */
type Sent = { answer: unknown } | { refusal: Refusal; wait: number };

/** Why a request was not sent: its run was cancelled, or its turn comes too late. */
export type Held = { held: 'cancelled' } | { held: Refusal };

/** Where the requests of one run wait, in their order. */
export interface Line {
	/**
	 * Sends when it is this request's turn.
	 *
	 * @param send sends it; what it throws is thrown
	 * @param until time at which it must have been sent, in ms since 1970
	 * @param signal ends the waiting
	 */
	pass: <Outcome extends Sent>(
		send: () => Promise<Outcome>,
		until?: number,
		signal?: AbortSignal,
	) => Promise<Outcome | Held>;
}

export interface Gate {
	/** Lets a run in, with so many requests at the same time at most. */
	join: (most: number) => Line;
	isInUse: () => boolean;
}

interface Waiting {
	askedAt: number;
	until: number;
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
	let underWay = 0;
	let isHandingOut = false;
	let limit: { refusal: Refusal; until: number } | undefined;

	const leave = (queue: Queue, waiting: Waiting, outcome: Ticket | Held) => {
		const place = queue.waiting.indexOf(waiting);
		if (place < 0) return;
		queue.waiting.splice(place, 1);
		if (queue.waiting.length === 0) queues.delete(queue);
		waiting.end(outcome);
	};

	const refuseLate = (opensAt: number) => {
		const held: Refusal = limit
			? { ...limit.refusal, retryAfterMs: Math.max(0, limit.until - now()) }
			: { kind: 'rateLimited', status: null, said: '' };
		for (const queue of queues) {
			for (const waiting of queue.waiting.filter(({ until }) => until <= opensAt)) leave(queue, waiting, { held });
		}
	};

	const send = (queue: Queue, first: Waiting) => {
		underWay++;
		queue.underWay++;
		queues.delete(queue);
		queues.add(queue);
		leave(queue, first, pace.countSent(now(), first.askedAt));
	};

	/** One at a time hands out the turns, as long as requests wait that may be sent. */
	const handOut = async () => {
		if (isHandingOut) return;
		isHandingOut = true;
		for (let queue = nextOf(queues); queue; queue = nextOf(queues)) {
			const ms = pace.turnIn(now(), underWay);
			const [first] = queue.waiting;
			if (ms === 0 && first) {
				send(queue, first);
				continue;
			}
			refuseLate(ms > LONGEST_WAIT_MS ? Infinity : now() + ms);
			await sleep(Math.min(ms, LONGEST_SLEEP));
		}
		isHandingOut = false;
	};

	const takeTurn = async (queue: Queue, until: number, signal?: AbortSignal): Promise<Ticket | Held> => {
		if (signal?.aborted) return { held: 'cancelled' };
		let cancel = () => {};
		const turn = new Promise<Ticket | Held>((end) => {
			const waiting = { askedAt: now(), until: now() + until - Date.now(), end };
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

	const learn = (ticket: Ticket, sent: Sent) => {
		if ('answer' in sent || sent.refusal.kind !== 'rateLimited') {
			pace.learnPass(ticket, now(), underWay);
			return;
		}
		limit = { refusal: sent.refusal, until: now() + sent.wait };
		pace.learnLimit(ticket, now(), Math.min(sent.wait, LONGEST_CLOSED));
	};

	return {
		isInUse: () => underWay > 0 || queues.size > 0,
		join: (most) => {
			const queue: Queue = { most, underWay: 0, waiting: [] };
			return {
				pass: async (request, until = Infinity, signal) => {
					const turn = await takeTurn(queue, until, signal);
					if ('held' in turn) return turn;
					try {
						const sent = await request();
						learn(turn, sent);
						return sent;
					} finally {
						underWay--;
						queue.underWay--;
						void handOut();
					}
				},
			};
		},
	};
}

/** Whose turn it is, of those that may have one more request under way. */
function nextOf(queues: Set<Queue>): Queue | undefined {
	for (const queue of queues) if (queue.underWay < queue.most) return queue;
	return undefined;
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
