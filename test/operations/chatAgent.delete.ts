import assert from 'node:assert/strict';

import { AGENT } from '../fuzz/account.ts';
import { DEMO_AGENTS } from '../../tools/sandbox/index.ts';
import { nothing } from './answers.ts';
import { defineOperation } from './record.ts';
import { AGENT_ID, AGENT_TOOL } from './values.ts';

export default defineOperation({
	title: 'Delete an agent',
	parameters: { agentId: AGENT_ID },
	prepare: () => ({ agent_id: DEMO_AGENTS.nightDesk }),
	sdk: (retell, { agent_id }) => retell.chatAgent.delete(agent_id),
	check: (items, { store }, { agent_id }) => {
		expect(items).toEqual([{ agent_id, deleted: true }]);
		expect(store.agent(agent_id)).toBeUndefined();
	},
	calls: { 'DELETE /delete-chat-agent/:id': nothing },
	yields: 'one',
	tool: AGENT_TOOL,
	holds: ({ rows: [row], sandbox }) => {
		assert.deepEqual([row?.deleted, sandbox.store.agent(AGENT)], [true, undefined]);
	},
});
