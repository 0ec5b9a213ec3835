import assert from 'node:assert/strict';

import { CHAT, nothing } from './answers.ts';
import { checkDone } from './checks.ts';
import { defineOperation } from './record.ts';
import { CHAT_ID, CHAT_TOOL, ongoing } from './values.ts';

export default defineOperation({
	title: 'Delete a chat',
	parameters: { chatId: CHAT_ID },
	prepare: ongoing,
	sdk: (retell, { chat_id }) => retell.chat.delete(chat_id),
	check: (items, { store }, { chat_id }) => {
		expect(items).toEqual([{ chat_id, deleted: true }]);
		expect(store.getChat(chat_id)).toBeUndefined();
	},
	calls: { 'DELETE /delete-chat/:id': nothing },
	yields: 'one',
	tool: CHAT_TOOL,
	holds: ({ rows: [row], sandbox }) => {
		assert.equal(row?.deleted, true);
		assert.equal(sandbox.store.getChat(String(row.chat_id)), undefined);
	},
	follows: ({ rows, replies }) => {
		assert.deepEqual(rows, [{ chat_id: CHAT, deleted: true }]);
		checkDone(replies['delete-chat']);
	},
});
