import { setImmediate } from 'node:timers/promises';
import type { Alarms } from '../alarms.ts';
import type { Clock } from '../clock.ts';
import type { Quirks } from '../quirks.ts';
import type { Milestone } from '../schemas.ts';
import { NOT_LOOPBACK, post, STOPPED } from './post.ts';
import type { Outcome } from './post.ts';
import { SIGNATURE_HEADER } from './sign.ts';

/** Something to be told to a webhook. */
export interface WebhookEvent {
	event: Milestone | 'chat_inbound' | 'test';
	/** The chat it is about; null for an inbound text that is told without one. */
	chat_id: string | null;
	url: string;
	/** As it goes out, byte for byte; repeats say the same. */
	body: string;
	timeoutMs: number;
}

/** One attempt to tell it. */
export interface Delivery extends WebhookEvent, Outcome {
	/** From 1. */
	attempt: number;
	/** By the sandbox clock, ms since the epoch. */
	at: number;
	signature: string;
	/** How long it took, real ms; null while under way. */
	ms: number | null;
}

/** Retell's own view of an answer: any 2xx will do. */
export function isTaken({ status }: Outcome): boolean {
	return status !== null && status >= 200 && status < 300;
}

interface CourierSettings {
	clock: Clock;
	alarms: Alarms;
	quirks: Quirks;
	sign: (body: string) => string;
	retryDelaysMs: () => readonly number[];
}

/** As many attempts as it takes, three repeats at most unless set otherwise; answers with the last. */
export type Carry = (event: WebhookEvent) => Promise<Delivery>;

export type Courier = ReturnType<typeof createCourier>;

/** All that is under way between two stops. */
function newSession() {
	return {
		closing: new AbortController(),
		lanes: new Map<string, Promise<unknown>>(),
		busy: 0,
		idlers: new Array<() => void>(),
	};
}

export function createCourier({ clock, alarms, quirks, sign, retryDelaysMs }: CourierSettings) {
	/** All attempts, in the order of sending. */
	const deliveries: Delivery[] = [];
	let session = newSession();
	type Session = typeof session;

	function leave(mine: Session): void {
		mine.busy -= 1;
		if (mine.busy === 0) for (const done of mine.idlers.splice(0)) done();
	}

	/** Counts as busy from now until the work is done. */
	function work<T>(mine: Session, task: () => Promise<T>): Promise<T> {
		mine.busy += 1;
		return task().finally(() => leave(mine));
	}

	function pause(mine: Session, ms: number): Promise<void> {
		if (ms <= 0 || mine.closing.signal.aborted) return Promise.resolve();
		return new Promise((resolve) => {
			const { signal } = mine.closing;
			const cancel = alarms.at(clock.now() + ms, () => {
				signal.removeEventListener('abort', giveUp);
				mine.busy += 1;
				resolve();
			});
			const giveUp = () => {
				cancel();
				resolve();
			};
			signal.addEventListener('abort', giveUp);
			leave(mine);
		});
	}

	async function attempt(
		mine: Session,
		event: WebhookEvent,
		number = 1,
		signature = sign(event.body),
	): Promise<Delivery> {
		const begun = performance.now();
		const delivery: Delivery = {
			...event,
			attempt: number,
			at: clock.now(),
			signature,
			status: null,
			error: null,
			answer: '',
			ms: null,
		};
		if (mine === session) deliveries.push(delivery);
		const headers: Record<string, string> = { [SIGNATURE_HEADER]: signature };
		if (quirks.contentType !== null) headers['content-type'] = quirks.contentType;
		const stop = mine.closing.signal;
		Object.assign(delivery, await post({ ...event, headers, stop }));
		delivery.ms = Math.round(performance.now() - begun);
		return delivery;
	}

	async function repeat(mine: Session, first: Delivery, event: WebhookEvent): Promise<Delivery> {
		let last = first;
		for (const ms of retryDelaysMs()) {
			if (isTaken(last) || last.error === NOT_LOOPBACK || last.error === STOPPED) return last;
			await pause(mine, ms);
			if (mine !== session) return { ...last, error: STOPPED };
			last = await attempt(mine, event, last.attempt + 1);
		}
		return last;
	}

	return {
		deliveries,
		/** One attempt; never throws. */
		attempt: (event: WebhookEvent, signature: string): Promise<Delivery> => {
			const mine = session;
			return work(mine, () => attempt(mine, event, 1, signature));
		},
		/** Does something that carries; it counts as busy, but for its waiting between two attempts. */
		work: <T>(task: (carry: Carry) => Promise<T>): Promise<T> => {
			const mine = session;
			const carry: Carry = async (event) => repeat(mine, await attempt(mine, event), event);
			return work(mine, () => task(carry));
		},
		/** Carries events one after the other: each waits for the first attempt of the one before. */
		queue: (lane: string, event: WebhookEvent): void => {
			const mine = session;
			const before = mine.lanes.get(lane);
			void work(mine, async () => {
				const first = before ? before.then(() => attempt(mine, event)) : attempt(mine, event);
				mine.lanes.set(lane, first);
				const delivery = await first;
				if (mine.lanes.get(lane) === first) mine.lanes.delete(lane);
				await repeat(mine, delivery, event);
			});
		},
		/** Nothing is under way any more; what waits for the clock does not count. */
		idle: async (): Promise<void> => {
			const mine = session;
			while (mine.busy > 0) {
				await new Promise<void>((done) => mine.idlers.push(done));
				// Whoever waited for the same goes on first.
				await setImmediate();
			}
		},
		/** Ends everything and forgets it. */
		stop: (): void => {
			const ended = session;
			session = newSession();
			deliveries.length = 0;
			ended.closing.abort();
			for (const done of ended.idlers.splice(0)) done();
			ended.busy = 0;
		},
	};
}
