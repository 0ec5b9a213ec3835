import { chatFiltersField } from '../../../parameters/chatFilters/fields';
import { readNarrowFilter } from '../../../parameters/chatFilters/read';
import { orGone } from '../../../retell/api/call';
import { deleteChat } from '../../../retell/api/chats';
import { isoTime } from '../../../retell/times';
import type { Operation } from '../../run/operation';
import { cleanUp, summaryOf } from './helpers/cleanUp';
import { maxChatsFields, previewField } from './helpers/cleanUpFields';

const UNCHANGED = { deleted: false, already_gone: false };

export const deleteMany: Operation = {
	name: 'Delete Many',
	action: 'Delete many chats permanently',
	description: 'Permanently delete all chats that match the filters, with their transcripts and analyses',
	isBulk: true,
	fields: [
		previewField('deleted'),
		{
			displayName: "Deleted chats can't be restored. To check which chats match, turn on Preview Only first.",
			name: 'deleteNotice',
			type: 'notice',
			default: '',
			displayOptions: { show: { previewOnly: [false] } },
		},
		{ ...chatFiltersField, description: 'Only chats that match all filters are deleted. Add at least one.' },
		...maxChatsFields('delete'),
	],
	summarize: (rows, run) => summaryOf('deleted', rows, run),
	async execute(item) {
		return await cleanUp(item, {
			verb: 'deleted',
			filter: readNarrowFilter(item),
			unchanged: UNCHANGED,
			foresee: ({ end_timestamp: end }) => ({ ended_at: isoTime(end), ...UNCHANGED }),
			gone: { deleted: true, already_gone: true },
			change: async (chatId) => {
				const outcome = await item.send(orGone(deleteChat(chatId)));
				return { deleted: true, already_gone: outcome === 'gone' };
			},
		});
	},
};
