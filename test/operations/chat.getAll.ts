import { chat, chats } from './answers.ts';
import { defineOperation } from './record.ts';
import { fromModel, ongoing } from './values.ts';

export default defineOperation({
	title: 'Get many chats',
	parameters: { filters: {} },
	prepare: ongoing,
	sdk: (retell) => retell.chat.list({ sort_order: 'descending', limit: 50 }),
	check: (items, { store }) => {
		const ids = store.chats().map(({ chat_id }) => chat_id);
		expect(items.map(({ chat_id }) => chat_id).sort()).toEqual(ids.sort());
	},
	calls: { 'POST /v3/list-chats': chats, 'GET /get-chat/:id': chat() },
	yields: 'many chats',
	tool: { limit: fromModel('Limit', 'number') },
});
