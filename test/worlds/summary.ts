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
	/** The kind of each breach that was seen. */
	breaches: string[];
}

/** The figures of one world. */
export function summaryOf({ record, breaches }: Trial): Summary {
	const { polls, plan, deliveries } = record;
	return {
		worlds: 1,
		failed: breaches.length > 0 ? 1 : 0,
		polls: polls.length,
		chats: plan.chats.length,
		delivered: deliveries.length,
		requests: polls.reduce((sum, { requests }) => sum + requests.length, 0),
		largestState: Math.max(0, ...polls.map(({ stateSize }) => stateSize)),
		mostRequests: Math.max(0, ...polls.map(({ requests }) => requests.length)),
		breaches: breaches.map(({ kind }) => kind),
	};
}

/** The figures of several lots of worlds together. */
export function summed(lots: Summary[]): Summary {
	const sum = (figure: 'worlds' | 'failed' | 'polls' | 'chats' | 'delivered' | 'requests') =>
		lots.reduce((total, lot) => total + lot[figure], 0);
	return {
		worlds: sum('worlds'),
		failed: sum('failed'),
		polls: sum('polls'),
		chats: sum('chats'),
		delivered: sum('delivered'),
		requests: sum('requests'),
		largestState: Math.max(0, ...lots.map(({ largestState }) => largestState)),
		mostRequests: Math.max(0, ...lots.map(({ mostRequests }) => mostRequests)),
		breaches: lots.flatMap(({ breaches }) => breaches),
	};
}

/** The figures as text. */
export function describe(summary: Summary): string {
	const { worlds, failed, polls, chats, delivered, requests, largestState, mostRequests, breaches } = summary;
	const told = (kind: string) => breaches.filter((each) => each === kind).length;
	const named = ['loss', 'repetition', 'order', 'dead registration'];
	const others = [...new Set(breaches)].filter((kind) => !named.includes(kind));
	return [
		`${worlds} worlds (${failed} failed), ${polls} polls, ${chats} chats, ${delivered} deliveries, ${requests} requests`,
		`losses ${told('loss')}, repetitions ${told('repetition')}, order faults ${told('order')}, dead registrations ${told('dead registration')}`,
		`other faults: ${others.map((kind) => `${kind} ${told(kind)}`).join(', ') || 'none'}`,
		`largest state ${largestState} characters, most requests of one poll ${mostRequests}`,
	].join('\n');
}
