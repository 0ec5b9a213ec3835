import type { IHookFunctions } from 'n8n-workflow';

import { stillADraft } from '../messages/agents';
import { agentOfPublishedWorkflow, agentTaken, draftOutdated, noDraftAtRestart } from '../messages/webhookTriggers';
import { nameOf, versionOf } from '../retell/api/agentFacts';
import { isVersionNumber } from '../retell/api/answers';
import { createAgentVersion, getChatAgent, publishAgentVersion, updateChatAgent } from '../retell/api/agents';
import { orNone, orRefused, type ChatAgentChanges } from '../retell/api/call';
import type { ChatAgent } from '../retell/api/types';
import type { SendToRetell } from '../retell/http/client';
import { jsonOf } from '../retell/values';
import {
	giveBackWith,
	isRestart,
	ownUrl,
	registerWith,
	urlOf,
	type Holder,
	type WebhookHolder,
} from '../retell/webhooks/registration';
import { EVENTS, type EventName } from './event';
import { readAgentToRegister, readEvents, readPublishAgent } from './fields';

/** Under this name our URL's query holds what was added to the agent's `webhook_events`. */
const EVENTS_ADDED = 'events_added';
/** This name stands there if the agent had no list, and got one. */
const EVENTS_UNSET = 'events_unset';
/** What Retell sends where an agent says nothing else (API reference). */
const USUAL_EVENTS: EventName[] = [EVENTS.chatStarted, EVENTS.chatEnded, EVENTS.chatAnalyzed];

/**
 * Whether there is nothing to register.
 *
 * @throws Explained if it is to be registered, and no agent is selected
 */
export function isRegistered(context: IHookFunctions): boolean {
	return readAgentToRegister(context, { orNone: isRestart(context) }) === undefined;
}

/**
 * Lets the webhook of the chosen agent point here, if it points nowhere.
 *
 * Retell changes drafts only: where the agent's newest version is published, a draft is made of it. Chats of the
 * published version follow when the draft is published, by this node or by a person.
 *
 * @throws Explained if it points to somewhere else, or cannot be changed; nothing is changed then
 */
export async function register(context: IHookFunctions): Promise<void> {
	const agentId = readAgentToRegister(context, { orNone: isRestart(context) });
	if (agentId !== undefined) await registerWith(context, holderFor(context, agentId));
}

/**
 * Gives the agent back what it had, unless somebody has changed its webhook meanwhile. Where the
 * newest version is published, Retell does not change it: a new draft then is without the webhook.
 *
 * @throws NodeApiError if Retell does not let it; the log then names the agent and the URL
 */
export async function giveBack(context: IHookFunctions): Promise<void> {
	const agentId = readAgentToRegister(context, { orNone: true });
	if (agentId !== undefined) await giveBackWith(context, holderFor(context, agentId));
}

function holderFor(context: IHookFunctions, agentId: string): WebhookHolder<ChatAgent> {
	return {
		subject: `the agent "${agentId}"`,
		find: getChatAgent(agentId),
		nameOf: (agent) => `the agent "${nameOf(agent)}"`,
		addressOf: ({ webhook_url: address }) => address,
		takenError: (agent, host) => agentTaken(nameOf(agent), host),
		publishedError: (agent) => agentOfPublishedWorkflow(nameOf(agent)),
		take: async (send, agent, holder) => await take(context, send, { agentId, agent, holder }),
		restore: async (send, agent) => await restore(send, agentId, agent),
	};
}

/** What is to be done to which agent. */
interface Taking {
	agentId: string;
	agent: ChatAgent;
	holder: Holder;
}

async function take(context: IHookFunctions, send: SendToRetell, taking: Taking): Promise<void> {
	const { agentId, agent } = taking;
	// Nobody who listens for a test event, and no restart, makes changes live that a person may still be at.
	const isToPublish = context.getMode() !== 'manual' && !isRestart(context) && readPublishAgent(context);
	if (!isToPublish) return void (await setWebhook(context, send, taking));

	const live = await send(orNone(getChatAgent(agentId, 'latest_published')));
	if (live !== 'none') refuseOutdated(agent, live);
	const changed = await setWebhook(context, send, taking);
	if (changed.is_published === true || (live !== 'none' && hasWebhookOf(live, changed))) return;
	const version = versionOf(changed);
	await send(publishAgentVersion(agentId, { version }));
	// Retell was seen to accept it, and to leave the version a draft.
	const { is_published: isLive } = await send(getChatAgent(agentId, version));
	if (isLive !== true) throw stillADraft(version, agentId);
}

/** Lets the webhook of the newest version go to this node. The version that has it now. */
async function setWebhook(context: IHookFunctions, send: SendToRetell, taking: Taking): Promise<ChatAgent> {
	const { agentId, agent, holder } = taking;
	const body = bodyFor(agent, ownUrl(context), readEvents(context));
	if (body.webhook_url === agent.webhook_url && body.webhook_events === undefined) return agent;
	// Retell calls this URL already: that nothing in it says who registered it is no reason for a draft.
	if (holder === 'this' && body.webhook_events === undefined && agent.is_published === true) return agent;
	return await changeNewest(send, agentId, agent, {
		changes: body,
		allowDraft: () => {
			if (isRestart(context)) throw noDraftAtRestart(nameOf(agent));
		},
	});
}

/**
 * Publishing a draft makes all that it says live.
 *
 * @throws Explained for a draft that was made before what is live by now, so that it lacks changes
 */
function refuseOutdated(newest: ChatAgent, live: ChatAgent): void {
	const { is_published: isPublished, base_version: base } = newest;
	if (isPublished === true || !isVersionNumber(base) || base >= versionOf(live)) return;
	throw draftOutdated(nameOf(newest), base, versionOf(live));
}

/** Whether two versions send the same events to the same URL. */
function hasWebhookOf(one: ChatAgent, other: ChatAgent): boolean {
	const webhookOf = ({ webhook_url: url = null, webhook_events: events = null }: ChatAgent) => jsonOf([url, events]);
	return webhookOf(one) === webhookOf(other);
}

/**
 * Changes the newest version of an agent; where that is published and Retell changes only drafts, a new draft of it.
 * The version that was changed.
 *
 * @param allowDraft throws where no draft is to be made
 */
async function changeNewest(
	send: SendToRetell,
	agentId: string,
	agent: ChatAgent,
	{ changes, allowDraft }: { changes: ChatAgentChanges; allowDraft?: () => void },
): Promise<ChatAgent> {
	if (agent.is_published !== true) return await send(updateChatAgent(agentId, changes));
	const changed = await send(orRefused(updateChatAgent(agentId, changes)));
	if (changed !== 'refused') return changed;
	allowDraft?.();
	const draft = await send(createAgentVersion(agentId, { base_version: versionOf(agent) }));
	return await send(updateChatAgent(agentId, changes, versionOf(draft)));
}

async function restore(send: SendToRetell, agentId: string, agent: ChatAgent): Promise<void> {
	const changes = { webhook_url: null, ...changeOfEvents(agent, eventsBefore(agent)) };
	await changeNewest(send, agentId, agent, { changes });
}

/** Our URL, and the agent's events with those added that it leaves out. */
function bodyFor(agent: ChatAgent, own: URL, wanted: EventName[]) {
	const before = eventsBefore(agent);
	const isUnset = before === null;
	const missing = before === undefined ? [] : wanted.filter((event) => !(before ?? USUAL_EVENTS).includes(event));
	const url = new URL(own);
	if (missing.length > 0) url.searchParams.set(EVENTS_ADDED, missing.join(','));
	if (missing.length > 0 && isUnset) url.searchParams.set(EVENTS_UNSET, '');
	const events = missing.length > 0 ? [...(before ?? USUAL_EVENTS), ...missing] : before;
	return { webhook_url: url.href, ...changeOfEvents(agent, events) };
}

type Events = ChatAgent['webhook_events'];

/** Sets the agent's events, unless they are these already. */
function changeOfEvents({ webhook_events: now = null }: ChatAgent, events: Events) {
	return events === undefined || jsonOf(now) === jsonOf(events) ? {} : { webhook_events: events };
}

/**
 * The agent's events without those that a registration of this node has added: null if Retell is to
 * decide, undefined if it cannot be told. Events that nobody knows yet stay.
 */
function eventsBefore({ webhook_url: address, webhook_events: events = null }: ChatAgent): Events {
	if (!Array.isArray(events)) return events === null ? null : undefined;
	const query = urlOf(address)?.searchParams;
	const added = query?.get(EVENTS_ADDED)?.split(',') ?? [];
	const before = events.filter((event) => !added.includes(event));
	const isUsual = before.length === USUAL_EVENTS.length && USUAL_EVENTS.every((event) => before.includes(event));
	return isUsual && query?.has(EVENTS_UNSET) ? null : before;
}
