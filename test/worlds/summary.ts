import type { Trial } from './trial.ts';

/** Figures of many worlds. */
export interface Summary {
	worlds: number;
	failed: number;
	polls: number;
	chats: number;
	delivered: number;
	requests: number;
	largestState: number;
	mostRequests: number;
	/** How often each kind of breach was seen. */
	breaches: Record<string, number>;
}

/** No world yet. */
export function emptySummary(): Summary {
	return {
		worlds: 0,
		failed: 0,
		polls: 0,
		chats: 0,
		delivered: 0,
		requests: 0,
		largestState: 0,
		mostRequests: 0,
		breaches: {},
	};
}

/** The figures of one world. */
export function summaryOf({ record, breaches }: Trial): Summary {
	const { polls, plan, deliveries } = record;
	const kinds: Record<string, number> = {};
	for (const { kind } of breaches) kinds[kind] = (kinds[kind] ?? 0) + 1;
	return {
		worlds: 1,
		failed: breaches.length > 0 ? 1 : 0,
		polls: polls.length,
		chats: plan.chats.length,
		delivered: deliveries.length,
		requests: polls.reduce((sum, { requests }) => sum + requests.length, 0),
		largestState: Math.max(0, ...polls.map(({ stateSize }) => stateSize)),
		mostRequests: Math.max(0, ...polls.map(({ requests }) => requests.length)),
		breaches: kinds,
	};
}

/** The figures of two lots of worlds together. */
export function add(one: Summary, other: Summary): Summary {
	const breaches = { ...one.breaches };
	for (const [kind, count] of Object.entries(other.breaches)) breaches[kind] = (breaches[kind] ?? 0) + count;
	return {
		worlds: one.worlds + other.worlds,
		failed: one.failed + other.failed,
		polls: one.polls + other.polls,
		chats: one.chats + other.chats,
		delivered: one.delivered + other.delivered,
		requests: one.requests + other.requests,
		largestState: Math.max(one.largestState, other.largestState),
		mostRequests: Math.max(one.mostRequests, other.mostRequests),
		breaches,
	};
}

/** The figures as text. */
export function describe(summary: Summary): string {
	const { worlds, failed, polls, chats, delivered, requests, largestState, mostRequests, breaches } = summary;
	const told = (kind: string) => breaches[kind] ?? 0;
	const named = ['loss', 'repetition', 'order', 'dead registration'];
	const others = Object.entries(breaches).filter(([kind]) => !named.includes(kind));
	return [
		`${worlds} worlds (${failed} failed), ${polls} polls, ${chats} chats, ${delivered} deliveries, ${requests} requests`,
		`losses ${told('loss')}, repetitions ${told('repetition')}, order faults ${told('order')}, dead registrations ${told('dead registration')}`,
		`other faults: ${others.map(([kind, count]) => `${kind} ${count}`).join(', ') || 'none'}`,
		`largest state ${largestState} characters, most requests of one poll ${mostRequests}`,
	].join('\n');
}
