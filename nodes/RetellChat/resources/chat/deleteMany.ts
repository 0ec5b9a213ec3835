import { Explained } from '../../../retell/explained';
import { cleanUp, summaryOf } from '../../cleanUp';
import { chatFiltersField, FILTER_LABELS, readChatFilter } from '../../fields/chatFilters';
import { cleanUpFields } from '../../fields/cleanUp';
import { readCollection } from '../../fields/common';
import type { Operation } from '../../operation';

export const deleteMany: Operation = {
	name: 'Delete Many',
	action: 'Delete many chats for good',
	description: 'Delete all chats that fulfil the filters for good, with their transcripts and analyses',
	fields: [
		{ ...chatFiltersField, description: 'Only chats that fulfil all of these are deleted. At least one is needed.' },
		...cleanUpFields('delete'),
	],
	summarize: (rows, run) => summaryOf('deleted', rows, run),
	async execute(item) {
		const filter = readChatFilter(item);
		if (!filter.criteria) {
			throw new Explained(
				`"${chatFiltersField.displayName}" is empty`,
				'Add at least one filter and give it a value, so that not all chats are deleted.',
			);
		}
		if (Number(readCollection(item, 'filters').olderThanHours ?? 1) === 0) {
			throw new Explained(
				`"${FILTER_LABELS.olderThanHours}" is 0: that is true for all chats`,
				'Fill in how many hours ago a chat must have started to be deleted, or remove the filter.',
			);
		}
		return await cleanUp(item, {
			verb: 'deleted',
			filter,
			unchanged: { deleted: false, already_gone: false },
			gone: { deleted: true, already_gone: true },
			change: async (chatId) => {
				const outcome = await item.retell.deleteFoundChat(chatId);
				return { deleted: true, already_gone: outcome === 'gone' };
			},
		});
	},
};
