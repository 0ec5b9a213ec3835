import { chatIdField, readChatId } from '../../../parameters/locators';
import { deleteChat } from '../../../retell/api/chats';
import type { Operation } from '../../run/operation';

export const deleteOne: Operation = {
	name: 'Delete',
	action: 'Delete a chat permanently',
	description: 'Permanently delete a chat with its transcript and analysis',
	fields: [{ ...chatIdField, description: 'The chat to delete' }],
	lane: readChatId,
	async execute(item) {
		const chatId = readChatId(item);
		await item.send(deleteChat(chatId));
		return { chat_id: chatId, deleted: true };
	},
};
