import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../values';

/**
 * What Retell asks about a text message before it starts a chat: also the `chat_id` that the chat is to have
 * (not in every description of Retell's), and `agent_id`, unless the number has no agent of its own.
 */
export interface InboundSms extends IDataObject {
	from_number: string;
	to_number: string;
}

/** What may be answered (Retell's inbound webhook guide). One invalid value makes all of it void. */
export interface InboundSmsAnswer {
	reject?: true;
	override_agent_id?: string;
	override_agent_version?: string | number;
	dynamic_variables?: Record<string, string>;
	metadata?: Record<string, unknown>;
}

export const INBOUND_SMS = 'chat_inbound';

/** Reads the body of a webhook; undefined if it is not about an inbound text message. */
export function inboundSmsOf(body: unknown): InboundSms | undefined {
	if (!isRecord(body) || body.event !== INBOUND_SMS) return undefined;
	const inbound = body[INBOUND_SMS];
	return isInboundSms(inbound) ? inbound : undefined;
}

function isInboundSms(value: unknown): value is InboundSms {
	return isRecord(value) && typeof value.from_number === 'string' && typeof value.to_number === 'string';
}

/** The phone numbers, for the metadata: a chat does not show them. */
export function numbersOf({ from_number, to_number }: InboundSms) {
	return { from_number, to_number };
}

/** The answer that leaves a text message to the number's own agent. */
export function ownAgentAnswer(inbound: InboundSms): InboundSmsAnswer {
	return { metadata: numbersOf(inbound) };
}

/** The body of an answer, in Retell's form. */
export function answerBody(answer: InboundSmsAnswer) {
	return { [INBOUND_SMS]: answer };
}
