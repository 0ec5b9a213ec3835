import { isOn } from '../../../parameters/check/values';
import { simplifyField } from '../../../parameters/common';
import { chatIdField, readChatId } from '../../../parameters/locators';
import { rerunChatAnalysis } from '../../../retell/api/chats';
import { simplifyChat } from '../../../retell/output/simplify';
import type { Operation } from '../../run/operation';

export const rerunAnalysis: Operation = {
	name: 'Rerun Analysis',
	action: 'Rerun the analysis of a chat',
	description: 'Analyze an ended chat again. Retell bills each run.',
	fields: [{ ...chatIdField, description: 'The ended chat to analyze again' }, simplifyField],
	lane: readChatId,
	async execute(item) {
		const chat = await item.send(rerunChatAnalysis(readChatId(item)));
		return isOn(item.get('simplify')) ? simplifyChat(chat) : chat;
	},
};
