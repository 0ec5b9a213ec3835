/** Keeps what still has something ahead of it, and lets it happen once somebody looks. */
export interface Schedule<T> {
	/** Takes note of when the next thing happens to it (again, after any change). */
	watch(thing: T): void;
	forget(thing: T): void;
	/** Everything that is due by now happens; cheap when nothing is. */
	settle(): void;
	/** The same with nobody there to look: what it throws, it throws at the next who does. */
	wake(): void;
	clear(): void;
}

interface ScheduleSettings<T> {
	now: () => number;
	/** When the next thing happens, ms since the epoch; null: never by itself. */
	nextAt: (thing: T) => number | null;
	/** Lets everything happen that is due; false if the thing is gone after it. */
	catchUp: (thing: T, now: number) => boolean;
	/** The soonest of all moved forward, to this time. */
	dueAt?: (time: number) => void;
}

export function createSchedule<T>(settings: ScheduleSettings<T>): Schedule<T> {
	const { now, nextAt, catchUp, dueAt } = settings;
	const pending = new Set<T>();
	let nextDue = Infinity;
	let failure: { error: unknown } | undefined;

	function watch(thing: T): void {
		const at = nextAt(thing);
		if (at === null) {
			pending.delete(thing);
			return;
		}
		pending.add(thing);
		if (at >= nextDue) return;
		nextDue = at;
		dueAt?.(at);
	}

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

	return {
		watch,
		forget: (thing) => {
			pending.delete(thing);
		},
		settle,
		wake: () => {
			try {
				settle();
			} catch (error) {
				failure = { error };
			}
		},
		clear: () => {
			pending.clear();
			nextDue = Infinity;
			failure = undefined;
		},
	};
}
