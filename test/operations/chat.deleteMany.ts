import { agents, chats, nothing } from './answers.ts';
import { checkManyDone } from './checks.ts';
import { defineOperation } from './record.ts';
import { fromModel, oneOfEach } from './values.ts';

export default defineOperation({
	title: 'Delete many chats',
	parameters: { filters: { statuses: ['ended'] }, maxChats: 50, previewOnly: false },
	prepare: oneOfEach,
	sdk: async (retell) => {
		const { items } = await retell.chat.list({
			filter_criteria: { chat_status: { type: 'enum', op: 'in', value: ['ended'] } },
			sort_order: 'ascending',
			limit: 50,
		});
		for (const { chat_id } of items) await retell.chat.delete(chat_id);
	},
	check: (items, { store }, { chat_id }) => {
		expect(items).toMatchObject([{ chat_id, deleted: true, preview: false, failure: null }]);
		expect(store.chats().map((left) => left.chat_id)).toEqual(['chat_other']);
	},
	calls: { 'POST /v3/list-chats': chats, 'POST /v2/list-agents': agents, 'DELETE /delete-chat/:id': nothing },
	yields: 'many',
	schema: { parameters: { previewOnly: true } },
	tool: { filters: { olderThanHours: fromModel('Older Than (Hours)', 'number') } },
	holds: (success) => checkManyDone(success, 'deleted', undefined),
});
