import type { IDataObject, NodeApiError } from 'n8n-workflow';

import { isRecord, isText, textOf } from '../values';

/** What kind of "no" an answer is. Decided by status first, by a part of the words second. */
export type RefusalKind =
	| 'alreadyEnded'
	| 'forbidden'
	| 'invalid'
	/** Not one of the server: it was never sent, since its time was over. */
	| 'late'
	| 'notChatAgent'
	| 'notFound'
	| 'notOffered'
	| 'notRegistered'
	| 'payment'
	| 'proxy'
	| 'rateLimited'
	| 'redirect'
	| 'server'
	| 'slow'
	| 'unauthorized'
	| 'unreachable'
	| 'unreadable'
	| 'cut';

export interface Refusal {
	kind: RefusalKind;
	/** HTTP status, or null when no answer came. */
	status: number | null;
	/** Retell's own words on one line (see `quoteOf`), or a network code. May be empty. */
	said: string;
	/** How long the server asks to wait, in ms. */
	retryAfterMs?: number;
}

/** The server's name was not found, nobody listened there, or its certificate was not accepted. */
const BEFORE_SENDING = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|UNABLE_TO_.*|.*CERT.*)$/;

// Words of the live service, as its clients report them. Each counts from its beginning alone: further on,
// a refusal can quote what a person wrote.
const CHAT_ENDED = /^chat already ended\b/i;
const NOT_CHAT_AGENT = /^cannot start a chat session with selected agent\b/i;
const NOT_REGISTERED = /^item not found in a2p-application\b/i;
const NOT_FOUND = /^(item\b.*\bnot found|cannot find requested asset)\b/i;

/** How servers say that they have no such call, as opposed to no such chat: NestJS, Express, Fastify, Kong. */
const NO_ROUTE = /^(cannot (delete|get|patch|post|put) \/|route\b.*\bnot found|no route\b)/i;

/** Longest quote of a server's words in an error, in characters. */
const QUOTE_LENGTH = 300;

/**
 * Reads an answer that is not a success (status 300 and above).
 *
 * The words that stand for an ended chat and for an unknown id come from Retell's API reference
 * and from reports of the live service, which differ: both 404 and 422 stand for an unknown id,
 * and the words stand under `message` or, where a request fails validation, `error_message`.
 */
export function refusalOf(status: number, body: unknown, headers: IDataObject): Refusal {
	const said = wordsOf(body);
	const isNoCall = status === 405 || (status === 404 && !isOfRetell(body, said));
	const kind = isNoCall ? 'notOffered' : kindOf(status, said);
	return { kind, status, said, retryAfterMs: retryAfterMs(headers) };
}

/** Reads a success that is not in the form it should be: some servers put a refusal into one. */
export function unreadable(status: number, body: unknown): Refusal {
	return { kind: 'unreadable', status, said: isRefused(body) ? wordsOf(body) : '' };
}

/** Whether a body is a refusal, by either of the forms that Retell has for one. */
export function isRefused(body: unknown): boolean {
	return isRecord(body) && (body.status === 'error' || isText(body.error_message));
}

/**
 * Whether a refusal says anywhere that the chat has ended. That is certain only for a call without
 * a person's own words, which Retell could quote.
 */
export function saysEnded({ kind, said }: Refusal): boolean {
	return kind === 'alreadyEnded' || (kind === 'invalid' && /already ended/i.test(said));
}

/** Whether a call that was refused like this may have been carried out all the same. */
export function mayHaveTakenEffect({ kind }: Refusal): boolean {
	return ['server', 'slow', 'unreadable', 'cut'].includes(kind);
}

/** Reads what the HTTP client threw when no whole answer came. */
export function networkRefusal(thrown: unknown): Refusal {
	const { code, syscall } = faultOf(thrown);
	if (syscall === 'connect' || BEFORE_SENDING.test(code)) {
		return { kind: 'unreachable', status: null, said: code };
	}
	if (['ECONNABORTED', 'ETIMEDOUT'].includes(code)) {
		return { kind: 'slow', status: null, said: code };
	}
	return { kind: 'cut', status: null, said: code };
}

function kindOf(status: number, said: string): RefusalKind {
	if (status < 400) return 'redirect';
	if (status === 401) return 'unauthorized';
	if (status === 402) return 'payment';
	if (status === 403) return 'forbidden';
	if (status === 407) return 'proxy';
	if (status === 408) return 'slow';
	if (status === 429) return 'rateLimited';
	if (status >= 500) return 'server';
	if (CHAT_ENDED.test(said)) return 'alreadyEnded';
	if (NOT_CHAT_AGENT.test(said)) return 'notChatAgent';
	if (NOT_REGISTERED.test(said)) return 'notRegistered';
	if (status === 404) return 'notFound';
	if (status === 422 && /cannot find|not found/i.test(said)) return 'notFound';
	return 'invalid';
}

/** Whether a 404 is Retell's own, about what was asked for, and not of a server that has no such call. */
function isOfRetell(body: unknown, said: string): boolean {
	if (said === '' || NO_ROUTE.test(said)) return false;
	return NOT_FOUND.test(said) || isRefused(body);
}

function wordsOf(body: unknown): string {
	if (!isRecord(body)) return '';
	const words = [body.message, body.error_message].find(isText) ?? '';
	return words.replace(/\s+/g, ' ').trim();
}

/** A server's words for an error: short, and without the key, which a server may echo. */
export function quoteOf(said: string, apiKey: string): string {
	// The key goes first: cut in two, it would not be found.
	const text = apiKey === '' ? said : said.replaceAll(apiKey, '***');
	return text.length > QUOTE_LENGTH ? `${text.slice(0, QUOTE_LENGTH)}…` : text;
}

/**
 * The wait that a server asks for, in ms: `retry-after-ms`, or `Retry-After` in seconds or as a
 * date (measured against the answer's own Date header, so that a wrong clock here does no harm).
 */
export function retryAfterMs(headers: IDataObject): number | undefined {
	const ms = textOf(headers['retry-after-ms']).trim();
	if (ms !== '' && Number.isFinite(Number(ms))) return Math.max(0, Number(ms));

	const after = textOf(headers['retry-after']).trim();
	if (after === '') return undefined;
	if (Number.isFinite(Number(after) * 1000)) return Math.max(0, Number(after) * 1000);

	const date = Date.parse(after);
	// A time of day has a colon; without one, Date.parse finds dates in other words, too.
	if (Number.isNaN(date) || !after.includes(':')) return undefined;
	const serverNow = Date.parse(textOf(headers.date));
	return Math.max(0, date - (Number.isNaN(serverNow) ? Date.now() : serverNow));
}

/** The first network code (ECONNRESET, ETIMEDOUT, ...) in an error or in what caused it. */
function faultOf(thrown: unknown): { code: string; syscall?: unknown } {
	let code = '';
	for (let link = thrown, depth = 0; isRecord(link) && depth < 5; link = link.cause, depth++) {
		if (code === '' && typeof link.code === 'string') code = link.code;
		if (link.code === code && link.syscall) return { code, syscall: link.syscall };
	}
	return { code };
}

/** Refusals that go away by themselves: the account and the values are not to blame. */
export const TRANSIENT: RefusalKind[] = ['cut', 'late', 'rateLimited', 'server', 'slow', 'unreachable', 'unreadable'];

/** Why a call failed, in the terms by which n8n decides when to poll again (n8n 2.38 and newer). */
export function failureOf({ kind, retryAfterMs: wait }: Refusal): NonNullable<NodeApiError['failure']> {
	if (kind === 'rateLimited') return { cause: 'rate-limited', retryAfterMs: wait };
	if (TRANSIENT.includes(kind)) return { cause: 'temporarily-unavailable' };
	if (['forbidden', 'payment', 'proxy', 'unauthorized'].includes(kind)) return { cause: 'credential-invalid' };
	return { cause: 'configuration-invalid' };
}
