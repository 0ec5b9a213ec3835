import { createHash } from 'crypto';

import { createGate, type Gate } from './gate';

/** A gate that was not used for so long knows nothing that still counts, in ms. */
const MEMORY = 10 * 60_000;
const MOST_GATES = 200;

/** The gates of this process, by a hash of address and key; the one asked for last comes last. */
const gates = new Map<string, Gate>();

/** The gate that all runs of this process with this address and key share. */
export function sharedGate(baseUrl: string, apiKey: string): Gate {
	const name = createHash('sha256')
		.update(JSON.stringify([baseUrl, apiKey]))
		.digest('base64url');
	const now = Date.now();
	for (const [other, gate] of gates) {
		const isForgotten = Math.abs(now - gate.usedAt()) > MEMORY;
		if (!isForgotten && gates.size <= MOST_GATES) break;
		gates.delete(other);
	}
	const gate = gates.get(name) ?? createGate();
	gates.delete(name);
	gates.set(name, gate);
	return gate;
}
