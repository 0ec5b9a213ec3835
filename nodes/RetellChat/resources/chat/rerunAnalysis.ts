import { isOn } from '../../../parameters/check/values';
import { simplifyField } from '../../../parameters/common';
import { chatIdField, readChatId } from '../../../parameters/locators';
import { noting } from '../../../retell/api/call';
import { getChat, rerunChatAnalysis } from '../../../retell/api/chats';
import { Explained } from '../../../retell/explained';
import { quoteOf } from '../../../retell/http/errorTexts';
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
			if (refused?.kind === 'invalid' && (await isOngoing(item, chatId))) throw stillOngoing(chatId, refused);
			throw thrown;
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

function stillOngoing(chatId: string, refusal: Refusal): Explained {
	return new Explained(
		`The chat "${chatId}" must end before its analysis can be rerun`,
		`It's still ongoing, and Retell analyzes only ended chats. End it with "End", or run this again after it has ended.${quoteOf(refusal)}`,
		refusal.status,
	);
}
