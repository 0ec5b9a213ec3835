import assert from 'node:assert/strict';

import { AGENT } from '../fuzz/account.ts';
import { nothing } from './answers.ts';
import { checkDone } from './checks.ts';
import { defineOperation } from './record.ts';
import { AGENT_ID, fromModel, pickedByModel, SUPPORT } from './values.ts';

export default defineOperation({
	title: 'Delete a version of an agent',
	parameters: { agentId: AGENT_ID, version: '={{ $json.version }}' },
	prepare: () => ({ agent_id: SUPPORT, version: 2 }),
	sdk: (retell, { agent_id, version }) => retell.chatAgent.deleteVersion(agent_id, { version }),
	check: (items, { store }, { agent_id, version }) => {
		expect(items).toEqual([{ agent_id, version, deleted: true }]);
		expect(store.agent(agent_id)?.versions.map((left) => left.version)).toEqual([0, 1]);
	},
	calls: { 'DELETE /delete-agent-version/:id': nothing },
	yields: 'one',
	tool: { agentId: pickedByModel('Agent'), version: fromModel('Version') },
	holds: ({ rows: [row], sandbox }) => {
		assert.deepEqual([row?.agent_id, row?.deleted], [AGENT, true]);
		assert.ok(!sandbox.store.agent(AGENT)?.versions.some(({ version }) => version === row?.version));
	},
	follows: ({ rows: [row], replies }) => {
		assert.equal(row?.deleted, true);
		checkDone(replies['delete-agent-version']);
	},
});
