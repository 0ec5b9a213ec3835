/** The sandbox's time. All its timed behaviour is computed from here; timers only wake it up. */
export type Clock = ReturnType<typeof createClock>;

/** Where a manual clock starts: Monday 3 August 2026, 09:00 UTC. */
export const MANUAL_START = Date.UTC(2026, 7, 3, 9);

/**
 * Makes a clock: `real` follows the machine's (plus what it was advanced), `manual` stands still.
 * `moved` hears of every move by hand but the reset.
 */
export function createClock(mode: 'real' | 'manual', moved: () => void) {
	const start = mode === 'manual' ? MANUAL_START : 0;
	let shift = start;
	return {
		mode,
		/** Milliseconds since the epoch. */
		now: () => shift + (mode === 'manual' ? 0 : Date.now()),
		/** Moves the clock on by so many milliseconds, or back (a real clock goes on from there). */
		advance: (ms: number) => {
			shift += ms;
			moved();
		},
		/** Back to the start: the manual clock's first moment, the real clock's true time. */
		reset: () => {
			shift = start;
		},
	};
}
