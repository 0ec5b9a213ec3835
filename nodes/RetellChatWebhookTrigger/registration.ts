import type { IHookFunctions } from 'n8n-workflow';

import { idInput } from '../parameters/check/ids';
import { versionOf } from '../retell/api/agentFacts';
import { createAgentVersion, getChatAgent, updateChatAgent } from '../retell/api/agents';
import { orRefused } from '../retell/api/call';
import type { ChatAgent } from '../retell/api/types';
import { Explained } from '../retell/explained';
import type { SendToRetell } from '../retell/http/client';
import { isText, jsonOf, textOf } from '../retell/values';
import {
	giveBackWith,
	ownUrl,
	registerWith,
	urlOf,
	type Holder,
	type WebhookHolder,
} from '../retell/webhooks/registration';
import { EVENTS, type EventName } from './event';
import { readEvents, REGISTER_WITH_AGENT } from './fields';

/** Under this name our URL's query holds what was added to the agent's `webhook_events`. */
const EVENTS_ADDED = 'events_added';
/** This name stands there if the agent had no list, and got one. */
const EVENTS_UNSET = 'events_unset';
/** What Retell sends where an agent says nothing else (API reference). */
const USUAL_EVENTS: EventName[] = [EVENTS.chatStarted, EVENTS.chatEnded, EVENTS.chatAnalyzed];

/** Whether there is nothing to register. */
export function isRegistered(context: IHookFunctions): boolean {
	return chosenAgent(context) === undefined;
}

/**
 * Lets the webhook of the chosen agent point here, if it points nowhere.
 *
 * Retell changes the agent's newest version, if that is a draft. Chats of the published version
 * follow when the draft is published.
 *
 * @throws Explained if it points to somewhere else, or cannot be changed; nothing is changed then
 */
export async function register(context: IHookFunctions): Promise<void> {
	const agentId = chosenAgent(context);
	if (agentId !== undefined) await registerWith(context, holderFor(context, agentId));
}

/**
 * Gives the agent back what it had, unless somebody has changed its webhook meanwhile. Where the
 * newest version is published, Retell does not change it: a new draft then is without the webhook.
 *
 * @throws NodeApiError if Retell does not let it; the log then names the agent and the URL
 */
export async function giveBack(context: IHookFunctions): Promise<void> {
	const agentId = chosenAgent(context);
	if (agentId !== undefined) await giveBackWith(context, holderFor(context, agentId));
}

function holderFor(context: IHookFunctions, agentId: string): WebhookHolder<ChatAgent> {
	return {
		subject: `the agent "${agentId}"`,
		find: getChatAgent(agentId),
		nameOf: (agent) => `the agent "${nameOf(agent, agentId)}"`,
		addressOf: ({ webhook_url: address }) => address,
		takenError: (agent, host) =>
			new Explained(
				`The agent "${nameOf(agent, agentId)}" already sends its webhooks to ${host}`,
				`Nothing was changed. Remove the webhook URL from the agent in Retell, or leave "${REGISTER_WITH_AGENT}" empty and forward the webhooks from the other receiver.`,
			),
		publishedError: (agent) =>
			new Explained(
				`The published workflow receives the webhooks of the agent "${nameOf(agent, agentId)}"`,
				'To listen for a test event here, unpublish the workflow first. Or check its executions.',
			),
		take: async (send, agent, holder) => await take(context, send, { agentId, agent, holder }),
		restore: async (send, agent) => await restore(send, agentId, agent),
	};
}

async function take(
	context: IHookFunctions,
	send: SendToRetell,
	{ agentId, agent, holder }: { agentId: string; agent: ChatAgent; holder: Holder },
): Promise<void> {
	const body = bodyFor(agent, ownUrl(context), readEvents(context));
	if (body.webhook_url === agent.webhook_url && body.webhook_events === undefined) return;
	// Retell calls this URL already: that nothing in it says who registered it is no reason for a draft.
	if (holder === 'this' && body.webhook_events === undefined && agent.is_published === true) return;
	if (agent.is_published !== true) {
		await send(updateChatAgent(agentId, body));
	} else if ((await send(orRefused(updateChatAgent(agentId, body)))) === 'refused') {
		throw new Explained(
			`The newest version of the agent "${nameOf(agent, agentId)}" is published, and Retell changes only drafts`,
			'Create a new version of the agent in Retell, publish this workflow again, then publish the new version in Retell.',
		);
	}
}

function nameOf({ agent_name: name }: ChatAgent, agentId: string): string {
	return isText(name) ? name : agentId;
}

async function restore(send: SendToRetell, agentId: string, agent: ChatAgent): Promise<void> {
	const before = { webhook_url: null, ...changeOfEvents(agent, eventsBefore(agent)) };
	if (agent.is_published !== true) {
		await send(updateChatAgent(agentId, before));
	} else if ((await send(orRefused(updateChatAgent(agentId, before)))) === 'refused') {
		const draft = await send(createAgentVersion(agentId, { base_version: versionOf(agent) }));
		await send(updateChatAgent(agentId, before, versionOf(draft)));
	}
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

function chosenAgent(context: IHookFunctions): string | undefined {
	const value = context.getNodeParameter('registerWithAgent', '', { extractValue: true });
	return textOf(value).trim() === '' ? undefined : idInput(value, REGISTER_WITH_AGENT);
}
