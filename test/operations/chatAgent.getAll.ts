import { agents } from './answers.ts';
import { checkIds } from './checks.ts';
import { defineOperation } from './record.ts';
import { fromModel, some } from './values.ts';

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
	tool: { parameters: { filters: { query: fromModel('Search') } }, asks: ['Search'] },
	random: { returnAll: some(true, false), limit: some(1, 3, 50), filters: some({}, { query: 'a' }) },
	holds: checkIds,
});
