import { chatMustEndFirst } from '../../../messages/retell';
import { isOn } from '../../../parameters/check/values';
import { simplifyField } from '../../../parameters/common';
import { chatIdField, readChatId } from '../../../parameters/locators';
import { noting } from '../../../retell/api/call';
import { getChat, rerunChatAnalysis } from '../../../retell/api/chats';
import type { Refusal } from '../../../retell/http/refusals';
import { simplifyChat } from '../../../retell/output/simplify';
import type { Item, Operation } from '../../run/operation';

export const rerunAnalysis: Operation = {
	name: 'Rerun Analysis',
	action: 'Rerun the analysis of a chat',
	description: 'Analyze an ended chat again. Retell bills each run.',
	fields: [{ ...chatIdField, description: 'The ended chat to analyze again' }, simplifyField],
	lane: readChatId,
	async execute(item) {
		const chatId = readChatId(item);
		let refused: Refusal | undefined;
		const call = noting(rerunChatAnalysis(chatId), (refusal) => {
			refused = refusal;
		});
		const chat = await item.send(call).catch(async (thrown: unknown) => {
			if (refused?.kind !== 'invalid' || !(await isOngoing(item, chatId))) throw thrown;
			throw chatMustEndFirst(chatId, refused.said, refused.status);
		});
		return isOn(item.get('simplify')) ? simplifyChat(chat) : chat;
	},
};

async function isOngoing({ send }: Item, chatId: string): Promise<boolean> {
	return await send(getChat(chatId)).then(
		({ chat_status: status }) => status === 'ongoing',
		() => false,
	);
}
