import { createBatch, createTestCase, playgroundCompletion, testCasesQuery } from '../agent-test-schemas.ts';
import type { TestCaseRecord } from '../agent-tests.ts';
import { by, pageOf } from '../paging.ts';
import { replyOf } from '../playground.ts';
import { pageQuery, versionQuery } from '../schemas.ts';
import { resolveVersion } from '../versions.ts';
import { agentOf, checkEngine } from './agent-versions.ts';
import { bodyOf, found, queryOf } from './route.ts';
import type { Call, Route } from './route.ts';

/** As Retell shows it: how its runs will come out is known to the sandbox alone. */
function shown({ outcome: _outcome, explanation: _explanation, takesMs: _takesMs, ...testCase }: TestCaseRecord) {
	return testCase;
}

function batchOf(call: Call) {
	return found(call, 'test-case-batch-job', (id) => call.store.batchTest(id));
}

/** Simulations, and replies without a chat. */
export const agentTestRoutes: Route[] = [
	{
		method: 'POST',
		path: '/create-test-case-definition',
		handle: (call) => {
			const body = bodyOf(call, createTestCase);
			checkEngine(call, body.response_engine);
			return { status: 201, body: shown(call.store.addTestCase(body)) };
		},
	},
	{
		method: 'GET',
		path: '/v2/list-test-case-definitions',
		takesQuery: true,
		handle: (call) => {
			const query = queryOf(call, testCasesQuery);
			checkEngine(call, query);
			const place = by('creation_timestamp', 'test_case_definition_id');
			const cases = call.store.testCasesOf(query).map(shown);
			return { status: 200, body: pageOf('test-cases', cases, place, query) };
		},
	},
	{
		method: 'POST',
		path: '/create-batch-test',
		handle: (call) => {
			const { response_engine: engine, test_case_definition_ids: ids } = bodyOf(call, createBatch);
			checkEngine(call, engine);
			const own = new Map(call.store.testCasesOf(engine).map((each) => [each.test_case_definition_id, each]));
			const cases = ids.map((each) => found(call, 'test-case-definition', (id) => own.get(id), each));
			return { status: 201, body: call.store.startBatch(engine, cases) };
		},
	},
	{
		method: 'GET',
		path: '/get-batch-test/:id',
		handle: (call) => ({ status: 200, body: batchOf(call) }),
	},
	{
		method: 'GET',
		path: '/v2/list-test-runs/:id',
		takesQuery: true,
		handle: (call) => {
			const query = queryOf(call, pageQuery);
			const runs = call.store.testRunsOf(batchOf(call).test_case_batch_job_id);
			const place = by('creation_timestamp', 'test_case_job_id');
			return { status: 200, body: pageOf('test-runs', runs, place, query) };
		},
	},
	{
		method: 'POST',
		path: '/agent-playground-completion/:id',
		takesQuery: true,
		handle: (call) => {
			const { version } = queryOf(call, versionQuery);
			const conversation = bodyOf(call, playgroundCompletion);
			const agent = agentOf(call);
			const { version: number = 0 } = resolveVersion(agent, version, call.quirks);
			return { status: 200, body: replyOf(agent, number, conversation, call.clock.now()) };
		},
	},
];
