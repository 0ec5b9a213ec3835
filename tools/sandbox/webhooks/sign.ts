import { createHmac } from 'node:crypto';

export const SIGNATURE_HEADER = 'x-retell-signature';

/** Retell's signature: over the body and the time, with the key that bears the webhook badge. */
export function sign(body: string, key: string, at: number): string {
	const digest = createHmac('sha256', key).update(`${body}${at}`).digest('hex');
	return `v=${at},d=${digest}`;
}
