import {
	NodeApiError,
	NodeOperationError,
	type ICredentialsDecrypted,
	type IDataObject,
	type IExecuteFunctions,
	type IHookFunctions,
	type IHttpRequestMethods,
	type IHttpRequestOptions,
	type ILoadOptionsFunctions,
	type IN8nHttpFullResponse,
	type IPollFunctions,
} from 'n8n-workflow';

import { EXECUTION_CANCELED } from '../../messages/executions';
import { apiKeyOf, baseUrlOf } from './credential';
import { explain, type RefusedCall } from './errorTexts';
import type { Line } from './gate';
import {
	failureOf,
	mayHaveTakenEffect,
	networkRefusal,
	quoteOf,
	refusalOf,
	unreadable,
	type Refusal,
} from './refusals';
import { mayRetry, MOST_TRIES, waitAfter, type MostTries } from './retry';
import { sharedGate } from './sharedGate';
import { waitFor } from '../waiting';

const CREDENTIAL = 'retellChatApi';

type RetellContext = IExecuteFunctions | IHookFunctions | ILoadOptionsFunctions | IPollFunctions;

/** One request to Retell and how its answer is to be taken. */
export interface RetellCall<Answer> extends Omit<RefusedCall, 'tries'> {
	method: IHttpRequestMethods;
	/** Path with encoded ids. */
	path: string;
	query?: IDataObject;
	body?: object;
	/** Whether an agent answers, which thinks for as long as it needs: how long that takes says nothing of the server. */
	isThoughtful?: boolean;
	/** Checks the body of a successful answer (undefined: it has none); returns undefined if it is not what it should be. */
	parse: (body: unknown) => Answer | undefined;
	/**
	 * Turns a refusal into a result, where it is as good as one. `mayBeDone`: an earlier try of
	 * this call may have taken effect, because its answer got lost.
	 */
	settle?: (refusal: Refusal, mayBeDone: boolean) => Answer | undefined;
}

export type SendToRetell = <Answer>(call: RetellCall<Answer>) => Promise<Answer>;

/** What was sent so far, for whoever connected. */
export interface Sent {
	/** Whether a call was among it that must not be repeated. */
	onceOnly: boolean;
}

interface Connection {
	sent?: Sent;
	/** Tries of one call at most. */
	mostTries?: MostTries;
	/** Requests at the same time at most. */
	parallel?: number;
	/** By when (ms since 1970, this machine's clock) all requests and waits must be over. */
	deadline?: number;
	/** How long one answer may take at most, in ms, whatever the call allows. */
	longestAnswer?: number;
	/** Gets the headers of every answer. */
	onAnswer?: (headers: IDataObject) => void;
}

/**
 * Connects to Retell with the node's credential.
 *
 * The function that it gives back sends one call, retries it as `retry.ts` allows, and throws a
 * NodeApiError with the HTTP code and words for a person. Neither the key nor the request's
 * headers are part of what it throws.
 */
export function connectToRetell(
	context: RetellContext,
	{
		sent = { onceOnly: false },
		mostTries = MOST_TRIES,
		parallel = Infinity,
		deadline = Infinity,
		longestAnswer = Infinity,
		onAnswer,
	}: Connection = {},
): SendToRetell {
	let connected: Promise<Account & { line: Line }> | undefined;

	return async (call) => {
		connected ??= readAccount(context).then((account) => ({
			...account,
			line: sharedGate(account.baseUrl, account.apiKey).join(parallel),
		}));
		const { apiKey, line, ...account } = await connected;
		let mayBeDone = false;
		let last: Refusal | undefined;
		let tries = 0;
		sent.onceOnly ||= call.uncertain !== undefined;

		for (;;) {
			let { timeout } = call;
			const attempt = async () => {
				tries++;
				timeout = Math.max(1, Math.min(call.timeout, longestAnswer, deadline - Date.now()));
				return await sendOnce(context, account, { ...call, timeout }, onAnswer);
			};
			const outcome = await line.send(attempt, {
				until: deadline,
				signal: cancelSignal(context),
				mostTries: Math.max(1, mostTries.rateLimited - tries),
				kind: kindOf(call),
			});
			if ('answer' in outcome) return outcome.answer;
			if ('held' in outcome && outcome.held === 'cancelled') throw unsent(context);
			const errorOf = (refusal: Refusal) =>
				apiError(context, { ...call, timeout, isAfterOnceOnly: sent.onceOnly }, refusal, tries, apiKey);
			// That there is no time for one more try says less than what became of the last one.
			if ('held' in outcome) throw errorOf((outcome.held.kind === 'late' && last) || outcome.held);

			const { refusal } = outcome;
			const settled = call.settle?.(refusal, mayBeDone);
			if (settled !== undefined) return settled;

			const isSafe = call.uncertain === undefined;
			const wait = waitAfter(refusal, tries);
			if (!mayRetry(refusal, tries, isSafe, mostTries.other) || Date.now() + wait >= deadline) {
				throw errorOf(refusal);
			}
			last = refusal;
			if (mayHaveTakenEffect(refusal)) mayBeDone = true;
			await pause(context, wait);
		}
	};
}

function kindOf({ method, path, isThoughtful }: Pick<RetellCall<unknown>, 'method' | 'path' | 'isThoughtful'>) {
	return isThoughtful ? undefined : `${method} ${path.split('/')[1]}`;
}

interface Account {
	baseUrl: string;
	apiKey: string;
	/** The credential as n8n takes it: otherwise it would read and decrypt it anew for each request. */
	credential: ICredentialsDecrypted;
}

async function readAccount(context: RetellContext): Promise<Account> {
	const data = await context.getCredentials(CREDENTIAL);
	const { id = '', name = '' } = context.getNode().credentials?.[CREDENTIAL] ?? {};
	return {
		baseUrl: baseUrlOf(data.baseUrl),
		apiKey: apiKeyOf(data.apiKey),
		credential: { id: id ?? '', name, type: CREDENTIAL, data },
	};
}

async function sendOnce<Answer>(
	context: RetellContext,
	{ baseUrl: baseURL, credential }: Omit<Account, 'apiKey'>,
	{ method, path, query, body, timeout, parse, uncertain }: RetellCall<Answer>,
	onAnswer?: Connection['onAnswer'],
): Promise<{ answer: Answer } | { refusal: Refusal }> {
	if (cancelSignal(context)?.aborted) throw unsent(context);
	const over = new AbortController();
	let response: IN8nHttpFullResponse | void;
	try {
		const options: IHttpRequestOptions = {
			baseURL,
			url: path,
			method,
			qs: query,
			// As text: of an object, n8n's HTTP client would drop names such as "constructor".
			...(body && { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
			timeout,
			// n8n puts the signal of an execution in its place.
			abortSignal: over.signal,
			json: true,
			returnFullResponse: true,
			// n8n would drop Retell's words and send the call a second time after a 401.
			ignoreHttpStatusErrors: true,
			// A redirect could carry the key to another host.
			disableFollowRedirect: true,
		};
		const request: Promise<IN8nHttpFullResponse> = context.helpers.httpRequestWithAuthentication.call(
			context,
			CREDENTIAL,
			options,
			{ credentialsDecrypted: credential },
		);
		// The timeout of n8n's HTTP client measures silence: an answer that trickles in would never meet it.
		response = await Promise.race([request, waitFor(timeout, over.signal)]);
	} catch (thrown) {
		if (cancelSignal(context)?.aborted) throw cancelled(context, uncertain);
		return { refusal: networkRefusal(thrown) };
	} finally {
		over.abort();
	}
	if (!response) return { refusal: { kind: 'slow', status: null, said: '' } };

	const { statusCode, headers } = response;
	onAnswer?.(headers);
	// An answer without a body arrives as empty text.
	const content: unknown = response.body === '' ? undefined : response.body;
	if (statusCode >= 300) return { refusal: refusalOf(statusCode, content, headers) };
	const answer = parse(content);
	if (answer !== undefined) return { answer };
	return { refusal: unreadable(statusCode, content) };
}

function apiError<Answer>(
	context: RetellContext,
	call: RetellCall<Answer>,
	refusal: Refusal,
	tries: number,
	apiKey: string,
): NodeApiError {
	const said = quoteOf(refusal.said, apiKey);
	const { message, description } = explain({ ...refusal, said }, { ...call, tries });
	const error = new NodeApiError(
		context.getNode(),
		{ message: said || message, status: refusal.status },
		{ message, description, httpCode: refusal.status === null ? undefined : `${refusal.status}` },
	);
	// Not by the constructor: that of n8n before 2.38 would drop it, and the trigger decides by it.
	error.failure = failureOf(refusal);
	return error;
}

/** What ends a run that a person stopped. */
export function cancelled(context: RetellContext, description?: string): NodeOperationError {
	return new NodeOperationError(context.getNode(), EXECUTION_CANCELED, { description });
}

/** What ended calls that were not carried out for certain. */
const ofUnsent = new WeakSet<object>();

function unsent(context: RetellContext): NodeOperationError {
	const error = cancelled(context);
	ofUnsent.add(error);
	return error;
}

/** Whether a call was not carried out, because its execution was cancelled before. */
export function isUnsent(thrown: unknown): boolean {
	return thrown instanceof NodeOperationError && ofUnsent.has(thrown);
}

function cancelSignal(context: RetellContext): AbortSignal | undefined {
	return 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
}

/** Waits for `ms`, or until the execution is cancelled. */
export async function pause(context: RetellContext, ms: number): Promise<void> {
	const signal = cancelSignal(context);
	await waitFor(ms, signal);
	if (signal?.aborted) throw cancelled(context);
}
