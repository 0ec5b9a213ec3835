import { agents, chat, chats, nothing } from './answers.ts';
import { checkManyDone } from './checks.ts';
import { defineOperation } from './record.ts';
import { HOUR } from '../../tools/times.ts';
import { fromModel, oneOfEach } from './values.ts';

export default defineOperation({
	title: 'End many chats',
	parameters: { idleMinutes: 0, maxChats: 50, previewOnly: false },
	prepare: oneOfEach,
	sdk: async (retell) => {
		const { items } = await retell.chat.list({
			filter_criteria: { chat_status: { type: 'enum', op: 'in', value: ['ongoing'] } },
			sort_order: 'ascending',
			limit: 50,
		});
		for (const { chat_id } of items) await retell.chat.end(chat_id);
	},
	check: (items, { store }) => {
		expect(items).toMatchObject([
			{ chat_id: 'chat_other', ended: true, already_ended: false, preview: false, failure: null },
		]);
		expect(store.chats().map(({ chat_status }) => chat_status)).toEqual(['ended', 'ended']);
	},
	calls: {
		'POST /v3/list-chats': chats,
		'POST /v2/list-agents': agents,
		'GET /get-chat/:id': chat(),
		'PATCH /end-chat/:id': nothing,
	},
	yields: 'many',
	schema: {
		parameters: { previewOnly: true, idleMinutes: 60 },
		prepare: ({ store }) => ({ chat_id: store.addChat({ start_timestamp: Date.now() - 2 * HOUR }).chat_id }),
	},
	tool: { idleMinutes: fromModel('Idle for (Minutes)', 'number') },
	holds: (success) => checkManyDone(success, 'ended', 'ended'),
});
