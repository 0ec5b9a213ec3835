import { z } from 'zod';
import type { RecordedRequest } from './requests.ts';

const answer = { status: z.number().int(), body: z.unknown(), headers: z.record(z.string()).optional() };

/** What goes wrong, as JSON can say it. "Work" is what the call does to the account. */
export const plainEffect = z.discriminatedUnion('kind', [
	z.object({ kind: z.literal('latency'), ms: z.number(), jitterMs: z.number().optional() }),
	/** Refused before any work, with this body or Retell's text for the status. */
	z.object({ kind: z.literal('status'), ...answer }),
	/** The work is done, but the answer does not say so. */
	z.object({ kind: z.literal('statusAfterWork'), ...answer }),
	/** Another body than JSON, before any work. */
	z.object({
		kind: z.literal('garbage'),
		status: z.number().int().optional(),
		body: z.string(),
		contentType: z.string().optional(),
	}),
	/** The connection is cut before or after the work. */
	z.object({ kind: z.enum(['dropBefore', 'dropAfter']) }),
	/** The work is done; half of the answer arrives, then the connection is cut. */
	z.object({ kind: z.literal('truncate') }),
	/** No work and never an answer, until the sandbox closes. */
	z.object({ kind: z.literal('hang') }),
]);

export type Effect =
	| z.infer<typeof plainEffect>
	/** Like latency, but it ends when the test says so: called once for each request that it meets. */
	| { kind: 'wait'; until: (request: RecordedRequest) => Promise<unknown> }
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

export type Faults = ReturnType<typeof createFaults>;

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

export function createFaults() {
	let active: Active[] = [];
	return {
		add: (fault: Fault): FaultHandle => {
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
		/** The effects on a request, in the order of addition: all delays, and the first of the others. */
		meet: (request: RecordedRequest): Effect[] => {
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
