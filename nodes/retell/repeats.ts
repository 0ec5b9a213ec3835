import { createHash } from 'crypto';

import type { IWebhookFunctions } from 'n8n-workflow';

import { isRecord } from './answers';

/** Where the deliveries stand in the node's static data. */
const KEY = 'deliveries';
/** How long a delivery is remembered, in ms. Retell repeats one that was not answered at once. */
const MEMORY = 60 * 60_000;
const MOST_REMEMBERED = 5000;

/** Deliveries that this process saw: n8n stores the static data only after the answer. */
const seenHere = new Map<string, Record<string, number>>();

/** What a webhook brings. */
export interface Delivery {
	/** What tells it from all others. */
	subject: unknown[];
	/** What it says of its subject, if that can change, and change back. */
	state?: { content: unknown; signedAt: number };
}

/**
 * Remembers a delivery, and tells whether it is a duplicate: this trigger got the same before.
 *
 * Where a state can change, a duplicate says what the last one said. What an earlier one said is new
 * again, unless it was signed before the last one: then it is that earlier one, which Retell retried.
 */
export function recordDelivery(context: IWebhookFunctions, { subject, state }: Delivery): 'new' | 'duplicate' {
	const now = Date.now();
	const trigger = triggerOf(context);
	const data = context.getWorkflowStaticData('node');
	const seen = recent([data[KEY], seenHere.get(trigger)], now);
	const group = `${keyOf(subject)}.`;
	const key = state ? group + keyOf([state.content]) : keyOf(subject);
	const last = state ? [...seen.keys()].findLast((other) => other.startsWith(group)) : key;
	const isOlder = state !== undefined && last !== undefined && state.signedAt < (seen.get(last) ?? 0);
	const verdict = seen.has(key) && (last === key || isOlder) ? 'duplicate' : 'new';
	if (verdict === 'new') {
		seen.delete(key);
		seen.set(key, state?.signedAt ?? now);
	}

	const remembered = Object.fromEntries([...seen].slice(-MOST_REMEMBERED));
	seenHere.set(trigger, remembered);
	if (verdict === 'new') data[KEY] = { ...remembered };
	return verdict;
}

/** Tells this trigger from all others: n8n before 2.39 let two nodes of a workflow have one ID, or none. */
export function triggerOf(context: IWebhookFunctions): string {
	const { id, name } = context.getNode();
	return JSON.stringify([context.getWorkflow().id, id, name]);
}

/** A short text for contents of any length. */
export function keyOf(content: unknown[]): string {
	return createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 22);
}

/** What is not forgotten yet, the newest last. */
function recent(remembered: unknown[], now: number): Map<string, number> {
	const all = remembered.flatMap((each) => (isRecord(each) ? Object.entries(each) : []));
	const known = all.flatMap(([key, at]): Array<[string, number]> =>
		typeof at === 'number' && Math.abs(now - at) < MEMORY ? [[key, at]] : [],
	);
	const newestLast = new Map<string, number>();
	for (const [key, at] of known.sort(([, one], [, other]) => one - other)) {
		newestLast.delete(key);
		newestLast.set(key, at);
	}
	return newestLast;
}
