import { clearTimeout, setImmediate, setTimeout } from 'node:timers';
import type { Clock } from './clock.ts';

/** Calls back when the sandbox clock shows a time, be it that time passes or that a test moves it. */
export type Alarms = ReturnType<typeof createAlarms>;

interface Alarm {
	time: number;
	ring: () => void;
}

const LONGEST_TIMER = 2 ** 31 - 1;

/** Its timers keep no process alive. */
export function createAlarms(clock: Pick<Clock, 'mode' | 'now'>) {
	const waiting = new Set<Alarm>();
	let timer: NodeJS.Timeout | undefined;

	function arm(): void {
		clearTimeout(timer);
		if (waiting.size === 0) return;
		const soonest = Math.min(...[...waiting].map(({ time }) => time));
		const left = soonest - clock.now();
		// A clock that stands still brings nothing about, but what is due already.
		if (left <= 0) setImmediate(moved).unref();
		else if (clock.mode === 'real') timer = setTimeout(moved, Math.min(left, LONGEST_TIMER)).unref();
	}

	/** The clock was moved: what is due by now rings. */
	function moved(): void {
		const now = clock.now();
		const due = [...waiting].filter(({ time }) => time <= now);
		due.sort((a, b) => a.time - b.time);
		for (const alarm of due) if (waiting.delete(alarm)) alarm.ring();
		arm();
	}

	return {
		/** Rings at that time, never at once; the answer takes the alarm back. */
		at: (time: number, ring: () => void): (() => void) => {
			const alarm = { time, ring };
			waiting.add(alarm);
			arm();
			return () => void waiting.delete(alarm);
		},
		moved,
		clear: () => {
			waiting.clear();
			clearTimeout(timer);
		},
	};
}
