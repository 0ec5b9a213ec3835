import { sleep, type IWebhookFunctions, type IWebhookResponseData } from 'n8n-workflow';

import { readInboundSmsAnswer } from '../parameters/inboundSmsAnswer';
import { isText } from '../retell/values';
import { answer, answerAndFail, authenticate, type SignedRequest } from '../retell/webhooks/authenticate';
import { recordDelivery } from '../retell/webhooks/deliveries';
import {
	answerBody,
	INBOUND_SMS,
	inboundSmsOf,
	ownAgentAnswer,
	type InboundSms,
	type InboundSmsAnswer,
} from '../retell/webhooks/inboundSms';
import { readAnswerWithin, readResponseMode } from './fields';
import { recordRequest } from './givenUp';

/** For an answer that is on its way from the workflow when the time is over, in ms. */
const GRACE = 500;
/** What this node itself adds to its items, by which the "Choose Agent" operation goes. */
const OWN_FIELDS = ['event', 'answer_by'];

/**
 * Takes one request of Retell: how is this text message to be answered? What Retell did not sign gets a 401.
 *
 * Every answer is sent from here, or by the "Choose Agent" operation through n8n's `sendResponse`; never by
 * n8n 2 itself, whose 500 after a failed workflow would make Retell retry instead of going on with
 * the number's own agent. (n8n 1 ends the request with an empty 200 when a workflow gave no answer.)
 * Wrong parameters leave the message to that agent, too, and fail the execution.
 */
export async function receive(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const received = Date.now();
	const request = await authenticate(context);
	if (!request) return { noWebhookResponse: true };
	const inbound = inboundSmsOf(request.body);
	if (!inbound) return {};

	// Who listens for a test event may want to see the same one again.
	const isManual = context.getMode() === 'manual';
	if (!isManual && recordInbound(context, inbound, request) === 'duplicate') {
		answer(context, 200, answerBody(answerToDuplicate(context, inbound)));
		return { noWebhookResponse: true };
	}
	try {
		return start(context, inbound, received);
	} catch (thrown) {
		return await answerAndFail(context, answerBody(ownAgentAnswer(inbound)), thrown);
	}
}

/** Starts the workflow, after the answer or with the time by which the workflow is to give it. */
function start(context: IWebhookFunctions, inbound: InboundSms, received: number): IWebhookResponseData {
	const sent = Object.fromEntries(Object.entries(inbound).filter(([name]) => !OWN_FIELDS.includes(name)));
	const json = { event: INBOUND_SMS, ...sent };
	if (readResponseMode(context) === 'onReceived') {
		answer(context, 200, answerBody(readOwnAnswer(context, inbound)));
		return { noWebhookResponse: true, workflowData: [[{ json }]] };
	}
	const answerBy = received + readAnswerWithin(context);
	void answerAfter(answerBy + GRACE - Date.now(), context, inbound);
	const answer_by = new Date(answerBy).toISOString();
	return { noWebhookResponse: true, workflowData: [[{ json: { ...json, answer_by } }]] };
}

/** Reads the answer that the node's own parameters give. */
function readOwnAnswer(context: IWebhookFunctions, inbound: InboundSms): InboundSmsAnswer {
	const get = (name: string) => context.getNodeParameter(name, undefined, { extractValue: true });
	return readInboundSmsAnswer({ get }, inbound);
}

/** The answer to a duplicate: what the settings say. A workflow's answer is not kept. */
function answerToDuplicate(context: IWebhookFunctions, inbound: InboundSms): InboundSmsAnswer {
	try {
		return readResponseMode(context) === 'onReceived' ? readOwnAnswer(context, inbound) : ownAgentAnswer(inbound);
	} catch {
		// The first request has shown what is wrong with them.
		return ownAgentAnswer(inbound);
	}
}

/**
 * Remembers what is asked. A duplicate names the same chat. In Retell's guide, no chat is named: it then
 * is the same to the last byte, unless the one before still waits for its answer (Retell retries only
 * what it no longer waits for), or it is what Retell has given up, signed anew.
 */
function recordInbound(
	context: IWebhookFunctions,
	{ chat_id: chatId }: InboundSms,
	{ signature, body }: SignedRequest,
) {
	if (isText(chatId)) return recordDelivery(context, { subject: [chatId] });
	const before = recordRequest(context, body);
	const verdict = recordDelivery(context, { subject: [signature, body] });
	if (before === 'given up') return 'duplicate';
	return before === 'waiting' ? 'new' : verdict;
}

/** Leaves the text message to the number's own agent, unless the workflow has answered it by then. */
async function answerAfter(ms: number, context: IWebhookFunctions, inbound: InboundSms): Promise<void> {
	await sleep(ms);
	if (context.getResponseObject().headersSent) return;
	answer(context, 200, answerBody(ownAgentAnswer(inbound)));
}
