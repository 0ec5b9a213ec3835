import type { IHookFunctions } from 'n8n-workflow';

import type { Explained } from '../../messages/explained';
import { leftAtEarlierUrl, moved, notRegisteredAgain, notRemoved } from '../../messages/webhookTriggers';
import { orGone } from '../api/call';
import { connectToRetell, type RetellCall, type SendToRetell } from '../http/client';
import { errorText, nodeErrorOf } from '../nodeError';
import { isText, textOf } from '../values';
import { keyOf } from './deliveries';
import { refuseUnreachable } from './reachable';

// Where Retell sends a webhook is kept by Retell alone: nothing is stored in n8n that a crash could
// tear apart from it.

/**
 * How long all of a registration may take, in ms: n8n 2 gives up on publishing after 84 s, and would not stop what then
 * goes on here.
 */
const LONGEST = 60_000;
/** How long a start of n8n may wait for Retell, in ms. */
const LONGEST_AT_RESTART = 10_000;
/** Under this name the query of a registered URL tells which node of which n8n registered it. */
const OWNER = 'owner';

/**
 * Whose address it is that Retell has: nobody's, this URL, this node's other URL (the one for test
 * events, or that of the published workflow), a URL that this node had before n8n got another address,
 * or somebody else's.
 */
export type Holder = 'nobody' | 'this' | 'sibling' | 'former' | 'other';

function holderOf(address: unknown, context: IHookFunctions): Holder {
	if (textOf(address).trim() === '') return 'nobody';
	const own = ownUrl(context);
	const url = urlOf(address);
	if (!url) return 'other';
	// n8n gives a path to one published workflow only. So whoever registered it, the URL leads here.
	if (isSameAddress(url, own)) return 'this';

	const length = endLength(context);
	const end = ({ pathname }: URL) => pathname.split('/').slice(-length).join('/');
	// The name of n8n's endpoint tells production URLs from those for test events.
	const endpoint = ({ pathname }: URL) => pathname.split('/').at(-length - 1);
	if (!url.searchParams.has(OWNER)) {
		// Somebody has pasted it.
		return url.origin === own.origin && end(url) === end(own) ? 'sibling' : 'other';
	}
	if (!isMarked(url, own)) return 'other';
	return endpoint(url) === endpoint(own) ? 'former' : 'sibling';
}

/**
 * Whether the address is this context's to take away again: it leads to its own URL, and no other
 * workflow has registered it. n8n tears test webhooks down without saying so; only the URL tells. What
 * the published workflow has, nobody takes away who stops listening for a test event. And what another
 * n8n may live by, a copy of it (same workflows, same key) does not take away.
 */
function isToGiveBack(address: unknown, context: IHookFunctions): boolean {
	const url = urlOf(address);
	const own = ownUrl(context);
	return !!url && isSameAddress(url, own) && (!url.searchParams.has(OWNER) || isMarked(url, own));
}

/** What tells a person whose address it is: its host, else all of it. */
function hostOf(address: unknown): string {
	return urlOf(address)?.host || textOf(address);
}

/** Undefined for what is no URL, such as one with {{variables}} in its host. */
export function urlOf(address: unknown): URL | undefined {
	return isText(address) && URL.canParse(address) ? new URL(address) : undefined;
}

/**
 * The URL of this node that Retell is to call. The ID of n8n in its mark stays when n8n moves to
 * another address; a copy of the workflow elsewhere, or under another ID, has another mark.
 */
export function ownUrl(context: IHookFunctions): URL {
	const { webhookId, name } = context.getNode();
	const url = new URL(context.getNodeWebhookUrl('default') ?? '');
	url.searchParams.set(OWNER, keyOf([context.getInstanceId(), context.getWorkflow().id, webhookId ?? name]));
	return url;
}

function isMarked(url: URL, own: URL): boolean {
	return url.searchParams.get(OWNER) === own.searchParams.get(OWNER);
}

function isSameAddress(a: URL, b: URL): boolean {
	return a.origin === b.origin && a.pathname === b.pathname;
}

/**
 * How many parts at the end of a URL's path name the node: its webhook id and its path, or, without
 * such an id (n8n gives none to a workflow that comes through its API), the workflow's id, the node's
 * name, and the path.
 */
function endLength(context: IHookFunctions): number {
	return context.getNode().webhookId === undefined ? 3 : 2;
}

/** Whether n8n starts again with a workflow that was published before. */
export function isRestart(context: IHookFunctions): boolean {
	return ['init', 'leadershipChange'].includes(context.getActivationMode());
}

/** Something of Retell's that has one webhook: an agent, or a phone number. */
export interface WebhookHolder<Found> {
	/** What n8n's log calls it: `the agent "agent_1"`. */
	subject: string;
	find: RetellCall<Found>;
	/** What n8n's log calls it by what Retell shows of it. */
	nameOf: (found: Found) => string;
	/** Where its webhook goes. */
	addressOf: (found: Found) => unknown;
	/** What to say where its webhook goes to somebody else. */
	takenError: (found: Found, host: string) => Explained;
	/** What to say where the published workflow has its webhook, and a person listens for a test event. */
	publishedError: (found: Found) => Explained;
	/** Lets its webhook go to this node. */
	take: (send: SendToRetell, found: Found, holder: Holder) => Promise<void>;
	/** Gives it back what it had. */
	restore: (send: SendToRetell, found: Found) => Promise<void>;
}

/**
 * Registers this node's URL when its workflow is published, and also at a restart where n8n asks for
 * it (n8n 1 does, n8n 2 does not): n8n publishes first, registers then, and can be killed between the
 * two. n8n has to start all the same, so at a restart only a webhook that is nobody's, or that this
 * node had at another URL, is taken, and what goes wrong is logged.
 *
 * @throws Explained if the webhook is in use, or if Retell could not call this node; nothing is changed then
 */
export async function registerWith<Found>(context: IHookFunctions, owner: WebhookHolder<Found>): Promise<void> {
	if (!isRestart(context)) {
		await takeFrom(context, connectToRetell(context, { deadline: Date.now() + LONGEST }), owner, false);
		return;
	}
	const patience = { mostTries: { rateLimited: 1, other: 1 }, deadline: Date.now() + LONGEST_AT_RESTART };
	try {
		await takeFrom(context, connectToRetell(context, patience), owner, true);
	} catch (thrown) {
		const reason = errorText(nodeErrorOf(context, thrown));
		context.logger.warn(notRegisteredAgain(context.getNode().name, reason));
	}
}

/** `ifFree`: only if the webhook is not in use. */
async function takeFrom<Found>(
	context: IHookFunctions,
	send: SendToRetell,
	owner: WebhookHolder<Found>,
	ifFree: boolean,
): Promise<void> {
	await refuseUnreachable(context, ownUrl(context));
	const found = await send(owner.find);
	const address = owner.addressOf(found);
	const holder = holderOf(address, context);
	if (ifFree && (holder === 'this' || holder === 'other')) return;
	if (holder === 'other') throw owner.takenError(found, hostOf(address));
	if (holder === 'sibling' && context.getMode() === 'manual') throw owner.publishedError(found);
	await owner.take(send, found, holder);
	if (holder === 'former') logMove(context, owner.nameOf(found), address);
}

/**
 * Gives the webhook back, unless somebody has changed it meanwhile. n8n goes on unpublishing whatever
 * becomes of it, so what stays in Retell is named in n8n's log.
 *
 * @throws NodeApiError if Retell does not let it: n8n retries, or logs it
 */
export async function giveBackWith<Found extends object>(
	context: IHookFunctions,
	owner: WebhookHolder<Found>,
): Promise<void> {
	const { subject } = owner;
	try {
		const send = connectToRetell(context, { deadline: Date.now() + LONGEST });
		const found = await send(orGone(owner.find));
		if (found === 'gone') return;
		const address = owner.addressOf(found);
		if (isToGiveBack(address, context)) await owner.restore(send, found);
		else if (holderOf(address, context) === 'former') logLeft(context, subject, address);
	} catch (thrown) {
		const error = nodeErrorOf(context, thrown);
		const own = withoutQuery(ownUrl(context).href);
		context.logger.warn(notRemoved(context.getNode().name, subject, own, error.message));
		throw error;
	}
}

/** Says in n8n's log that the webhook of `subject` has moved from a URL that this trigger had before. */
function logMove(context: IHookFunctions, subject: string, from: unknown): void {
	const now = withoutQuery(ownUrl(context).href);
	context.logger.warn(moved(context.getNode().name, subject, withoutQuery(from), now));
}

/** Says in n8n's log that the webhook of `subject` was left at a URL that this trigger had before. */
function logLeft(context: IHookFunctions, subject: string, at: unknown): void {
	context.logger.warn(leftAtEarlierUrl(context.getNode().name, subject, withoutQuery(at)));
}

function withoutQuery(address: unknown): string {
	const url = urlOf(address);
	return url ? `${url.origin}${url.pathname}` : textOf(address);
}
