import { chat } from './answers.ts';
import { defineOperation } from './record.ts';
import { CHAT_ID, CHAT_TOOL, ended } from './values.ts';

export default defineOperation({
	title: 'Get a chat',
	parameters: { chatId: CHAT_ID },
	prepare: ended,
	sdk: (retell, { chat_id }) => retell.chat.retrieve(chat_id),
	check: (items, _sandbox, { chat_id }) => {
		const tool_calls = [{ name: 'find', input: { order: 'A-1' }, result: { state: 'sent' }, successful: true }];
		expect(items).toMatchObject([{ chat_id, chat_status: 'ended', duration_seconds: 60, tool_calls }]);
	},
	calls: { 'GET /get-chat/:id': chat() },
	yields: 'one chat',
	tool: CHAT_TOOL,
});
