import { CHAT, chat, chats } from './answers.ts';
import { checkIds } from './checks.ts';
import { defineOperation } from './record.ts';
import { fromModel, ongoing, some } from './values.ts';

/** More than one request holds. */
const MANY_IDS = [CHAT, ...Array.from({ length: 600 }, (_, n) => `chat_${n + 2}`)];

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
	tool: { parameters: { limit: fromModel('Limit', 'number') }, asks: ['Limit'] },
	random: {
		returnAll: some(true, false),
		limit: some(1, 3, 50),
		filters: some(
			{},
			{ minDurationSeconds: 1, maxDurationSeconds: 9 },
			{ chatIds: [CHAT, 'chat_2'], agentTags: '' },
			{ chatIds: MANY_IDS },
		),
		options: some({}, { includeTranscript: true }),
	},
	holds: checkIds,
});
