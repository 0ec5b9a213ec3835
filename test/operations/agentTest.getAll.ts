import assert from 'node:assert/strict';

import { agent, testCases } from './answers.ts';
import { engineOf } from './checks.ts';
import { defineOperation } from './record.ts';
import { AGENT_ID, AGENT_TOOL, SUPPORT } from './values.ts';

export default defineOperation({
	title: 'Get the test cases of an agent',
	parameters: { agentId: AGENT_ID, returnAll: false, limit: 50 },
	prepare: () => ({ agent_id: SUPPORT }),
	sdk: async (retell, { agent_id }) => {
		const { response_engine: engine } = await retell.chatAgent.retrieve(agent_id);
		assert.equal(engine.type, 'retell-llm');
		await retell.tests.listTestCaseDefinitions({
			type: 'retell-llm',
			llm_id: 'llm_id' in engine ? engine.llm_id : '',
			limit: 50,
		});
	},
	check: (items, { store }, { agent_id }) => {
		const names = store.testCasesOf(engineOf(store, agent_id)).map(({ name }) => name);
		expect(items.map(({ name }) => name).sort()).toEqual(names.sort());
		expect(names).toHaveLength(3);
	},
	calls: { 'GET /get-chat-agent/:id': agent(), 'GET /v2/list-test-case-definitions': testCases },
	yields: 'many',
	tool: AGENT_TOOL,
	holds: ({ rows, sandbox }) => {
		for (const row of rows) assert.ok(sandbox.store.testCase(String(row.test_case_definition_id)));
	},
});
