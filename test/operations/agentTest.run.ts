import assert from 'node:assert/strict';

import { agent, batchTest, testCases, testRuns } from './answers.ts';
import { engineOf } from './checks.ts';
import { defineOperation } from './record.ts';
import { AGENT_ID, AGENT_TOOL } from './values.ts';

const TESTED = 'agent_tested';

export default defineOperation({
	title: 'Run the tests of an agent',
	parameters: { agentId: AGENT_ID, options: { onFailure: 'return', waitMinutes: 5 } },
	prepare: ({ store }) => {
		store.addAgent({
			agent_id: TESTED,
			response_engine: { type: 'retell-llm', llm_id: 'llm_tested', version: 2 },
			versions: [{ is_published: true }, { is_published: false }],
		});
		const response_engine = engineOf(store, TESTED);
		store.addTestCase({ name: 'Größe', response_engine, takesMs: 0 });
		store.addTestCase({ name: 'Refund', response_engine, takesMs: 0, outcome: 'fail', explanation: 'No refund.' });
		return { agent_id: TESTED };
	},
	sdk: async (retell, { agent_id }) => {
		const { response_engine: engine } = await retell.chatAgent.retrieve(agent_id);
		if (engine.type !== 'retell-llm') throw new Error('Another engine');
		const { type, llm_id } = engine;
		const { items } = await retell.tests.listTestCaseDefinitions({ type, llm_id, limit: 100 });
		const batch = await retell.tests.createBatchTest({
			response_engine: engine,
			test_case_definition_ids: items.map((each) => each.test_case_definition_id),
		});
		await retell.tests.listTestRuns(batch.test_case_batch_job_id, { limit: 100 });
	},
	check: (items, _sandbox, { agent_id }) => {
		const known = { agent_id, version: 1, timed_out: false };
		expect(items).toHaveLength(2);
		expect(items).toEqual(
			expect.arrayContaining([
				expect.objectContaining({ ...known, name: 'Größe', status: 'pass' }),
				expect.objectContaining({ ...known, name: 'Refund', status: 'fail', result_explanation: 'No refund.' }),
			]),
		);
		expect(items[0]?.messages).toMatchObject([{ role: 'user' }, { role: 'agent' }]);
	},
	calls: {
		'GET /get-chat-agent/:id': agent(),
		'GET /v2/list-test-case-definitions': testCases,
		'POST /create-batch-test': batchTest(201),
		'GET /get-batch-test/:id': batchTest(),
		'GET /v2/list-test-runs/:id': testRuns,
	},
	yields: 'many',
	tool: AGENT_TOOL,
	holds: ({ rows, sandbox, requests }) => {
		assert.equal(requests.filter(({ path }) => path === '/create-batch-test').length, 1);
		for (const row of rows) assert.ok(sandbox.store.batchTest(String(row.test_case_batch_job_id)));
	},
	follows: ({ rows, asked, parameters: { options } }) => {
		assert.ok(asked.filter(({ path }) => path === '/create-batch-test').length >= 1);
		const fails = (options as { onFailure?: string }).onFailure === 'error';
		if (fails) assert.ok(rows.every(({ status }) => status === 'pass'));
	},
});
