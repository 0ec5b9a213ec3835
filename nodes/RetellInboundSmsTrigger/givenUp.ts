import type { IWebhookFunctions } from 'n8n-workflow';

import { keyOf, triggerOf } from '../retell/repeats';

/** How long a request is remembered, in ms: Retell's repeats follow within seconds. */
const MEMORY = 60_000;

/** The last request of each wording. What this process forgets when it ends, Retell repeats as new. */
const latest = new Map<string, { at: number; givenUp: boolean }>();

/**
 * Whether Retell got no good answer when it asked the same the last time: then it asks again.
 *
 * The same words after a good answer, or while Retell still waits for one, are another text of the
 * person, who may have been rejected, or whose chat is over.
 */
export function isAskedAgain(context: IWebhookFunctions): boolean {
	const now = Date.now();
	for (const [key, { at }] of latest) if (now - at > MEMORY) latest.delete(key);
	const key = keyOf([triggerOf(context), context.getBodyData()]);
	const before = latest.get(key);
	const request = { at: now, givenUp: false };
	latest.set(key, request);
	const response = context.getResponseObject();
	response.once('close', () => {
		request.givenUp = !response.writableEnded || response.statusCode >= 300;
	});
	return before?.givenUp === true;
}
