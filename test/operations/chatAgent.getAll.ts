import assert from 'node:assert/strict';

import { AGENT } from '../fuzz/account.ts';
import { agents } from './answers.ts';
import { defineOperation } from './record.ts';
import { fromModel } from './values.ts';

export default defineOperation({
	title: 'Get many agents',
	parameters: { filters: {} },
	prepare: () => ({}),
	sdk: (retell) =>
		retell.chatAgent.list({
			limit: 50,
			filter_criteria: { channel: { type: 'string', op: 'eq', value: 'chat' } },
		}),
	check: (items, { store }) => {
		expect(items).toHaveLength(50);
		const known = store.agents().filter(({ channel }) => channel === 'chat');
		expect(known.map(({ agent_id }) => agent_id)).toEqual(
			expect.arrayContaining(items.map(({ agent_id }) => agent_id)),
		);
	},
	calls: { 'POST /v2/list-agents': agents },
	yields: 'many',
	tool: { filters: { query: fromModel('Search') } },
	holds: ({ rows }) => {
		for (const { agent_id } of rows) assert.equal(agent_id, AGENT);
	},
});
