import { isOn } from '../../../parameters/check/values';
import { simplifyField } from '../../../parameters/common';
import { chatIdField, readChatId } from '../../../parameters/locators';
import { getChat } from '../../../retell/api/chats';
import { simplifyChatWithMessages } from '../../../retell/output/simplify';
import type { Operation } from '../../run/operation';

export const get: Operation = {
	name: 'Get',
	action: 'Get a chat with messages',
	description: 'Get a chat with its messages, and its analysis once it has ended',
	fields: [{ ...chatIdField, description: 'The chat to get' }, simplifyField],
	lane: readChatId,
	async execute(item) {
		const chat = await item.send(getChat(readChatId(item)));
		return isOn(item.get('simplify')) ? simplifyChatWithMessages(chat) : chat;
	},
};
