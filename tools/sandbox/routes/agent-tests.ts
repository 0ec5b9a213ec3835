import { createBatch, createTestCase, playgroundCompletion, testCasesQuery } from '../agent-test-schemas.ts';
import type { TestCaseRecord } from '../agent-tests.ts';
import { by, pageOf } from '../paging.ts';
import { replyOf } from '../playground.ts';
import { pageQuery, versionQuery } from '../schemas.ts';
import { resolveVersion } from '../versions.ts';
import { agentOf, checkEngine } from './agent-versions.ts';
import { bodyOf, found, ok, withQuery } from './route.ts';
import type { Call, Routes } from './route.ts';

/** As Retell shows it: how its runs will come out is known to the sandbox alone. */
function shown({ outcome: _outcome, explanation: _explanation, takesMs: _takesMs, ...testCase }: TestCaseRecord) {
	return testCase;
}

function batchOf(call: Call) {
	return found(call, 'test-case-batch-job', (id) => call.store.batchTest(id));
}

/** Simulations, and replies without a chat. */
export const agentTestRoutes = {
	'POST /create-test-case-definition': (call) => {
		const body = bodyOf(call, createTestCase);
		checkEngine(call, body.response_engine);
		return { status: 201, body: shown(call.store.addTestCase(body)) };
	},
	'GET /v2/list-test-case-definitions': withQuery(testCasesQuery, (call, query) => {
		checkEngine(call, query);
		const place = by('creation_timestamp', 'test_case_definition_id');
		return ok(pageOf('test-cases', call.store.testCasesOf(query).map(shown), place, query));
	}),
	'POST /create-batch-test': (call) => {
		const { response_engine: engine, test_case_definition_ids: ids } = bodyOf(call, createBatch);
		checkEngine(call, engine);
		const own = new Map(call.store.testCasesOf(engine).map((each) => [each.test_case_definition_id, each]));
		const cases = ids.map((each) => found(call, 'test-case-definition', (id) => own.get(id), each));
		return { status: 201, body: call.store.startBatch(engine, cases) };
	},
	'GET /get-batch-test/:id': (call) => ok(batchOf(call)),
	'GET /v2/list-test-runs/:id': withQuery(pageQuery, (call, query) => {
		const runs = call.store.testRunsOf(batchOf(call).test_case_batch_job_id);
		return ok(pageOf('test-runs', runs, by('creation_timestamp', 'test_case_job_id'), query));
	}),
	'POST /agent-playground-completion/:id': withQuery(versionQuery, (call, { version }) => {
		const conversation = bodyOf(call, playgroundCompletion);
		const agent = agentOf(call);
		const { version: number = 0 } = resolveVersion(agent, version, call.quirks);
		return ok(replyOf(agent, number, conversation, call.clock.now()));
	}),
} satisfies Routes;
