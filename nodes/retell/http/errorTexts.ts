import type { Explained } from '../../messages/explained';
import type { FIELDS } from '../../messages/fields';
import { quoted } from '../../messages/quotes';
import * as say from '../../messages/retell';
import { mayHaveTakenEffect, type Refusal } from './refusals';

/** What a call asks for by its ID. */
export interface Subject {
	what: keyof typeof FIELDS;
	id: string;
	version?: string | number;
}

/** What is known of the call that was refused. */
export interface RefusedCall {
	/** For what Retell doesn't find. */
	about?: Subject;
	/** Longest wait for the answer, in ms. */
	timeout: number;
	/**
	 * For a call that must not be retried: what to say when nobody knows whether it took effect.
	 * Retell has no idempotency key, so such a call is retried only after a 429.
	 */
	uncertain?: string;
	/** Whether the run has sent such a call before: then it must not be run again for this one. */
	isAfterOnceOnly?: boolean;
	/** Better words than the general ones, for a refusal that has a reason of this call's own. */
	explain?: (refusal: Refusal) => Explained | undefined;
	tries: number;
}

/** With one of these anywhere in a message, n8n puts a text of its own in its place. */
const N8NS_CODES =
	/ECONN(REFUSED|RESET|ABORTED)|ENOTFOUND|ETIMEDOUT|ERRADDRINUSE|EADDRNOTAVAIL|EHOSTUNREACH|EAI_AGAIN|ENOENT|EISDIR|ENOTDIR|EACCES|EEXIST|EPERM|GETADDRINFO/i;

/** Puts a refusal into words for a person who does not program. */
export function explain(refusal: Refusal, asked: RefusedCall): Pick<Explained, 'message' | 'description'> {
	const own = asked.explain?.(refusal);
	const { message, description } = own ?? explanationOf(refusal, asked);
	const notes = [own ? description + quoted(refusal.said) : description];
	if (mayHaveTakenEffect(refusal) && asked.uncertain) notes.push(asked.uncertain);
	if (asked.tries > 1) notes.push(say.tried(asked.tries));
	return { message, description: notes.join(' ') };
}

function explanationOf({ kind, status, said, retryAfterMs }: Refusal, asked: RefusedCall): Explained {
	const { about, timeout } = asked;
	const mayRetry = !asked.uncertain && !asked.isAfterOnceOnly;
	switch (kind) {
		case 'alreadyEnded':
			return say.messageToEndedChat(said);
		case 'notFound':
			return notFound(about, said);
		case 'notOffered':
			return say.callNotOffered(said);
		case 'notChatAgent':
			return about?.what === 'agent' ? say.notAChatAgent(about.id, said) : say.agentOfNumberIsNoChatAgent(said);
		case 'notRegistered':
			return about?.what === 'phoneNumber' || about?.what === 'fromNumber'
				? say.numberNotRegistered(about.id, said)
				: say.someNumberNotRegistered(said);
		case 'proxy':
			return say.proxyAsksForLogin(said);
		case 'unauthorized':
			return say.keyRefused(said);
		case 'forbidden':
			return say.permissionMissing(said);
		case 'payment':
			return say.paymentDue(said);
		case 'rateLimited':
			return say.requestsLimited(said, retryAfterMs === undefined ? undefined : Math.ceil(retryAfterMs / 1000));
		case 'invalid':
			// What is wrong, only Retell says.
			return said === '' || N8NS_CODES.test(said) ? say.valuesRefused(said) : say.refusedBecause(said);
		case 'redirect':
			return say.redirected(status);
		case 'server':
			return say.serverFailed(status, mayRetry, said);
		case 'slow':
			return status === null
				? say.noResponseInTime(Math.ceil(timeout / 1000), mayRetry)
				: say.serverTimedOut(status, mayRetry, said);
		case 'late':
			return say.noTimeToSend();
		case 'unreachable':
			return say.unreachable(said);
		case 'unreadable':
			return say.unreadable(said);
		case 'cut':
			return say.connectionLost(said, mayRetry);
	}
}

function notFound(about: Subject | undefined, said: string): Explained {
	if (!about) return say.nothingFound(said);
	const { what, id, version } = about;
	return version === undefined ? say.notFound(what, id, said) : say.versionNotFound(version, id, said);
}
