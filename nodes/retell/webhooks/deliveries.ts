import { createHash } from 'crypto';
import { sleep, type IWebhookFunctions } from 'n8n-workflow';

import { isSeen, note, readStored, settle, textToStore, type Memory } from './remembered';

/** Where the deliveries stand in the node's static data. */
const KEY = 'deliveries';
/** How often to look whether n8n has done with a delivery whose caller has gone away, in ms. */
const LOOK_EVERY = 100;

/** What this process knows, by trigger. */
const memories = new Map<string, Memory>();

/** What a webhook brings. */
export interface Delivery {
	/** What distinguishes it from all others. */
	subject: unknown[];
	/** What it says of its subject, if that can change, and change back. */
	state?: { content: unknown; signedAt: number };
}

/**
 * Remembers a delivery, and returns whether it is a duplicate: this trigger got the same before, and n8n did
 * not refuse it.
 *
 * Where a state can change, a duplicate says what the last one said. What an earlier one said is new
 * again, unless it was signed before the last one: then it is that earlier one, which Retell retried.
 */
export function recordDelivery(context: IWebhookFunctions, delivery: Delivery): 'new' | 'duplicate' {
	const now = Date.now();
	const data = context.getWorkflowStaticData('node');
	const memory = memoryOf(context);
	const { group, key } = keysOf(delivery);
	const { state } = delivery;
	const last = state ? lastOf(memory, group, now) : key;
	const isOlder = state !== undefined && last !== undefined && state.signedAt < (memory.known.get(last)?.at ?? 0);
	const verdict = isSeen(memory.known.get(key), now) && (last === key || isOlder) ? 'duplicate' : 'new';
	if (verdict === 'new') note(memory, key, state?.signedAt ?? now, context.getResponseObject());

	const text = textToStore(memory, now);
	if (data[KEY] !== text) data[KEY] = text;
	return verdict;
}

/**
 * As `recordDelivery`, but first waits while n8n is at the same delivery, so that it is known what became of
 * it; or until Retell does not wait for this one any more. Of several that wait, one goes on at a time.
 */
export async function recordInTurn(context: IWebhookFunctions, delivery: Delivery): Promise<'new' | 'duplicate'> {
	const { known } = memoryOf(context);
	const { key } = keysOf(delivery);
	const own = context.getResponseObject();
	for (;;) {
		const same = known.get(key);
		if (same) settle(same);
		const other = same?.response;
		// Nothing may come between the look and the record, or two go on.
		if (!other || own.closed) return recordDelivery(context, delivery);
		if (other.closed) await sleep(LOOK_EVERY);
		else await new Promise((resolve) => [other, own].forEach((each) => each.once('close', resolve)));
	}
}

/** Distinguishes this trigger from all others: n8n before 2.39 let two nodes of a workflow have one ID, or none. */
export function triggerOf(context: IWebhookFunctions): string {
	const { id, name } = context.getNode();
	return JSON.stringify([context.getWorkflow().id, id, name]);
}

/** A short key for contents of any length. */
export function keyOf(content: unknown[]): string {
	return createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 22);
}

function memoryOf(context: IWebhookFunctions): Memory {
	const trigger = triggerOf(context);
	const memory = memories.get(trigger) ?? { known: new Map(), text: undefined };
	memories.set(trigger, memory);
	readStored(memory, context.getWorkflowStaticData('node')[KEY]);
	return memory;
}

/** The key of a delivery, which begins with that of all deliveries with its subject. 66 bits tell subjects apart. */
function keysOf({ subject, state }: Delivery): { group: string; key: string } {
	const group = keyOf(subject).slice(0, 11);
	return { group, key: state ? `${group}.${keyOf([state.content]).slice(0, 11)}` : group };
}

/** The key of what was signed last of a subject. */
function lastOf({ known }: Memory, group: string, now: number): string | undefined {
	const said = [...known].filter(([key, each]) => key.startsWith(`${group}.`) && isSeen(each, now));
	return said.sort(([, one], [, other]) => one.at - other.at).at(-1)?.[0];
}
