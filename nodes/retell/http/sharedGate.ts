import { createHash } from 'crypto';

import { createGate, type Gate } from './gate';

/** A gate that was not asked for so long knows nothing that still counts, in ms. */
const MEMORY = 10 * 60_000;
const MOST_GATES = 200;

/** The gates of this process, by a hash of address and key; the one asked for last comes last. */
const gates = new Map<string, { gate: Gate; usedAt: number }>();

/** The gate that all runs of this process with this address and key share. */
export function sharedGate(baseUrl: string, apiKey: string): Gate {
	const name = createHash('sha256')
		.update(JSON.stringify([baseUrl, apiKey]))
		.digest('base64url');
	const gate = gates.get(name)?.gate ?? createGate();
	const usedAt = Date.now();
	gates.delete(name);
	gates.set(name, { gate, usedAt });
	for (const [other, { gate: old, usedAt: at }] of gates) {
		const isForgotten = Math.abs(usedAt - at) > MEMORY && !old.isInUse();
		if (isForgotten || gates.size > MOST_GATES) gates.delete(other);
	}
	return gate;
}
