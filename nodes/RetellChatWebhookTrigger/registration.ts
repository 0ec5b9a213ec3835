import type { IHookFunctions } from 'n8n-workflow';

import { isText, textOf } from '../retell/answers';
import { retellApi, type RetellApi } from '../retell/api';
import { connectToRetell } from '../retell/client';
import { Explained } from '../retell/explained';
import { idInput } from '../retell/inputs';
import type { ChatAgent } from '../retell/types';
import { holderOf, isRestart, isToGiveBack, ownUrl, urlOf } from '../retell/webhookAddress';
import { EVENTS, type EventName } from './event';
import { REGISTER_WITH_AGENT, readEvents } from './fields';

/** Under this name our URL's query holds the `webhook_events` that the agent had before. */
const EVENTS_BEFORE = 'events_before';
/** What Retell sends where an agent says nothing else (API reference). */
const USUAL_EVENTS: string[] = Object.values(EVENTS);
const KNOWN_EVENTS = [...Object.values(EVENTS), 'transcript_updated'] as const;

/** Whether there is nothing to register. */
export function isRegistered(context: IHookFunctions): boolean {
	return isRestart(context) || chosenAgent(context) === undefined;
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
	if (agentId === undefined) return;
	const retell = connected(context);
	const agent = await retell.getChatAgent(agentId);
	const current = urlOf(agent.webhook_url);
	const own = ownUrl(context);
	const holder = holderOf(agent.webhook_url, own);
	const name = isText(agent.agent_name) ? agent.agent_name : agentId;

	if (holder === 'other') {
		throw new Explained(
			`The agent "${name}" already sends its webhooks to ${current?.host ?? textOf(agent.webhook_url)}`,
			`Nothing was changed. Remove the webhook URL from the agent in Retell, or leave "${REGISTER_WITH_AGENT}" empty and let the other receiver pass the webhooks on.`,
		);
	}
	if (holder === 'sibling' && context.getMode() === 'manual') {
		throw new Explained(
			`The published workflow receives the webhooks of the agent "${name}"`,
			'Unpublish the workflow to listen for a test event here, or look at its executions.',
		);
	}

	const body = bodyFor(agent, current, own, readEvents(context));
	if (body.webhook_url === agent.webhook_url && !body.webhook_events) return;
	if (agent.is_published !== true) {
		await retell.updateChatAgent(agentId, body);
	} else if ((await retell.changePublishedAgent(agentId, body)) === 'refused') {
		throw new Explained(
			`The newest version of the agent "${name}" is published, and Retell changes only drafts`,
			'Create a new version of the agent in Retell, publish this workflow again, then publish the new version in Retell.',
		);
	}
}

/** Gives the agent back what it had, unless somebody has changed its webhook meanwhile. */
export async function giveBack(context: IHookFunctions): Promise<void> {
	const agentId = chosenAgent(context);
	if (agentId === undefined) return;
	const retell = connected(context);
	const agent = await retell.findChatAgent(agentId);
	if (agent === 'gone' || !isToGiveBack(agent.webhook_url, context)) return;
	const before = eventsBefore(urlOf(agent.webhook_url));
	await retell.updateChatAgent(agentId, { webhook_url: null, ...(before && { webhook_events: before }) });
}

/** Our URL, and the agent's events with ours added where it leaves some out. */
function bodyFor(agent: ChatAgent, current: URL | undefined, own: URL, wanted: EventName[]) {
	const events = Array.isArray(agent.webhook_events) ? agent.webhook_events.filter(isText) : undefined;
	const missing = wanted.filter((event) => !(events ?? USUAL_EVENTS).includes(event));
	const before = eventsBefore(current) ?? (missing.length > 0 ? events : undefined);
	const url = new URL(own);
	if (before) url.searchParams.set(EVENTS_BEFORE, before.join(','));
	return {
		webhook_url: url.href,
		...(events && missing.length > 0 && { webhook_events: [...events, ...missing] }),
	};
}

function eventsBefore(url: URL | undefined): NonNullable<ChatAgent['webhook_events']> | undefined {
	const names = url?.searchParams.get(EVENTS_BEFORE)?.split(',');
	return names?.flatMap((name) => KNOWN_EVENTS.filter((event) => event === name));
}

function chosenAgent(context: IHookFunctions): string | undefined {
	const value = context.getNodeParameter('registerWithAgent', '', { extractValue: true });
	return textOf(value).trim() === '' ? undefined : idInput(value, REGISTER_WITH_AGENT);
}

function connected(context: IHookFunctions): RetellApi {
	return retellApi(connectToRetell(context));
}
