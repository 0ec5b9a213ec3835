import axios from 'axios';
import { randomUUID } from 'node:crypto';
import type { INode, INodeParameters } from 'n8n-workflow';
import type { SavedWorkflow } from '../../../tools/n8n/index.ts';
import type { AgentSeed } from '../../../tools/sandbox/seeds.ts';
import { latestVersion } from '../../../tools/sandbox/records.ts';
import type { Stage } from '../support/stage.ts';
import { until } from '../../../tools/n8n/until.ts';
import { chain, locator, node } from '../../../tools/n8n/workflows.ts';

/** A saved workflow that starts with the webhook trigger. */
export interface Listener {
	workflow: SavedWorkflow;
	/** Its production URL. */
	url: string;
}

/** The webhook trigger, for ends of chats unless it is told otherwise. */
export function webhookTrigger(parameters: INodeParameters = {}, rest: Partial<INode> = {}): INode {
	const setUpWebhook = 'registerWithAgent' in parameters ? 'automatically' : 'manually';
	const given = { setUpWebhook, events: ['chatEnded'], agentIds: [], simplify: true, ...parameters };
	const type = 'n8n-nodes-retell-chat.retellChatWebhookTrigger';
	return node('Retell calls', type, given, { webhookId: randomUUID(), ...rest });
}

/** Saves a workflow that chats start when they end. */
export async function listener(stage: Stage, parameters: INodeParameters = {}, then?: INode): Promise<Listener> {
	const trigger = webhookTrigger(parameters);
	const { webhookId } = trigger;
	const rest = then ?? node('Go on', 'n8n-nodes-base.noOp', {});
	const workflow = await stage.save(chain(`Listener ${webhookId}`, trigger, rest));
	return { workflow, url: `${stage.n8n.url}/webhook/${webhookId}/webhook` };
}

/** The trigger for the text messages that come to a number. */
export function smsTrigger(number: string, parameters: INodeParameters): INode {
	const given = { registerWithNumber: locator(number, 'number'), ...parameters };
	const type = 'n8n-nodes-retell-chat.retellInboundSmsTrigger';
	return node('A text comes in', type, given, { webhookId: randomUUID() });
}

/** Waits until Retell no longer asks n8n about texts to this number. */
export async function numberIsFree({ sandbox }: Stage, number: string): Promise<void> {
	await until('the number to be free again', () => !sandbox.store.phoneNumber(number)?.inbound_sms_webhook_url);
}

/** Waits until n8n no longer takes test events at this URL: it has given the test webhook back then. */
export async function listensNoMore(testUrl: string): Promise<void> {
	const answer = () => axios.post(testUrl, {}, { proxy: false, validateStatus: null });
	// n8n may cut off a request that meets the end of its listening.
	const isOver = () =>
		answer().then(
			({ status }) => status === 404,
			() => false,
		);
	await until('n8n to listen no more', isOver);
}

/** The IDs of the chats that started the workflow, in order, as often as they did. */
export async function starts({ client }: Stage, { workflow }: Listener): Promise<unknown[]> {
	const all = await client.executions(workflow);
	const results = await Promise.all(all.reverse().map(({ id }) => client.waitFor(id)));
	return results.flatMap(({ received }) => received.map(({ chat_id }) => chat_id));
}

/** An agent whose newest version is a draft: Retell changes no other. */
export function draftAgent({ sandbox }: Stage, settings: AgentSeed = {}): string {
	const seed = { agent_name: 'Front desk', versions: [{ is_published: false }], ...settings };
	return sandbox.store.addAgent(seed).agent_id;
}

interface Webhook {
	webhook_url: string | null;
	webhook_events: string[] | null;
}

export const NO_WEBHOOK: Webhook = { webhook_url: null, webhook_events: null };

/** What Retell has of the agent's webhook. */
export function webhookOf({ sandbox }: Stage, agentId: string): Webhook {
	const agent = sandbox.store.agent(agentId);
	if (!agent) throw new Error('The sandbox has no such agent');
	const { webhook_url: url, webhook_events: events } = latestVersion(agent);
	return { webhook_url: url ? withoutOwner(url) : null, webhook_events: events ?? null };
}

/** Without what it says about who registered it. */
function withoutOwner(address: string): string {
	const url = new URL(address);
	if (!url.searchParams.has('owner')) return address;
	url.searchParams.delete('owner');
	return url.href;
}
