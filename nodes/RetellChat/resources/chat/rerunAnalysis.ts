import { isOn } from '../../../retell/inputs';
import { simplifyChat } from '../../../retell/simplify';
import { simplifyField } from '../../fields/common';
import { chatIdField, readChatId } from '../../fields/locators';
import type { Operation } from '../../operation';

export const rerunAnalysis: Operation = {
	name: 'Rerun Analysis',
	action: 'Rerun the analysis of a chat',
	description: 'Let Retell analyze an ended chat again. Retell bills each run.',
	fields: [{ ...chatIdField, description: 'The ended chat to analyze again' }, simplifyField],
	lane: readChatId,
	async execute(item) {
		const chat = await item.retell.rerunAnalysis(readChatId(item));
		return isOn(item.get('simplify')) ? simplifyChat(chat) : chat;
	},
};
