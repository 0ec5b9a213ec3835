import type Retell from 'retell-sdk';

import type { RetellCall } from '../http/client';
import type { RefusalKind } from '../http/refusals';
import { isRecord } from '../values';

// What the calls of `api.ts` and of the files beside it have in common.

// Waiting times of Retell's own SDK, in ms: an agent can think and use tools for minutes.
export const QUICK = 60_000;
export const PATIENT = 300_000;

export type ChatAgentChanges = Omit<Retell.ChatAgentUpdateParams, 'version'>;

/** The same call, where it is no surprise that what it asks for is not there any more. */
export function unlessGone<Answer>(call: RetellCall<Answer>): RetellCall<Answer | 'gone'> {
	return {
		...call,
		settle: (refusal, again) => call.settle?.(refusal, again) ?? goneIf(refusal.kind),
	};
}

/** What a refusal is worth where nothing needs to be there any more. */
export function goneIf(kind: RefusalKind): 'gone' | undefined {
	return kind === 'notFound' ? 'gone' : undefined;
}

/** Makes a reader out of a check. */
export function only<Answer>(isAnswer: (body: unknown) => body is Answer) {
	return (body: unknown): Answer | undefined => (isAnswer(body) ? body : undefined);
}

/** No body, as documented, or an object: but no error, and not the page of a proxy that answers for Retell. */
export function isNothing(body: unknown): boolean {
	return body === undefined || (isRecord(body) && body.status !== 'error');
}
