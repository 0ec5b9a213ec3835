import { createSecretKey, type KeyObject } from 'crypto';
import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import { SIGNATURE_WRONG } from '../../messages/webhookTriggers';
import { webhookKeyOf } from '../http/credential';
import { nodeErrorOf } from '../nodeError';
import { triggerOf } from './deliveries';
import { isSigned, isTimely, parseSignature, SIGNATURE_HEADER } from './signature';

/**
 * How long a key is used before n8n is asked for it anew, in ms: to decrypt it, n8n 2 starts a sandbox for
 * expressions, which takes as long as all the rest of a webhook.
 */
const KEY_USED_FOR = 60_000;
/** The keys of the published triggers, by trigger and credential. */
const keys = new Map<string, { key: KeyObject; since: number }>();

/** A webhook that Retell signed. */
export interface SignedRequest {
	/** The whole header. */
	signature: string;
	/** When it was signed, in ms since 1970. */
	signedAt: number;
	/** Undefined if it is not JSON: the test button in Retell's dashboard sends nothing at all. */
	body: unknown;
}

/**
 * Reads a webhook if Retell signed it. All others get a 401.
 *
 * What was signed is what counts: n8n reads a body by its content type, and makes other things of JSON
 * that comes as a form or as text, and nothing of one that comes without a type.
 */
export async function authenticate(context: IWebhookFunctions): Promise<SignedRequest | undefined> {
	const request: { headers: IDataObject; rawBody?: Uint8Array } = context.getRequestObject();
	const { rawBody } = request;
	const signature = request.headers[SIGNATURE_HEADER];
	const isSignedWith = (key: KeyObject | undefined) =>
		key !== undefined && isSigned(rawBody, key, signature, Date.now());
	// Junk from anywhere must not cost a key. A key that was changed in the credential counts at once.
	const isPossible = rawBody && isTimely(signature, Date.now());
	if (isPossible && (isSignedWith(usedKey(context)) || isSignedWith(await fetchKey(context)))) {
		const { signedAt } = parseSignature(signature);
		return { signature: String(signature), signedAt, body: jsonIn(rawBody) };
	}
	answer(context, 401, { message: SIGNATURE_WRONG });
	return undefined;
}

/** The key that this trigger has used of late. Who listens for a test event may be at the credential. */
function usedKey(context: IWebhookFunctions): KeyObject | undefined {
	const used = keys.get(keySlotOf(context));
	const isFresh = used !== undefined && Math.abs(Date.now() - used.since) < KEY_USED_FOR;
	return isFresh && context.getMode() !== 'manual' ? used.key : undefined;
}

async function fetchKey(context: IWebhookFunctions): Promise<KeyObject> {
	for (const [place, { since }] of keys) if (Math.abs(Date.now() - since) >= KEY_USED_FOR) keys.delete(place);
	const key = createSecretKey(webhookKeyOf(await context.getCredentials('retellChatApi')), 'utf8');
	if (context.getMode() !== 'manual') keys.set(keySlotOf(context), { key, since: Date.now() });
	return key;
}

function keySlotOf(context: IWebhookFunctions): string {
	return JSON.stringify([triggerOf(context), context.getNode().credentials]);
}

function jsonIn(bytes: Uint8Array): unknown {
	try {
		return JSON.parse(new TextDecoder().decode(bytes));
	} catch {
		return undefined;
	}
}

/** Answers a webhook with JSON. n8n then must not answer it, too: `noWebhookResponse`. */
export function answer(context: IWebhookFunctions, status: number, body: object): void {
	context.getResponseObject().writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/**
 * Answers with a 200, so that Retell does not retry it, then fails: n8n shows an execution with
 * what is wrong. n8n itself answers with a 500 to what fails. It cannot any more, and drops the
 * connection: by then the answer is out, and nobody uses the connection again.
 */
export async function answerAndFail(context: IWebhookFunctions, body: object, thrown: unknown): Promise<never> {
	const response = context.getResponseObject();
	// Whoever has closed the connection gets no answer, and nothing shows when it is out.
	if (!response.closed && !response.destroyed) {
		await new Promise((resolve) => {
			response.once('finish', resolve).once('close', resolve).setHeader('connection', 'close');
			answer(context, 200, body);
		});
	}
	throw nodeErrorOf(context, thrown);
}
