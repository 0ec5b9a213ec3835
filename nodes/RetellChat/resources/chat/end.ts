import { endedBefore } from '../../../messages/cleaningUp';
import { choiceInput } from '../../../parameters/check/values';
import { collectionField, readCollection } from '../../../parameters/common';
import { chatIdField, readChatId } from '../../../parameters/locators';
import { tolerating } from '../../../retell/api/call';
import { endChat } from '../../../retell/api/chats';
import { saysEnded } from '../../../retell/http/refusals';
import type { Operation } from '../../run/operation';

const IF_ENDED = 'If Already Ended';

export const end: Operation = {
	name: 'End',
	action: 'End a chat',
	description: 'End an ongoing chat. Retell then analyzes it and accepts no more messages for it.',
	fields: [
		{ ...chatIdField, description: 'The chat to end' },
		collectionField('options', [
			{
				displayName: IF_ENDED,
				name: 'ifEnded',
				type: 'options',
				options: [
					{ name: 'Fail', value: 'error', description: 'The item fails' },
					{
						name: 'Succeed',
						value: 'succeed',
						description: 'The item succeeds, because the chat has ended',
					},
				],
				default: 'succeed',
				description: 'What to do if the chat has already ended',
			},
		]),
	],
	lane: readChatId,
	async execute(item) {
		const chatId = readChatId(item);
		const { ifEnded = 'succeed' } = readCollection(item, 'options');
		const fails = choiceInput(ifEnded, IF_ENDED, ['error', 'succeed']) === 'error';
		const outcome = await item.send(
			tolerating(endChat(chatId), (refusal) => (saysEnded(refusal) ? { endedBefore: refusal } : undefined)),
		);
		if (outcome !== 'ended' && fails) {
			const { said, status } = outcome.endedBefore;
			throw endedBefore(chatId, said, status);
		}
		return { chat_id: chatId, ended: true, already_ended: outcome !== 'ended' };
	},
};
