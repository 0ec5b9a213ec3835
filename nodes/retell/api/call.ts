import type Retell from 'retell-sdk';

import type { RetellCall } from '../http/client';
import { isRefused, saysEnded, type Refusal } from '../http/refusals';
import { isRecord } from '../values';

// What all calls of Retell have in common, and what a caller may tolerate.

// Waiting times of Retell's own SDK, in ms: an agent can think and use tools for minutes.
export const QUICK = 60_000;
export const PATIENT = 300_000;

export type ChatAgentChanges = Omit<Retell.ChatAgentUpdateParams, 'version'>;

/**
 * The same call, where some refusals are as good as an answer.
 *
 * @param settle gives that answer; undefined for a refusal that is to be thrown
 */
export function tolerating<Answer, Settled>(
	call: RetellCall<Answer>,
	settle: (refusal: Refusal) => Settled | undefined,
): RetellCall<Answer | Settled> {
	return { ...call, settle: (refusal, mayBeDone) => call.settle?.(refusal, mayBeDone) ?? settle(refusal) };
}

/** The same call, where it is no surprise that what it asks for is not there any more. */
export function orGone<Answer>(call: RetellCall<Answer>): RetellCall<Answer | 'gone'> {
	return tolerating(call, ({ kind }) => (kind === 'notFound' ? 'gone' : undefined));
}

/** As `orGone`, where a chat that Retell will not show is as good as gone. */
export function orNotShown<Answer>(call: RetellCall<Answer>): RetellCall<Answer | 'gone'> {
	return tolerating(call, ({ kind, status }) => (kind === 'notFound' || status === 422 ? 'gone' : undefined));
}

/** The same call, where it is no surprise that the chat has ended. */
export function orEnded<Answer>(call: RetellCall<Answer>): RetellCall<Answer | 'already ended'> {
	return tolerating(call, (refusal) => (saysEnded(refusal) ? 'already ended' : undefined));
}

/** The same call for an agent's published version, where there need not be one. */
export function orNone<Answer>(call: RetellCall<Answer>): RetellCall<Answer | 'none'> {
	return tolerating(call, ({ kind }) => (kind === 'invalid' || kind === 'notFound' ? 'none' : undefined));
}

/** The same call, where Retell does not say whether it is possible. */
export function orRefused<Answer>(call: RetellCall<Answer>): RetellCall<Answer | 'refused'> {
	return tolerating(call, ({ kind }) => (kind === 'invalid' ? 'refused' : undefined));
}

/** The same call, where somebody is to know how it was refused. */
export function noting<Answer>(call: RetellCall<Answer>, note: (refusal: Refusal) => void): RetellCall<Answer> {
	return {
		...call,
		settle: (refusal, mayBeDone) => {
			note(refusal);
			return call.settle?.(refusal, mayBeDone);
		},
	};
}

/** Makes a reader out of a check. */
export function only<Answer>(isAnswer: (body: unknown) => body is Answer) {
	return (body: unknown): Answer | undefined => (isAnswer(body) ? body : undefined);
}

/** No body, as documented, or an object: but no error, and not the page of a proxy that answers for Retell. */
export function isNothing(body: unknown): boolean {
	return body === undefined || (isRecord(body) && !isRefused(body));
}
