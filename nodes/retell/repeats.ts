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

/**
 * Whether this trigger got the same before. Remembers it otherwise.
 *
 * @param content what tells a delivery from all others
 */
export function isRepeated(context: IWebhookFunctions, content: unknown[]): boolean {
	const key = keyOf(content);
	const now = Date.now();
	const trigger = triggerOf(context);
	const data = context.getWorkflowStaticData('node');
	const seen = new Map([...recent(data[KEY], now), ...recent(seenHere.get(trigger), now)]);
	const repeated = seen.has(key);
	if (!repeated) seen.set(key, now);

	const remembered = Object.fromEntries([...seen].slice(-MOST_REMEMBERED));
	seenHere.set(trigger, remembered);
	if (!repeated) data[KEY] = { ...remembered };
	return repeated;
}

/** Tells this trigger from all others. */
export function triggerOf(context: IWebhookFunctions): string {
	return JSON.stringify([context.getWorkflow().id, context.getNode().id]);
}

/** A short text for contents of any length. */
export function keyOf(content: unknown[]): string {
	return createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 22);
}

function recent(stored: unknown, now: number): Array<[key: string, at: number]> {
	if (!isRecord(stored)) return [];
	return Object.entries(stored).flatMap(([key, at]) =>
		typeof at === 'number' && Math.abs(now - at) < MEMORY ? [[key, at]] : [],
	);
}
