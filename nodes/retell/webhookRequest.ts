import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import { webhookKeyOf } from './credential';
import { isSigned, SIGNATURE_HEADER } from './signature';

const REFUSED =
	'The signature is missing or wrong, or its time is more than five minutes from now. Check the webhook key in the credential, and the clock of this server.';

/** The signature of a webhook if it is Retell's, else undefined; the request then has got its 401. */
export async function signatureOf(context: IWebhookFunctions): Promise<string | undefined> {
	const request: { headers: IDataObject; rawBody?: Uint8Array } = context.getRequestObject();
	const key = webhookKeyOf(await context.getCredentials('retellChatApi'));
	const signature = request.headers[SIGNATURE_HEADER];
	if (isSigned(request.rawBody, key, signature, Date.now())) return String(signature);
	answer(context, 401, { message: REFUSED });
	return undefined;
}

/** Answers a webhook with JSON. n8n then must not answer it, too: `noWebhookResponse`. */
export function answer(context: IWebhookFunctions, status: number, body: object): void {
	context
		.getResponseObject()
		.writeHead(status, { 'content-type': 'application/json' })
		.end(JSON.stringify(body));
}
