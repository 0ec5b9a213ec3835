import { NodeApiError } from 'n8n-workflow';

import {
	ENDED_OR_NOT_UNKNOWN,
	endedAndGone,
	endedAndNotShown,
	endedWithoutAgent,
	refusedThoughOngoing,
	smsChatEnded,
} from '../../../../messages/conversations';
import type { Explained } from '../../../../messages/explained';
import { dynamicVariablesInput } from '../../../../parameters/check/objects';
import { orGone } from '../../../../retell/api/call';
import { createChatCompletion, getChat } from '../../../../retell/api/chats';
import { startChat } from '../../../../retell/api/startChat';
import type { Chat, Completion } from '../../../../retell/api/types';
import { isId, isRecord, isText, textOf } from '../../../../retell/values';
import type { Item } from '../../../run/operation';

// Whether a message was refused because its chat is over, and the chat that follows.

/** Statuses by which a message may have been refused because its chat is over or gone. */
const REFUSED = ['400', '404', '422'];
/** Statuses of a chat that takes no more messages. */
export const OVER = ['ended', 'error'];
/** Retell's words for it, quoted in an error: they count from their beginning alone, since they can go on with a person's. */
const SAYS_ENDED = /says: "chat already ended\b/i;

/** A chat that takes no more messages, and how a message to it was refused. */
export interface ClosedChat {
	chatId: string;
	/** As Retell shows it, if it does. */
	chat: Chat | 'gone' | 'unread';
	refusal: NodeApiError;
}

/** Sends a message where it is no surprise that the chat is over. */
export async function trySend({ send }: Item, chatId: string, content: string): Promise<Completion | ClosedChat> {
	const call = createChatCompletion({ chat_id: chatId, content });
	const sent = await send(call).catch((refusal: unknown) => ({ refusal }));
	if ('messages' in sent) return sent;
	const { refusal } = sent;
	if (!(refusal instanceof NodeApiError) || !REFUSED.includes(refusal.httpCode ?? '')) throw refusal;
	const chat = await send(orGone(getChat(chatId))).catch((thrown: unknown) => {
		if (!(thrown instanceof NodeApiError)) throw thrown;
		return 'unread' as const;
	});
	const isSaid = saysEnded(refusal);
	if (chat === 'unread' && !isSaid) {
		refusal.description = [refusal.description, ENDED_OR_NOT_UNKNOWN].join(' ');
		throw refusal;
	}
	if (typeof chat === 'string' || OVER.includes(chat.chat_status)) return { chatId, chat, refusal };
	throw isSaid ? notShownAsEnded(refusal, chat) : refusal;
}

function saysEnded({ description }: NodeApiError): boolean {
	return SAYS_ENDED.test(description ?? '');
}

/** Retell's words as an error quotes them. */
function quoteIn({ description }: NodeApiError): string {
	return /Retell says: ".*"/s.exec(description ?? '')?.[0] ?? '';
}

function notShownAsEnded(refusal: NodeApiError, { chat_status: status }: Chat): Explained {
	return refusedThoughOngoing(textOf(status), quoteIn(refusal), Number(refusal.httpCode));
}

/** Why no chat can follow one that Retell does not show. */
const AGENT_UNKNOWN = { gone: endedAndGone, unread: endedAndNotShown };

/** Starts a chat with the agent, its version, the variables and the metadata of one that has ended. */
export async function startSuccessor(
	{ send }: Item,
	{ chatId, chat: ended, refusal }: ClosedChat,
): Promise<{ chatId: string; isNew: true }> {
	if (typeof ended === 'string') {
		if (!saysEnded(refusal)) throw refusal;
		throw AGENT_UNKNOWN[ended](chatId, quoteIn(refusal), Number(refusal.httpCode));
	}
	if (ended.chat_type === 'sms_chat') throw smsChatEnded(ended.chat_id);
	const { agent_id, metadata, retell_llm_dynamic_variables: variables } = ended;
	if (!isId(agent_id)) throw endedWithoutAgent(ended.chat_id);
	const chat = await startChat(send, {
		agent_id,
		agent_version: versionOf(ended),
		metadata: isRecord(metadata) ? metadata : undefined,
		retell_llm_dynamic_variables: isRecord(variables)
			? dynamicVariablesInput(variables, 'Dynamic Variables')
			: undefined,
	});
	return { chatId: chat.chat_id, isNew: true };
}

/** The version of a chat, where Retell shows it. Without one, Retell would take the newest, which can be a draft. */
function versionOf({ version, agent_tag: tag }: Chat): string | number {
	if (typeof version === 'number') return version;
	return isText(tag) ? tag : 'latest_published';
}
