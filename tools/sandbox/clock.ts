/** The sandbox's time. All its timed behaviour is computed from here; timers only wake it up. */
export interface Clock {
	readonly mode: 'real' | 'manual';
	/** Milliseconds since the epoch. */
	now(): number;
	/** Moves the clock on by so many milliseconds (a real clock goes on from there). */
	advance(ms: number): void;
	/** Sets the clock, milliseconds since the epoch; also backwards. */
	set(ms: number): void;
	/** Back to the start: the manual clock's first moment, the real clock's true time. */
	reset(): void;
}

/** Where a manual clock starts: Monday 3 August 2026, 09:00 UTC. */
export const MANUAL_START = Date.UTC(2026, 7, 3, 9);

/**
 * Makes a clock: `real` follows the machine's (plus what it was advanced), `manual` stands still.
 * `moved` hears of every move by hand but the reset.
 */
export function createClock(mode: 'real' | 'manual', moved: () => void = () => {}): Clock {
	let shift = mode === 'manual' ? MANUAL_START : 0;
	const base = () => (mode === 'manual' ? 0 : Date.now());
	return {
		mode,
		now: () => base() + shift,
		advance: (ms) => {
			shift += ms;
			moved();
		},
		set: (ms) => {
			shift = ms - base();
			moved();
		},
		reset: () => {
			shift = mode === 'manual' ? MANUAL_START : 0;
		},
	};
}
