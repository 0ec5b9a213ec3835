// Time that the tests move: the host's clock (`Date`) and its timers. A sandbox with a "real" clock
// goes by it; how far that clock was advanced is how far the host's clock is behind.
import FakeTimers from '@sinonjs/fake-timers';
import type { IExecuteFunctions } from 'n8n-workflow';

import { MANUAL_START } from '../../tools/sandbox/clock.ts';

export interface VirtualTime {
	/** The true time; the host's clock may be off. Timers go by it. */
	now(): number;
	/** Lets time pass; timers that fall due are run. */
	pass(ms: number): void;
	/** Lets everything happen up to a time. `isBusy`: whether work is under way that timers may come of. */
	advanceTo(at: number, isBusy: () => boolean): Promise<void>;
	/** Sets the host's clock without letting time pass. */
	setHostClock(ms: number): void;
	/** Waits for work. When nothing is on its way over the network, what is left is waiting: it is cut short. */
	settle<Result>(work: Promise<Result>): Promise<Result>;
	/** Tells that a request is on its way until `answer` is there. */
	underWay<Answer>(answer: Promise<Answer>): Promise<Answer>;
	/** Of a request that is held up on purpose: it waits meanwhile, and is not on its way. */
	held<Result>(wait: Promise<Result>): Promise<Result>;
	/** Waits until nothing is on its way over the network, and all is done that came of it. No time passes. */
	quiet(): Promise<void>;
	restore(): void;
}

// Kept from before the timers are replaced: a turn of the event loop lets all promises settle.
const turn = () => new Promise((resolve) => setImmediate(resolve));

/**
 * Replaces `Date` and `setTimeout`. While nothing but waiting is left, it goes on to the next timer, or by `step` ms:
 * the next timer stands still where a wait has a part of a millisecond left.
 */
export function virtualTime({ start = MANUAL_START, step }: { start?: number; step?: number } = {}): VirtualTime {
	const clock = FakeTimers.install({
		now: start,
		toFake: ['Date', 'setTimeout', 'clearTimeout'],
		// A sandbox that was started before has real ones.
		shouldClearNativeTimers: true,
	});
	let requests = 0;
	let off = 0;
	const now = () => clock.now - off;
	return {
		now,
		pass: (ms) => {
			clock.tick(ms);
		},
		advanceTo: async (at, isBusy) => {
			let reached = false;
			setTimeout(() => (reached = true), Math.max(0, at - now()));
			while (!reached) {
				if (isBusy()) await turn();
				clock.next();
			}
			if (isBusy()) await turn();
		},
		setHostClock: (ms) => {
			off = ms - now();
			clock.setSystemTime(ms);
		},
		underWay: async (answer) => {
			requests++;
			try {
				return await answer;
			} finally {
				requests--;
			}
		},
		held: async (wait) => {
			requests--;
			try {
				return await wait;
			} finally {
				requests++;
			}
		},
		quiet: async () => {
			// What an answer leads to follows at once, the next request, too.
			do await turn();
			while (requests > 0);
		},
		settle: async (work) => {
			let done = false;
			const over = () => {
				done = true;
			};
			work.then(over, over);
			while (!done) {
				await turn();
				if (done || requests > 0) continue;
				if (step === undefined) clock.next();
				else clock.tick(step);
			}
			return await work;
		},
		restore: () => clock.uninstall(),
	};
}

/**
 * Time that stands still until a test lets it pass. Only who waits for no time at all goes on.
 *
 * @param crawl ms that pass with each true one, at most: it does not stand still, but is slow, or quick
 */
export function stoppedTime(crawl = 0): Pick<VirtualTime, 'pass' | 'restore'> {
	const time = virtualTime();
	const beat = setInterval(() => time.pass(crawl), 1);
	return {
		pass: (ms) => time.pass(ms),
		restore: () => {
			clearInterval(beat);
			time.restore();
		},
	};
}

/** For the tests of a file in which waits take no time: the time of the test that runs, to be handed to what it runs. */
export function useTimeWithoutWaits(): () => VirtualTime {
	let time: VirtualTime;
	beforeEach(() => {
		time = virtualTime({ step: 100 });
	});
	afterEach(() => time.restore());
	return () => time;
}

/**
 * For the tests of a file whose waits are short by themselves: while they run, time passes up to ten times as quickly.
 * `restore` is for a test that needs another time.
 */
export function useQuickTime(): Pick<VirtualTime, 'restore'> {
	let time: Pick<VirtualTime, 'restore'> | undefined;
	const restore = () => {
		time?.restore();
		time = undefined;
	};
	beforeEach(() => {
		time = stoppedTime(10);
	});
	afterEach(restore);
	return { restore };
}

/** Lets the virtual time know when a request of a node is on its way. `hold`: holds back each answer on its way to the node. */
export function underTime(
	{ helpers }: { helpers: Pick<IExecuteFunctions['helpers'], 'httpRequestWithAuthentication'> },
	time: VirtualTime,
	hold: () => Promise<void> = () => Promise.resolve(),
): void {
	const original = { ...helpers };
	helpers.httpRequestWithAuthentication = async function (...request) {
		return (await time.underWay(
			original.httpRequestWithAuthentication.call(this, ...request).finally(hold),
		)) as unknown;
	};
}
