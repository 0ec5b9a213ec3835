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
	/** Every other turn is for a poll or another run that has a deadline, so that many others don't outlast it. */
	let isUrgentFirst = true;
	let limit: { refusal: Refusal; until: number } | undefined;

	const leave = (queue: Queue, waiting: Waiting, outcome: Ticket | Held) => {
		const place = queue.waiting.indexOf(waiting);
		if (place < 0) return;
		queue.waiting.splice(place, 1);
		if (queue.waiting.length === 0) queues.delete(queue);
		waiting.end(outcome);
	};

	const refuseLate = (opensAt: number) => {
		const left = (limit?.until ?? 0) - now();
		const held: Refusal = limit
			? { ...limit.refusal, retryAfterMs: left > 0 ? left : undefined }
			: { kind: 'slow', status: null, said: '' };
		for (const queue of queues) {
			for (const waiting of queue.waiting.filter(({ until }) => until <= opensAt)) leave(queue, waiting, { held });
		}
	};

	const send = (queue: Queue, first: Waiting) => {
		underWay++;
		queue.underWay++;
		isUrgentFirst = !isUrgentFirst;
		queues.delete(queue);
		queues.add(queue);
		leave(queue, first, pace.countSent(now(), first.askedAt));
	};

	/** One at a time hands out the turns, as long as requests wait that may be sent. */
	const handOut = async () => {
		if (isHandingOut) return;
		isHandingOut = true;
		try {
			for (let queue = nextOf(queues, isUrgentFirst); queue; queue = nextOf(queues, isUrgentFirst)) {
				const ms = pace.turnIn(now(), underWay);
				refuseLate(ms > LONGEST_WAIT_MS ? Infinity : now() + ms);
				const [first] = queue.waiting;
				if (!first) continue;
				if (ms === 0) send(queue, first);
				else await sleep(Math.min(ms, LONGEST_SLEEP));
			}
		} finally {
			isHandingOut = false;
		}
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
		const until = now() + sent.wait;
		if (until >= (limit?.until ?? 0)) limit = { refusal: sent.refusal, until };
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
