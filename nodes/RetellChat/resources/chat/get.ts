import { isOn } from '../../../retell/inputs';
import { simplifyChatWithMessages } from '../../../retell/simplify';
import { simplifyField } from '../../fields/common';
import { chatIdField, readChatId } from '../../fields/locators';
import type { Operation } from '../../operation';

export const get: Operation = {
	name: 'Get',
	action: 'Get a chat with messages',
	description: 'Read a chat with its messages, and its analysis once it has ended',
	fields: [{ ...chatIdField, description: 'The chat to read' }, simplifyField],
	lane: readChatId,
	async execute(item) {
		const chat = await item.retell.getChat(readChatId(item));
		return isOn(item.get('simplify')) ? simplifyChatWithMessages(chat) : chat;
	},
};
