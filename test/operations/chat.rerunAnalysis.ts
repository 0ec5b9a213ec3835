import { chat } from './answers.ts';
import { defineOperation } from './record.ts';
import { CHAT_ID, CHAT_TOOL, ended } from './values.ts';

export default defineOperation({
	title: 'Rerun the analysis',
	parameters: { chatId: CHAT_ID },
	prepare: ended,
	sdk: (retell, { chat_id }) => retell.chat.rerunAnalysis(chat_id),
	check: (items, _sandbox, { chat_id }) => expect(items).toMatchObject([{ chat_id, chat_status: 'ended' }]),
	calls: { 'PUT /rerun-chat-analysis/:id': chat(201), 'GET /get-chat/:id': chat() },
	yields: 'one chat',
	tool: CHAT_TOOL,
});
