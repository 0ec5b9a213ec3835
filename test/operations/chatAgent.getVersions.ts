import assert from 'node:assert/strict';

import { AGENT } from '../fuzz/account.ts';
import { agent, versions } from './answers.ts';
import { defineOperation } from './record.ts';
import { AGENT_ID, AGENT_TOOL, SUPPORT } from './values.ts';

export default defineOperation({
	title: 'Get the versions of an agent',
	parameters: { agentId: AGENT_ID },
	prepare: () => ({ agent_id: SUPPORT }),
	sdk: async (retell, { agent_id }) => {
		await retell.agent.listVersions(agent_id, { limit: 50, sort_order: 'descending' });
		await retell.chatAgent.retrieve(agent_id, { version: 'latest_published' });
	},
	check: (items) => {
		expect(items.map(({ version, is_latest_published }) => [version, is_latest_published])).toEqual([
			[2, false],
			[1, true],
			[0, false],
		]);
	},
	calls: { 'GET /list-agent-versions/:id': versions, 'GET /get-chat-agent/:id': agent() },
	yields: 'many',
	tool: AGENT_TOOL,
	holds: ({ rows, sandbox }) => {
		const known = sandbox.store.agent(AGENT)?.versions.map(({ version }) => version);
		assert.deepEqual(
			rows.map(({ version }) => version),
			known?.reverse(),
		);
	},
});
