import { Explained } from '../explained';
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
	if (!url || !['http:', 'https:'].includes(url.protocol)) {
		throw new Explained(
			// Where n8n tests the credential, it shows this alone.
			'The credential\'s "Base URL" must be a URL, such as https://api.retellai.com',
			'Open the credential and set "Base URL" to it, or to the address of your proxy.',
		);
	}
	if (url.protocol === 'http:' && !LOOPBACK.test(url.hostname)) {
		throw new Explained(
			'The credential\'s "Base URL" must start with https://',
			'Open the credential and change "Base URL". Without encryption, others could read the API key on the way.',
		);
	}
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
	throw new Explained(
		key === '' ? 'The credential\'s "API Key" is empty' : 'The credential\'s "API Key" isn\'t an API key',
		'Open the credential and paste the whole key from the Retell dashboard (Settings, API Keys).',
	);
}

/** The key with which Retell signs webhooks: one of its own, or the API key. */
export function webhookKeyOf({ apiKey, webhookKey }: { apiKey: unknown; webhookKey?: unknown }): string {
	return (isText(webhookKey) && webhookKey.trim()) || apiKeyOf(apiKey);
}
