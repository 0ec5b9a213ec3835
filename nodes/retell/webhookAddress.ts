import type { IHookFunctions } from 'n8n-workflow';

import { isText } from './answers';

// Where Retell sends a webhook is kept by Retell alone: nothing is stored in n8n that a crash could
// tear apart from it.

/**
 * Whose address it is that Retell has: nobody's, this URL, this node's other URL (the one for test
 * events, or that of the published workflow), or somebody else's.
 */
export function holderOf(address: unknown, own: URL): 'nobody' | 'this' | 'sibling' | 'other' {
	if (!address) return 'nobody';
	const url = urlOf(address);
	// Both URLs of a node end in its own id and its path.
	const end = ({ pathname }: URL) => pathname.split('/').slice(-2).join('/');
	if (url?.origin !== own.origin || end(url) !== end(own)) return 'other';
	return url.pathname === own.pathname ? 'this' : 'sibling';
}

/** Whether the address is this node's to take away again. */
export function isToGiveBack(address: unknown, context: IHookFunctions): boolean {
	const holder = holderOf(address, ownUrl(context));
	// Who stops listening for a test event does not take the webhook from the published workflow.
	return holder === 'this' || (holder === 'sibling' && context.getMode() !== 'manual');
}

export function urlOf(address: unknown): URL | undefined {
	return isText(address) && URL.canParse(address) ? new URL(address) : undefined;
}

/** The URL of this node that Retell is to call. */
export function ownUrl(context: IHookFunctions): URL {
	return new URL(context.getNodeWebhookUrl('default') ?? '');
}

/** Whether n8n starts again with a workflow that was published before: what was registered still holds. */
export function isRestart(context: IHookFunctions): boolean {
	return ['init', 'leadershipChange'].includes(context.getActivationMode());
}
