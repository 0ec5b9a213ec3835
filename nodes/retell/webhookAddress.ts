import type { IHookFunctions } from 'n8n-workflow';

import { isText, textOf } from './answers';
import { retellApi, type RetellApi } from './api';
import { connectToRetell } from './client';
import { nodeErrorOf } from './nodeError';

// Where Retell sends a webhook is kept by Retell alone: nothing is stored in n8n that a crash could
// tear apart from it.

/** How long a start of n8n may wait for Retell, in ms. */
const LONGEST_AT_RESTART = 10_000;

/**
 * Whose address it is that Retell has: nobody's, this URL, this node's other URL (the one for test
 * events, or that of the published workflow), or somebody else's.
 */
export function holderOf(address: unknown, context: IHookFunctions): 'nobody' | 'this' | 'sibling' | 'other' {
	if (textOf(address).trim() === '') return 'nobody';
	const own = ownUrl(context);
	const url = urlOf(address);
	// Both URLs of a node end in its webhook id and its path; without such an id (n8n gives none to a
	// workflow that comes through its API) in the workflow's id, the node's name, and the path.
	const length = context.getNode().webhookId === undefined ? 3 : 2;
	const end = ({ pathname }: URL) => pathname.split('/').slice(-length).join('/');
	if (url?.origin !== own.origin || end(url) !== end(own)) return 'other';
	return url.pathname === own.pathname ? 'this' : 'sibling';
}

/** Whether the address is this node's to take away again. */
export function isToGiveBack(address: unknown, context: IHookFunctions): boolean {
	const holder = holderOf(address, context);
	// Who stops listening for a test event does not take the webhook from the published workflow.
	return holder === 'this' || (holder === 'sibling' && context.getMode() !== 'manual');
}

/** What tells a person whose address it is: its host, else all of it. */
export function hostOf(address: unknown): string {
	return urlOf(address)?.host || textOf(address);
}

/** Undefined for what is no URL, such as one with {{variables}} in its host. */
export function urlOf(address: unknown): URL | undefined {
	return isText(address) && URL.canParse(address) ? new URL(address) : undefined;
}

/** The URL of this node that Retell is to call. */
export function ownUrl(context: IHookFunctions): URL {
	return new URL(context.getNodeWebhookUrl('default') ?? '');
}

/** Whether n8n starts again with a workflow that was published before. */
function isRestart(context: IHookFunctions): boolean {
	return ['init', 'leadershipChange'].includes(context.getActivationMode());
}

/**
 * Registers this node's URL when its workflow is published, and also at a restart: n8n publishes
 * first, registers then, and can be killed between the two. n8n has to start all the same, so at a
 * restart only a webhook that is nobody's is taken, and what goes wrong is logged.
 *
 * @param take takes the webhook for this node; `ifFree`: only if it is nobody's
 */
export async function registerWith(
	context: IHookFunctions,
	take: (retell: RetellApi, ifFree: boolean) => Promise<void>,
): Promise<void> {
	if (!isRestart(context)) {
		await take(retellApi(connectToRetell(context)), false);
		return;
	}
	const patience = { mostTries: { rateLimited: 1, other: 1 }, deadline: Date.now() + LONGEST_AT_RESTART };
	try {
		await take(retellApi(connectToRetell(context, patience)), true);
	} catch (thrown) {
		const { message } = nodeErrorOf(context, thrown);
		context.logger.warn(`${context.getNode().name}: the webhook was not registered again. ${message}`);
	}
}
