import { agentVersionField, dynamicVariablesField, metadataField } from '../../../parameters/chatSettings';
import { isOn } from '../../../parameters/check/values';
import { collectionField, readCollection, simplifyField } from '../../../parameters/common';
import { agentIdField, chatIdField } from '../../../parameters/locators';
import { getChat } from '../../../retell/api/chats';
import type { ChatMessage } from '../../../retell/api/types';
import { replyOf, showsEnd, toolCallsOf } from '../../../retell/output/reply';
import { isText } from '../../../retell/values';
import type { Item, Operation } from '../../run/operation';
import { laneOf, sendToConversation } from './helpers/conversation';
import {
	conversationField,
	ifEndedField,
	messageField,
	readMessage,
	sessionKeyField,
} from './helpers/conversationFields';

export const sendMessage: Operation = {
	name: 'Send Message',
	action: 'Send a message, get a reply',
	description: "Send a message to a chat and get the agent's reply",
	fields: [
		conversationField,
		{
			...chatIdField,
			displayOptions: { show: { conversation: ['chat'] } },
			description: 'The ongoing chat to send the message to',
		},
		{
			...agentIdField,
			displayOptions: { show: { conversation: ['session'] } },
			description: 'The chat agent to talk to',
		},
		sessionKeyField,
		messageField,
		simplifyField,
		{
			...collectionField('additionalFields', [agentVersionField, dynamicVariablesField, metadataField]),
			displayOptions: { show: { conversation: ['session'] } },
			description: 'Used only if a new chat is started',
		},
		collectionField('options', [
			{
				displayName: 'Check Status',
				name: 'checkStatus',
				type: 'boolean',
				default: true,
				description:
					'Whether to ask Retell if the chat is still ongoing after the reply. If turned off, the status is "ended" if the agent used its own tool for ending, otherwise "unknown". Adds one request per message.',
			},
			ifEndedField,
		]),
	],
	lane: laneOf,
	async execute(item) {
		const message = readMessage(item);
		const { checkStatus } = readCollection(item, 'options');

		const { destination, completion } = await sendToConversation(item, message);
		const { messages } = completion;
		const { chatId, isNew, previousId } = destination;
		const course = { new_chat: isNew, ...(previousId !== undefined && { previous_chat_id: previousId }) };
		if (!isOn(item.get('simplify'))) return { ...completion, chat_id: chatId, ...course };
		return {
			chat_id: chatId,
			reply: replyOf(messages),
			chat_status: await statusAfter(item, chatId, messages, isOn(checkStatus)),
			tool_calls: toolCallsOf(messages),
			...course,
		};
	},
};

/** The chat's status after a reply: "unknown" where the reply doesn't show it and nobody asks, or Retell doesn't say. */
async function statusAfter({ send }: Item, chatId: string, messages: ChatMessage[], ask: boolean): Promise<string> {
	if (showsEnd(messages)) return 'ended';
	if (!ask) return 'unknown';
	// The reply is here and must not be lost because a second request went wrong.
	return await send(getChat(chatId)).then(
		({ chat_status: status }) => (isText(status) ? status : 'unknown'),
		() => 'unknown',
	);
}
