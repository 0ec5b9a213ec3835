import { collectionField, readCollection } from '../../../parameters/common';
import { chatIdField, readChatId } from '../../../parameters/locators';
import { tolerating } from '../../../retell/api/call';
import { endChat } from '../../../retell/api/chats';
import { Explained } from '../../../retell/explained';
import { quoteOf } from '../../../retell/http/errorTexts';
import { saysEnded } from '../../../retell/http/refusals';
import type { Operation } from '../../run/operation';

export const end: Operation = {
	name: 'End',
	action: 'End a chat',
	description: 'End an ongoing chat, so that Retell analyzes it and takes no more messages for it',
	fields: [
		{ ...chatIdField, description: 'The chat to end' },
		collectionField('options', [
			{
				displayName: 'If Already Ended',
				name: 'ifEnded',
				type: 'options',
				options: [
					{
						name: 'Succeed',
						value: 'succeed',
						description: 'Go on: the chat is in the state that you want',
					},
					{ name: 'Fail', value: 'error', description: 'Let the item fail' },
				],
				default: 'succeed',
				description: 'What to do when the chat has ended before',
			},
		]),
	],
	lane: readChatId,
	async execute(item) {
		const chatId = readChatId(item);
		const { ifEnded } = readCollection(item, 'options');
		const outcome = await item.send(
			tolerating(endChat(chatId), (refusal) => (saysEnded(refusal) ? { endedBefore: refusal } : undefined)),
		);
		if (outcome !== 'ended' && ifEnded === 'error') {
			throw new Explained(
				`The chat "${chatId}" has already ended`,
				`To let such chats pass, set "If Already Ended" to "Succeed".${quoteOf(outcome.endedBefore)}`,
				outcome.endedBefore.status,
			);
		}
		return { chat_id: chatId, ended: true, already_ended: outcome !== 'ended' };
	},
};
