import { Explained } from '../../../retell/explained';
import { replyOf, showsEnd, toolCallsOf } from '../../../retell/reply';
import type { ChatMessage } from '../../../retell/types';
import { collectionField, readCollection, simplifyField } from '../../fields/common';
import { chatIdField, readChatId } from '../../fields/locators';
import type { Item, Operation } from '../../operation';

export const sendMessage: Operation = {
	name: 'Send Message',
	action: 'Send a message',
	description: "Send a message to a chat and get the agent's reply",
	fields: [
		{ ...chatIdField, description: 'The ongoing chat to send the message to' },
		{
			displayName: 'Message',
			name: 'message',
			type: 'string',
			default: '',
			typeOptions: { rows: 3 },
			placeholder: 'e.g. Where is my order?',
			description: 'What the person says. Leave it empty in a new chat to let the agent speak first.',
		},
		simplifyField,
		collectionField('Options', [
			{
				displayName: 'Check Status',
				name: 'checkStatus',
				type: 'boolean',
				default: true,
				description:
					'Whether to ask Retell if the agent ended the chat with this reply. Without it, the end is noticed only when the agent used its own tool for ending. Costs one more request.',
			},
		]),
	],
	async execute(item) {
		const chatId = readChatId(item);
		const message = readMessage(item);
		const { checkStatus } = readCollection(item, 'options');

		const { messages } = await item.retell.sendMessage({ chat_id: chatId, content: message });
		const status = await statusAfter(item, chatId, messages, checkStatus === true);
		if (item.get('simplify') !== true) return { chat_id: chatId, messages };
		return {
			chat_id: chatId,
			reply: replyOf(messages),
			chat_status: status,
			tool_calls: toolCallsOf(messages),
			new_chat: false,
		};
	},
};

function readMessage({ get }: Item): string {
	const message = get('message') ?? '';
	if (typeof message === 'string') return message;
	if (typeof message === 'number' || typeof message === 'boolean') return String(message);
	throw new Explained(
		'"Message" is not a text',
		'Fill in a text, or an expression that yields one, such as {{ $json.text }}.',
	);
}

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
		(chat) => chat.chat_status,
		() => 'unknown',
	);
}
