import { createHmac, timingSafeEqual, type KeyObject } from 'crypto';

/** Retell's signature header, as the server gives it: in small letters. */
export const SIGNATURE_HEADER = 'x-retell-signature';
/** How far the time of a signature may be from now, either way, in ms. */
const WINDOW = 5 * 60_000;

/**
 * Whether Retell signed a webhook: `v=<ms>,d=<hex>`, where d is the HMAC-SHA256, with the API key that
 * bears the webhook badge, over the body as it came and the time. The verdict is that of `verify` in
 * Retell's SDK.
 *
 * @param body n8n keeps no bytes of a form with files: whoever sent one, it was not Retell
 * @param now in ms since 1970
 */
export function isSigned(
	body: Uint8Array | undefined,
	key: string | KeyObject,
	signature: unknown,
	now: number,
): boolean {
	const { signedAt, digest } = parseSignature(signature);
	if (!body || !isTimely(signature, now)) return false;
	const expected = createHmac('sha256', key).update(body).update(String(signedAt)).digest('hex');
	return timingSafeEqual(encoded(expected), encoded(digest.toLowerCase()));
}

/**
 * Whether a signature can be one: it has the form of one, and its time is about now. It takes no key to see that.
 *
 * @param now in ms since 1970
 */
export function isTimely(signature: unknown, now: number): boolean {
	const { signedAt, digest } = parseSignature(signature);
	return digest !== '' && Number.isSafeInteger(signedAt) && Math.abs(now - signedAt) <= WINDOW;
}

/** When a signature was made, in ms since 1970, and what it is. */
export function parseSignature(signature: unknown): { signedAt: number; digest: string } {
	const [, time = '', digest = ''] = /^v=(\d+),d=([0-9a-f]{64})$/i.exec(String(signature)) ?? [];
	return { signedAt: Number(time), digest };
}

function encoded(text: string): Uint8Array {
	return new TextEncoder().encode(text);
}
