import type Retell from 'retell-sdk';

import { batchTestNotFound, testCasesNotFound, testedEngineNotFound } from '../../messages/agentTests';
import { TEST_REPLY_MAY_HAVE_COME, TESTS_MAY_RUN } from '../../messages/uncertain';
import type { RetellCall } from '../http/client';
import { isBatchTest, isTestCase, isTestReply, isTestRun, pageOf } from './answers';
import { only, PATIENT, QUICK } from './call';
import { engineId, type TestableEngine } from './engines';
import type { PageRequest } from './paging';
import type { BatchTest, Page, TestCase, TestReply, TestRun } from './types';

// The calls about tests of an agent. Test cases belong to a response engine, in whatever version of it.

/** Rows of a page: what Retell takes at most here, its reference doesn't say. */
export const TESTS_PAGE = 100;
/** Test cases of one batch at most, as documented. */
export const MOST_TEST_CASES = 1000;

/** What an agent is asked without a chat: the whole conversation so far, and where it stands. */
export type TestReplyRequest = Omit<Retell.PlaygroundCompletionParams, 'version'>;

export function listTestCases(engine: TestableEngine, page: PageRequest): RetellCall<Page<TestCase>> {
	const query: Retell.TestListTestCaseDefinitionsParams =
		engine.type === 'retell-llm'
			? { type: engine.type, llm_id: engine.llm_id, ...page }
			: { type: engine.type, conversation_flow_id: engine.conversation_flow_id, ...page };
	return {
		method: 'GET',
		path: '/v2/list-test-case-definitions',
		query: { ...query },
		timeout: QUICK,
		parse: pageOf(isTestCase),
		// The panel has no field for the engine.
		explain: ({ kind, said, status }) =>
			kind === 'notFound' ? testedEngineNotFound(engineId(engine), said, status) : undefined,
	};
}

/** Starts simulations, which Retell bills. They run at Retell, whoever waits for them. */
export function createBatchTest(engine: TestableEngine, testCaseIds: string[]): RetellCall<BatchTest> {
	return {
		method: 'POST',
		path: '/create-batch-test',
		body: {
			response_engine: engine,
			test_case_definition_ids: testCaseIds,
		} satisfies Retell.TestCreateBatchTestParams,
		timeout: QUICK,
		parse: only(isBatchTest),
		uncertain: TESTS_MAY_RUN,
		explain: ({ kind, status }) => (kind === 'notFound' ? testCasesNotFound(testCaseIds, status) : undefined),
	};
}

export function getBatchTest(batchId: string): RetellCall<BatchTest> {
	return {
		method: 'GET',
		path: `/get-batch-test/${encodeURIComponent(batchId)}`,
		timeout: QUICK,
		parse: only(isBatchTest),
		...ofBatch(batchId),
	};
}

/** One run for each test case of the batch, with its transcript once it has one. */
export function listTestRuns(batchId: string, page: PageRequest): RetellCall<Page<TestRun>> {
	return {
		method: 'GET',
		path: `/v2/list-test-runs/${encodeURIComponent(batchId)}`,
		query: { ...page } satisfies Retell.TestListTestRunsParams,
		timeout: QUICK,
		parse: pageOf(isTestRun),
		...ofBatch(batchId),
	};
}

/** Retell stores nothing of it, but a tool without a mock is used for real: so it is not sent twice. */
export function getTestReply(
	agentId: string,
	body: TestReplyRequest,
	version?: string | number,
): RetellCall<TestReply> {
	return {
		method: 'POST',
		path: `/agent-playground-completion/${encodeURIComponent(agentId)}`,
		query: version === undefined ? undefined : { version },
		body,
		isThoughtful: true,
		timeout: PATIENT,
		parse: only(isTestReply),
		about: { what: 'agent', id: agentId, version },
		uncertain: TEST_REPLY_MAY_HAVE_COME,
	};
}

function ofBatch(id: string): Pick<RetellCall<unknown>, 'explain'> {
	return { explain: ({ kind }) => (kind === 'notFound' ? batchTestNotFound(id) : undefined) };
}
