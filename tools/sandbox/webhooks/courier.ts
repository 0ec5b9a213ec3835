import { setImmediate } from 'node:timers/promises';
import type { Alarms } from '../alarms.ts';
import type { Clock } from '../clock.ts';
import type { Quirks } from '../quirks.ts';
import { isTaken } from './delivery.ts';
import type { Delivery, WebhookEvent } from './delivery.ts';
import { NOT_LOOPBACK, post, STOPPED } from './post.ts';
import { SIGNATURE_HEADER } from './sign.ts';

interface CourierSettings {
	clock: Clock;
	alarms: Alarms;
	quirks: Quirks;
	sign: (body: string) => string;
	retryDelaysMs: () => readonly number[];
}

/** As many attempts as it takes, three repeats at most unless set otherwise; answers with the last. */
export type Carry = (event: WebhookEvent, good: (delivery: Delivery) => boolean) => Promise<Delivery>;

export interface Courier {
	/** All attempts, in the order of sending. */
	readonly deliveries: Delivery[];
	/** One attempt; never throws. */
	attempt(event: WebhookEvent, number?: number, signature?: string): Promise<Delivery>;
	/** Does something that carries; it counts as busy, but for its waiting between two attempts. */
	work<T>(task: (carry: Carry) => Promise<T>): Promise<T>;
	/** Carries events one after the other: each waits for the first attempt of the one before. */
	queue(lane: string, event: WebhookEvent): void;
	/** Nothing is under way any more; what waits for the clock does not count. */
	idle(): Promise<void>;
	/** Ends everything and forgets it. */
	stop(): void;
}

/** All that is under way between two stops. */
function newSession() {
	return {
		closing: new AbortController(),
		lanes: new Map<string, Promise<unknown>>(),
		busy: 0,
		idlers: new Array<() => void>(),
	};
}

export function createCourier(settings: CourierSettings): Courier {
	const { clock, alarms, quirks, sign, retryDelaysMs } = settings;
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

	async function repeat(
		mine: Session,
		first: Delivery,
		event: WebhookEvent,
		good: (delivery: Delivery) => boolean,
	): Promise<Delivery> {
		let last = first;
		for (const ms of retryDelaysMs()) {
			if (good(last) || last.error === NOT_LOOPBACK || last.error === STOPPED) return last;
			await pause(mine, ms);
			if (mine !== session) return { ...last, error: STOPPED };
			last = await attempt(mine, event, last.attempt + 1);
		}
		return last;
	}

	return {
		deliveries,
		attempt: (event, number, signature) => {
			const mine = session;
			return work(mine, () => attempt(mine, event, number, signature));
		},
		work: (task) => {
			const mine = session;
			const carry: Carry = async (event, good) => repeat(mine, await attempt(mine, event), event, good);
			return work(mine, () => task(carry));
		},
		queue: (lane, event) => {
			const mine = session;
			const before = mine.lanes.get(lane);
			void work(mine, async () => {
				const first = before ? before.then(() => attempt(mine, event)) : attempt(mine, event);
				mine.lanes.set(lane, first);
				const delivery = await first;
				if (mine.lanes.get(lane) === first) mine.lanes.delete(lane);
				await repeat(mine, delivery, event, isTaken);
			});
		},
		idle: async () => {
			const mine = session;
			while (mine.busy > 0) {
				await new Promise<void>((done) => mine.idlers.push(done));
				// Whoever waited for the same goes on first.
				await setImmediate();
			}
		},
		stop: () => {
			const ended = session;
			session = newSession();
			deliveries.length = 0;
			ended.closing.abort();
			for (const done of ended.idlers.splice(0)) done();
			ended.busy = 0;
		},
	};
}
