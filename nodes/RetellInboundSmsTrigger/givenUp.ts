import type { IWebhookFunctions } from 'n8n-workflow';

import { keyOf, triggerOf } from '../retell/webhooks/deliveries';

/** How long a request is remembered, in ms: Retell retries within seconds. */
const MEMORY = 60_000;

type Outcome = 'waiting' | 'answered' | 'given up';

/** The last request of each wording. After a restart of this process, a retry counts as new. */
const latest = new Map<string, { at: number; outcome: Outcome }>();

/**
 * Remembers a request, and returns what became of the last one that said the same; undefined: there was none.
 *
 * Retell retries if it got no good answer: that one is given up. The same words after a good answer, or
 * while Retell still waits for one, are another text message of the person, who may have been rejected, or whose
 * chat is over.
 */
export function recordRequest(context: IWebhookFunctions, body: unknown): Outcome | undefined {
	const now = Date.now();
	for (const [key, { at }] of latest) if (now - at > MEMORY) latest.delete(key);
	const key = keyOf([triggerOf(context), body]);
	const before = latest.get(key);
	const request: { at: number; outcome: Outcome } = { at: now, outcome: 'waiting' };
	latest.set(key, request);
	const response = context.getResponseObject();
	response.once('close', () => {
		request.outcome = response.writableEnded && response.statusCode < 300 ? 'answered' : 'given up';
	});
	return before?.outcome;
}
