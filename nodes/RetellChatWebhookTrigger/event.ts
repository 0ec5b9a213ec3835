import { isChat } from '../retell/api/answers';
import type { Chat } from '../retell/api/types';
import { isRecord, isText } from '../retell/values';

/** Retell's names of the events, by the parameter's values. */
export const EVENTS = {
	chatAnalyzed: 'chat_analyzed',
	chatEnded: 'chat_ended',
	chatStarted: 'chat_started',
	transcriptUpdated: 'transcript_updated',
} as const;

export type EventName = (typeof EVENTS)[keyof typeof EVENTS];

export interface WebhookEvent {
	event: EventName;
	chat: Chat;
	/** All that Retell sent. */
	body: Record<string, unknown>;
}

/** Reads the body of a webhook; undefined if it is none of these events. */
export function eventOf(body: unknown): WebhookEvent | undefined {
	if (!isRecord(body) || !isChat(body.chat)) return undefined;
	const event = Object.values(EVENTS).find((name) => name === body.event);
	return event && { event, chat: body.chat, body };
}

/** Whether an event shows what was said, beside the chat or in it: then another message makes another body. */
export function showsMessages({ chat, body }: WebhookEvent): boolean {
	return [...Object.values(body), ...Object.values(chat)].some(isListOfMessages) || isText(chat.transcript);
}

function isListOfMessages(value: unknown): boolean {
	return Array.isArray(value) && value.some((each) => isRecord(each) && 'role' in each);
}
