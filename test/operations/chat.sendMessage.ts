import assert from 'node:assert/strict';

import { checkSettings } from '../fuzz/account.ts';
import { chat, chats, completion, nothing, versions } from './answers.ts';
import { checkReply } from './checks.ts';
import { defineOperation } from './record.ts';
import { CHAT_ID, ended, fromModel, ongoing, pickedByModel } from './values.ts';

export default defineOperation({
	title: 'Send a message',
	parameters: { conversation: 'chat', chatId: CHAT_ID, message: '={{ $json.text }}' },
	prepare: (sandbox) => ({ ...ongoing(sandbox), text: 'Grüße 👋 Where is order 4711?' }),
	sdk: (retell, { chat_id, text }) => retell.chat.createChatCompletion({ chat_id, content: text }),
	check: (items, _sandbox, { chat_id }) => {
		const tool_calls = [{ name: 'lookup_order', input: { order_number: '4711' }, successful: true }];
		expect(items).toMatchObject([{ chat_id, chat_status: 'unknown', tool_calls, new_chat: false }]);
		expect(items[0]?.reply).toContain('Order 4711 has shipped');
		expect(items[0]?.output).toBe(items[0]?.reply);
	},
	calls: {
		'POST /create-chat-completion': completion,
		'GET /get-chat/:id': chat(),
		'POST /create-chat': chat(201),
		'POST /v3/list-chats': chats,
		'PATCH /end-chat/:id': nothing,
		'GET /list-agent-versions/:id': versions,
	},
	yields: 'one',
	schema: {
		parameters: { options: { ifEnded: 'startNew' } },
		prepare: (sandbox) => ({ ...ended(sandbox), text: 'Where is order 4711?' }),
	},
	tool: { conversation: 'chat', chatId: pickedByModel('Chat'), message: fromModel('Message') },
	holds: ({ rows: [row], parameters, sandbox, requests }) => {
		assert.ok(sandbox.store.getChat(String(row?.chat_id)));
		const created = requests.find(({ path }) => path === '/create-chat');
		if (created && parameters.conversation === 'session')
			checkSettings(parameters.additionalFields, created.body, 'retell_llm_dynamic_variables');
		assert.ok(requests.some(({ path }) => path === '/create-chat-completion'));
		assert.ok(row && ('messages' in row || typeof row.chat_status === 'string'));
	},
	follows: checkReply,
});
