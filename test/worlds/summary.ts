import type { Trial } from './trial.ts';

type Figures = ReturnType<typeof figuresOf>;

/** The figures of one world. */
export function figuresOf({ record: { polls, plan, deliveries }, breaches }: Trial) {
	return {
		polls: polls.length,
		chats: plan.chats.length,
		deliveries: deliveries.length,
		requests: polls.reduce((sum, { requests }) => sum + requests.length, 0),
		largestState: Math.max(0, ...polls.map(({ stateSize }) => stateSize)),
		mostRequests: Math.max(0, ...polls.map(({ requests }) => requests.length)),
		/** The kind of each breach that was seen. */
		breaches: breaches.map(({ kind }) => kind),
	};
}

/** The figures of many worlds as text. */
export function describe(worlds: Figures[]): string {
	const sum = (figure: 'polls' | 'chats' | 'deliveries' | 'requests') =>
		worlds.reduce((total, world) => total + world[figure], 0);
	const most = (figure: 'largestState' | 'mostRequests') => Math.max(0, ...worlds.map((world) => world[figure]));
	const failed = worlds.filter(({ breaches }) => breaches.length > 0).length;
	const kinds = Map.groupBy(
		worlds.flatMap(({ breaches }) => breaches),
		(kind) => kind,
	);
	return [
		`${worlds.length} worlds (${failed} failed), ${sum('polls')} polls, ${sum('chats')} chats, ${sum('deliveries')} deliveries, ${sum('requests')} requests`,
		`broken promises: ${[...kinds].map(([kind, all]) => `${kind} ${all.length}`).join(', ') || 'none'}`,
		`largest state ${most('largestState')} characters, most requests of one poll ${most('mostRequests')}`,
	].join('\n');
}
