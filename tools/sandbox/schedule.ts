import type { Alarms } from './alarms.ts';

interface ScheduleSettings<T> {
	now: () => number;
	/** When the next thing happens, ms since the epoch; null: never by itself. */
	nextAt: (thing: T) => number | null;
	/** Lets everything happen that is due; false if the thing is gone after it. */
	catchUp: (thing: T, now: number) => boolean;
	/** Without them, things happen only when somebody looks. */
	alarms?: Alarms;
}

/** Keeps what still has something ahead of it, and lets it happen when it is time, or once somebody looks. */
export function createSchedule<T>({ now, nextAt, catchUp, alarms }: ScheduleSettings<T>) {
	const pending = new Set<T>();
	let nextDue = Infinity;
	let cancel = () => {};
	let failure: { error: unknown } | undefined;

	/** Takes note of when the next thing happens to it (again, after any change). */
	function watch(thing: T): void {
		const at = nextAt(thing);
		if (at === null) {
			pending.delete(thing);
			return;
		}
		pending.add(thing);
		if (at >= nextDue) return;
		nextDue = at;
		cancel();
		if (alarms) cancel = alarms.at(at, wake);
	}

	/** Everything that is due by now happens; cheap when nothing is. */
	function settle(): void {
		if (failure) {
			const { error } = failure;
			failure = undefined;
			throw error;
		}
		const time = now();
		if (time < nextDue) return;
		const due = [...pending];
		nextDue = Infinity;
		try {
			for (const thing of due) if (catchUp(thing, time)) watch(thing);
		} catch (error) {
			// An agent's script threw: the others must not be forgotten.
			nextDue = -Infinity;
			throw error;
		}
	}

	/** The same with nobody there to look: what it throws, it throws at the next who does. */
	function wake(): void {
		try {
			settle();
		} catch (error) {
			failure = { error };
		}
	}

	return {
		watch,
		forget: (thing: T) => void pending.delete(thing),
		settle,
		clear: () => {
			pending.clear();
			nextDue = Infinity;
			failure = undefined;
		},
	};
}
