import { isText } from '../../../retell/answers';
import { isOn } from '../../../retell/inputs';
import { replyOf, showsEnd, toolCallsOf } from '../../../retell/reply';
import type { ChatMessage } from '../../../retell/types';
import { laneOf, say } from '../../conversation';
import { agentVersionField, dynamicVariablesField, metadataField } from '../../fields/chatSettings';
import { collectionField, readCollection, simplifyField } from '../../fields/common';
import { conversationField, ifEndedField, messageField, readMessage, sessionKeyField } from '../../fields/conversation';
import { agentIdField, chatIdField } from '../../fields/locators';
import type { Item, Operation } from '../../operation';

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
			...collectionField('Additional Fields', [agentVersionField, dynamicVariablesField, metadataField]),
			displayOptions: { show: { conversation: ['session'] } },
			description: 'What a new chat is given, if one is started',
		},
		collectionField('Options', [
			{
				displayName: 'Check Status',
				name: 'checkStatus',
				type: 'boolean',
				default: true,
				description:
					'Whether to ask Retell if the agent ended the chat with this reply. Without it, the end is noticed only when the agent used its own tool for ending. Costs one more request.',
			},
			ifEndedField,
		]),
	],
	lane: laneOf,
	async execute(item) {
		const message = readMessage(item);
		const { checkStatus } = readCollection(item, 'options');

		const { place, completion } = await say(item, message);
		const { messages } = completion;
		const { chatId, isNew, previousId } = place;
		if (!isOn(item.get('simplify'))) return { chat_id: chatId, messages };
		return {
			chat_id: chatId,
			reply: replyOf(messages),
			chat_status: await statusAfter(item, chatId, messages, isOn(checkStatus)),
			tool_calls: toolCallsOf(messages),
			new_chat: isNew,
			...(previousId !== undefined && { previous_chat_id: previousId }),
		};
	},
};

/** The chat's status after a reply; "unknown" if it was to be asked for and Retell did not tell. */
async function statusAfter(
	{ retell }: Item,
	chatId: string,
	messages: ChatMessage[],
	ask: boolean,
): Promise<string> {
	if (showsEnd(messages)) return 'ended';
	if (!ask) return 'ongoing';
	// The reply is here and must not be lost because a second request went wrong.
	return await retell.getChat(chatId).then(
		({ chat_status: status }) => (isText(status) ? status : 'unknown'),
		() => 'unknown',
	);
}
