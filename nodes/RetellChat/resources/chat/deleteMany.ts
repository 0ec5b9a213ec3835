import { chatFiltersField } from '../../../parameters/chatFilters/fields';
import { readNarrowFilter } from '../../../parameters/chatFilters/read';
import { orGone } from '../../../retell/api/call';
import { deleteChat } from '../../../retell/api/chats';
import type { Operation } from '../../run/operation';
import { cleanUp, summaryOf } from './helpers/cleanUp';
import { cleanUpFields } from './helpers/cleanUpFields';

export const deleteMany: Operation = {
	name: 'Delete Many',
	action: 'Delete many chats permanently',
	description: 'Permanently delete all chats that match the filters, with their transcripts and analyses',
	fields: [
		{ ...chatFiltersField, description: 'Only chats that match all filters are deleted. Add at least one.' },
		...cleanUpFields('deleted'),
	],
	summarize: (rows, run) => summaryOf('deleted', rows, run),
	async execute(item) {
		return await cleanUp(item, {
			verb: 'deleted',
			filter: readNarrowFilter(item),
			unchanged: { deleted: false, already_gone: false },
			gone: { deleted: true, already_gone: true },
			change: async (chatId) => {
				const outcome = await item.send(orGone(deleteChat(chatId)));
				return { deleted: true, already_gone: outcome === 'gone' };
			},
		});
	},
};
