import assert from 'node:assert/strict';

import { ENDED } from '../fuzz/account.ts';
import { CHAT, nothing } from './answers.ts';
import { checkDone } from './checks.ts';
import { defineOperation } from './record.ts';
import { CHAT_ID, CHAT_TOOL, ongoing } from './values.ts';

export default defineOperation({
	title: 'End a chat',
	parameters: { chatId: CHAT_ID },
	prepare: ongoing,
	sdk: (retell, { chat_id }) => retell.chat.end(chat_id),
	check: (items, { store }, { chat_id }) => {
		expect(items).toEqual([{ chat_id, ended: true, already_ended: false }]);
		expect(store.getChat(chat_id)).toMatchObject({ chat_status: 'ended' });
	},
	calls: { 'PATCH /end-chat/:id': nothing },
	yields: 'one',
	tool: CHAT_TOOL,
	holds: ({ rows: [row], sandbox }) => {
		assert.deepEqual([row?.ended, sandbox.store.getChat(String(row?.chat_id))?.chat_status], [true, 'ended']);
		assert.equal(row?.already_ended, row?.chat_id === ENDED);
	},
	follows: ({ rows: [row], replies }) => {
		assert.deepEqual([row?.chat_id, row?.ended], [CHAT, true]);
		checkDone(replies['end-chat']);
	},
});
