import type { IHookFunctions } from 'n8n-workflow';

import { hostUnreachable } from '../../messages/webhookTriggers';
import { baseUrlOf } from '../http/credential';

/** Addresses that exist in one's own network, or on one's own machine, and not on the internet. */
const PRIVATE_IPV4 = /^(0|10|127|169\.254|172\.(1[6-9]|2\d|3[01])|192\.168)(\.\d+){2,3}$/;
const PRIVATE_IPV6 = /^\[(::1?\]|f[cd]|fe[89ab])/;
/** Names that no DNS server on the internet knows. */
const PRIVATE_NAME = /(^|\.)(localhost|local|internal|lan|home\.arpa)$/;

/**
 * Refuses to register a webhook that Retell can never call. A Retell on one's own machine or in one's own network, such
 * as the sandbox, can.
 *
 * @throws Explained for a URL of this machine or of a private network, where Retell is on the internet
 */
export async function refuseUnreachable(context: IHookFunctions, { host, hostname }: URL): Promise<void> {
	if (!isPrivate(hostname)) return;
	const { baseUrl } = await context.getCredentials('retellChatApi');
	if (isPrivate(new URL(baseUrlOf(baseUrl)).hostname)) return;
	throw hostUnreachable(host);
}

/** Whether a URL's host is this machine, or in a private network: by its address, or by a name that no public server has. */
export function isPrivate(hostname: string): boolean {
	const host = hostname.toLowerCase().replace(/\.$/, '');
	if (host.startsWith('[')) return PRIVATE_IPV6.test(host);
	return PRIVATE_IPV4.test(host) || PRIVATE_NAME.test(host) || !host.includes('.');
}
