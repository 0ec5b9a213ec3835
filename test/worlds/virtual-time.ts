import FakeTimers from '@sinonjs/fake-timers';

/** The world's time. The host's clock (`Date`) may be off; timers and the world go by true time. */
export interface VirtualTime {
	now(): number;
	/** Sets how far the host's clock is off. */
	shiftHost(by: number): void;
	/** Lets everything happen up to a time. */
	advanceTo(at: number): Promise<void>;
	uninstall(): void;
}

// Kept from before the timers are replaced; a turn of the event loop lets all promises settle.
const turn = setImmediate;

/** Replaces `Date` and `setTimeout` until it is uninstalled. `busy`: whether anything is under way. */
export function installVirtualTime(start: number, busy: () => boolean): VirtualTime {
	const clock = FakeTimers.install({ now: start, toFake: ['Date', 'setTimeout', 'clearTimeout'] });
	let off = 0;
	const now = () => clock.now - off;
	return {
		now,
		shiftHost: (by) => {
			const jump = by - off;
			off = by;
			clock.setSystemTime(clock.now + jump);
		},
		advanceTo: async (at) => {
			let reached = false;
			setTimeout(() => (reached = true), Math.max(0, at - now()));
			while (!reached) {
				if (busy()) await new Promise((resolve) => turn(resolve));
				clock.next();
			}
			if (busy()) await new Promise((resolve) => turn(resolve));
		},
		uninstall: () => clock.uninstall(),
	};
}
