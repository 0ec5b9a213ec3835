import { NodeApiError } from 'n8n-workflow';

import { dynamicVariablesInput } from '../../../../parameters/check/objects';
import { orGone } from '../../../../retell/api/call';
import { createChat, createChatCompletion, getChat } from '../../../../retell/api/chats';
import type { Chat, Completion } from '../../../../retell/api/types';
import { Explained } from '../../../../retell/explained';
import { isId, isRecord, shown } from '../../../../retell/values';
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
		refusal.description = [refusal.description, "The node couldn't check whether the chat has ended."].join(' ');
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
	return new Explained(
		`Retell refused the message, although it shows the chat as ${shown(status) || 'unknown'}`,
		`The message wasn't sent. Retell's data can be a few seconds old, so run this again. If it happens again, end the chat with "End" first. ${quoteIn(refusal)}`,
		Number(refusal.httpCode),
	);
}

/** Why no chat can follow one that Retell does not show. */
const AGENT_UNKNOWN = {
	gone: 'Retell no longer has it, so the node doesn\'t know which agent to use for a new one. Use "Create" and select the agent.',
	unread: "The node couldn't get it, so it doesn't know which agent to use for a new one. Run this again in a minute.",
};

/** Starts a chat with the agent, its version, the variables and the metadata of one that has ended. */
export async function startSuccessor(
	{ send }: Item,
	{ chatId, chat: ended, refusal }: ClosedChat,
): Promise<{ chatId: string; isNew: true }> {
	if (typeof ended === 'string') {
		if (!saysEnded(refusal)) throw refusal;
		throw new Explained(
			`The chat "${chatId}" has ended`,
			`${AGENT_UNKNOWN[ended]} ${quoteIn(refusal)}`,
			Number(refusal.httpCode),
		);
	}
	if (ended.chat_type === 'sms_chat') {
		throw new Explained(
			`The SMS chat "${ended.chat_id}" has ended`,
			'A new chat wouldn\'t reach the phone. Use "Create SMS Chat" to text the person again.',
		);
	}
	const { agent_id, version, metadata, retell_llm_dynamic_variables: variables } = ended;
	if (!isId(agent_id)) {
		throw new Explained(
			`The chat "${ended.chat_id}" has ended`,
			'Retell doesn\'t say which agent it used, so the node can\'t start a new one. Use "Create" and select the agent.',
		);
	}
	const chat = await send(
		createChat({
			agent_id,
			agent_version: typeof version === 'number' ? version : undefined,
			metadata: isRecord(metadata) ? metadata : undefined,
			retell_llm_dynamic_variables: isRecord(variables)
				? dynamicVariablesInput(variables, 'Dynamic Variables')
				: undefined,
		}),
	);
	return { chatId: chat.chat_id, isNew: true };
}
