import type { RecordedRequest } from './requests.ts';

/** What goes wrong. "Work" is what the call does to the account. */
export type Effect =
	| { kind: 'latency'; ms: number; jitterMs?: number }
	/** Like latency, but it ends when the test says so: called once for each request that it meets. */
	| { kind: 'wait'; until: (request: RecordedRequest) => Promise<unknown> }
	/** Refused before any work, with this body or Retell's text for the status. */
	| { kind: 'status'; status: number; body?: unknown; headers?: Record<string, string> }
	/** The work is done, but the answer does not say so. */
	| { kind: 'statusAfterWork'; status: number; body?: unknown; headers?: Record<string, string> }
	/** Another body than JSON, before any work. */
	| { kind: 'garbage'; status?: number; body: string; contentType?: string }
	/** The connection is cut before or after the work. */
	| { kind: 'dropBefore' }
	| { kind: 'dropAfter' }
	/** The work is done; half of the answer arrives, then the connection is cut. */
	| { kind: 'truncate' }
	/** No work and never an answer, until the sandbox closes. */
	| { kind: 'hang' }
	/** The work is done, but the answer's JSON is changed. */
	| { kind: 'rewrite'; change: (answer: unknown) => unknown };

/** Which requests a fault meets. */
export interface Match {
	method?: string;
	/** A path, which also meets everything below it (`/get-chat`), or a pattern. */
	path?: string | RegExp;
	/** How many requests it meets before it is over. Default: for ever. */
	times?: number;
	/** How many matching requests pass first. */
	after?: number;
	when?: (request: RecordedRequest) => boolean;
}

export type Fault = Match & Effect;

export interface FaultHandle {
	remove(): void;
	/** How many requests it met so far. */
	hits(): number;
}

export interface Faults {
	add(fault: Fault): FaultHandle;
	clear(): void;
	/** The effects on a request, in the order of addition: all delays, and the first of the others. */
	meet(request: RecordedRequest): Effect[];
}

interface Active {
	fault: Fault;
	passed: number;
	hits: number;
}

/** Delays come on top of whatever else befalls a request. */
export function isDelay(effect: Effect): effect is Extract<Effect, { kind: 'latency' | 'wait' }> {
	return effect.kind === 'latency' || effect.kind === 'wait';
}

function matches({ method, path, when }: Fault, request: RecordedRequest): boolean {
	if (method !== undefined && method.toUpperCase() !== request.method) return false;
	if (typeof path === 'string' && request.path !== path && !request.path.startsWith(`${path}/`)) return false;
	// A pattern with the g flag keeps its place between tests; search does not.
	if (path instanceof RegExp && request.path.search(path) < 0) return false;
	return when === undefined || when(request);
}

export function createFaults(): Faults {
	let active: Active[] = [];
	return {
		add: (fault) => {
			const entry: Active = { fault, passed: 0, hits: 0 };
			active.push(entry);
			return {
				remove: () => {
					active = active.filter((one) => one !== entry);
				},
				hits: () => entry.hits,
			};
		},
		clear: () => {
			active = [];
		},
		meet: (request) => {
			const effects: Effect[] = [];
			let decided = false;
			for (const entry of active) {
				const { fault } = entry;
				if (entry.hits >= (fault.times ?? Infinity) || !matches(fault, request)) continue;
				if (decided && !isDelay(fault)) continue;
				if (entry.passed < (fault.after ?? 0)) {
					entry.passed += 1;
					continue;
				}
				entry.hits += 1;
				effects.push(fault);
				if (!isDelay(fault)) decided = true;
			}
			return effects;
		},
	};
}
