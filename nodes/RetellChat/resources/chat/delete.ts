import { chatIdField, readChatId } from '../../../parameters/locators';
import { deleteChat } from '../../../retell/api/chats';
import type { Operation } from '../../run/operation';

export const deleteOne: Operation = {
	name: 'Delete',
	action: 'Delete a chat for good',
	description: 'Delete a chat with its transcript and analysis for good',
	fields: [{ ...chatIdField, description: 'The chat to delete' }],
	lane: readChatId,
	async execute(item) {
		const chatId = readChatId(item);
		await item.send(deleteChat(chatId));
		return { chat_id: chatId, deleted: true };
	},
};
