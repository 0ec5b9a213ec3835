import { baseUrlNotAUrl, baseUrlUnencrypted, keyEmpty, notAKey } from '../../messages/credential';
import { isText, textOf } from '../values';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Checks a credential's base URL and strips blanks and trailing slashes.
 *
 * @throws Explained if it is no URL, or if it would send the key unencrypted to another machine.
 */
export function baseUrlOf(value: unknown): string {
	const text = textOf(value).trim().replace(/\/+$/, '');
	const url = URL.canParse(text) ? new URL(text) : undefined;
	if (!url || !['http:', 'https:'].includes(url.protocol)) throw baseUrlNotAUrl();
	if (url.protocol === 'http:' && !LOOPBACK.test(url.hostname)) throw baseUrlUnencrypted();
	return text;
}

/**
 * Checks a credential's API key.
 *
 * @throws Explained if it is empty, or holds what no key holds, such as the dots of a masked key.
 */
export function apiKeyOf(value: unknown): string {
	const key = isText(value) ? value.trim() : '';
	if (/^[\x21-\x7e]+$/.test(key)) return key;
	throw key === '' ? keyEmpty() : notAKey();
}

/** The key with which Retell signs webhooks: one of its own, or the API key. */
export function webhookKeyOf({ apiKey, webhookKey }: { apiKey: unknown; webhookKey?: unknown }): string {
	return (isText(webhookKey) && webhookKey.trim()) || apiKeyOf(apiKey);
}
