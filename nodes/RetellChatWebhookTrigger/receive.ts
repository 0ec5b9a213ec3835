import type { INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { isOn } from '../retell/inputs';
import { isRepeated } from '../retell/repeats';
import { simplifyChatWithMessages } from '../retell/simplify';
import { signatureOf } from '../retell/webhookRequest';
import { EVENTS, eventOf, type WebhookEvent } from './event';
import { readAgents, readEvents } from './fields';

/**
 * Takes one webhook. What Retell did not sign gets a 401. What is signed gets a 200, so that Retell
 * does not send it again, also where it starts nothing: another event or agent, or a repetition.
 */
export async function receive(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	if ((await signatureOf(context)) === undefined) return { noWebhookResponse: true };

	const event = eventOf(context.getBodyData());
	if (!event || !isWanted(event, context)) return {};
	// Who listens for a test event may want to see the same one again.
	if (context.getMode() !== 'manual' && isRepetition(event, context)) return {};
	return { workflowData: [[itemOf(event, context)]] };
}

function isWanted({ event, chat }: WebhookEvent, context: IWebhookFunctions): boolean {
	const agents = readAgents(context);
	return readEvents(context).includes(event) && (agents.length === 0 || agents.includes(chat.agent_id));
}

/** What tells an event from its duplicates: a chat starts and ends once, and gets many messages. */
function isRepetition({ event, chat }: WebhookEvent, context: IWebhookFunctions): boolean {
	// An analysis that was run again is another event, unless it says the same.
	if (event === EVENTS.chatAnalyzed) return isRepeated(context, [event, chat.chat_id, chat.chat_analysis]);
	return isRepeated(context, event === EVENTS.transcriptUpdated ? [event, chat] : [event, chat.chat_id]);
}

function itemOf({ event, chat }: WebhookEvent, context: IWebhookFunctions): INodeExecutionData {
	const simplify = isOn(context.getNodeParameter('simplify'));
	return { json: simplify ? { event, ...simplifyChatWithMessages(chat) } : { event, chat: { ...chat } } };
}
