import type { INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { isOn } from '../parameters/check/values';
import { simplifyChatWithMessages } from '../retell/output/simplify';
import { answerAndFail, authenticate } from '../retell/webhooks/authenticate';
import { recordInTurn, type Delivery } from '../retell/webhooks/deliveries';
import { eventOf, EVENTS, showsMessages, type WebhookEvent } from './event';
import { readEvents, readOnlyTheseAgents } from './fields';

/**
 * Takes one webhook. What Retell did not sign gets a 401. What is signed gets a 200, so that Retell
 * does not retry it, even if it starts nothing: another event or agent, a duplicate, or nothing
 * at all, as from the test button in Retell's dashboard; and even if the node's parameters are wrong.
 */
export async function receive(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const request = await authenticate(context);
	if (!request) return { noWebhookResponse: true };
	const event = eventOf(request.body);
	if (!event) return {};

	try {
		if (!isWanted(event, context)) return {};
		const item = itemOf(event, context);
		// Who listens for a test event may want to see the same one again.
		if (context.getMode() === 'manual') return { workflowData: [[item]] };
		const delivery = deliveryOf(event, request.signedAt);
		return (await recordInTurn(context, delivery)) === 'new' ? { workflowData: [[item]] } : {};
	} catch (thrown) {
		return await answerAndFail(context, {}, thrown);
	}
}

function isWanted({ event, chat }: WebhookEvent, context: IWebhookFunctions): boolean {
	const agents = readOnlyTheseAgents(context);
	return readEvents(context).includes(event) && (agents.length === 0 || agents.includes(chat.agent_id));
}

/**
 * What distinguishes an event from others: a chat starts and ends once, gets many messages, and can be analyzed
 * anew. Where Retell shows no messages, all updates of a chat can look the same: then the time of the
 * signature counts, too, since a duplicate does less harm than a lost message.
 */
function deliveryOf(request: WebhookEvent, signedAt: number): Delivery {
	const { event, chat, body } = request;
	if (event === EVENTS.transcriptUpdated)
		return { subject: showsMessages(request) ? [event, body] : [event, body, signedAt] };
	const subject = [event, chat.chat_id];
	return event === EVENTS.chatAnalyzed ? { subject, state: { content: chat.chat_analysis, signedAt } } : { subject };
}

function itemOf({ event, chat }: WebhookEvent, context: IWebhookFunctions): INodeExecutionData {
	const simplify = isOn(context.getNodeParameter('simplify'));
	return { json: simplify ? { event, ...simplifyChatWithMessages(chat) } : { event, chat: { ...chat } } };
}
