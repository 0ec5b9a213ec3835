import { noTestCases, tooManyTestCases } from '../../../messages/agentTests';
import {
	onFailureField,
	readTestCaseIds,
	readTestedVersion,
	readTestOptions,
	testCaseIdsField,
	testedVersionField,
	waitMinutesField,
} from '../../../parameters/agentTests';
import { collectionField } from '../../../parameters/common';
import { agentIdField, readAgentId } from '../../../parameters/locators';
import { nameOf } from '../../../retell/api/agentFacts';
import { getChatAgent } from '../../../retell/api/agents';
import { listTestCases, MOST_TEST_CASES, TESTS_PAGE } from '../../../retell/api/agentTests';
import type { TestableEngine } from '../../../retell/api/engines';
import { readList } from '../../../retell/api/paging';
import { testEngineOf } from '../../../retell/api/testEngine';
import type { ChatAgent, TestCase } from '../../../retell/api/types';
import { asideHint } from '../../run/listing';
import type { Item, Operation } from '../../run/operation';
import { Unfinished } from '../../run/unfinished';
import { runBatch } from './helpers/batch';
import { findNotPassed, rowsOf, testsHint } from './helpers/results';

export const run: Operation = {
	name: 'Run Tests',
	action: 'Run the tests of an agent',
	description: 'Simulate conversations with an agent, and return which tests pass. Retell bills each run.',
	fields: [
		{
			displayName:
				'Each run of a test case is a simulated conversation that <b>costs money at Retell</b>. Create the test cases in the Retell dashboard. Tools without a mock in the test case are used for real.',
			name: 'notice',
			type: 'notice',
			default: '',
		},
		{ ...agentIdField, description: 'The chat agent to test' },
		testCaseIdsField,
		collectionField('options', [onFailureField, testedVersionField, waitMinutesField]),
	],
	mostParallel: 5,
	summarize: (rows, execution) => [testsHint(rows), asideHint(rows, execution)].filter(Boolean).join(' '),
	async execute(item) {
		const agentId = readAgentId(item);
		const selected = readTestCaseIds(item);
		const version = readTestedVersion(item);
		const { wait, failsItem } = readTestOptions(item);

		const agent = await item.send(getChatAgent(agentId, version));
		const engine = testEngineOf(agent);
		const cases = selected.length > 0 ? [] : await readTestCases(item, engine, agent);
		const ids = selected.length > 0 ? selected : cases.map((each) => each.test_case_definition_id);
		const { batchId, runs } = await runBatch(item.run, engine, ids, wait, nameOf(agent));
		const names = new Map(cases.map((each) => [each.test_case_definition_id, each.name]));
		const rows = rowsOf(runs, ids, names, { agent_id: agent.agent_id, version: agent.version ?? null, batchId });
		const reason = failsItem ? findNotPassed(rows, onFailureField.displayName) : undefined;
		// No row of it goes on: at a node with an error output, what follows success must not be reached.
		if (reason) throw new Unfinished([], reason, testsHint(rows));
		return rows;
	},
};

/** @throws Explained if there are none, or more than Retell runs at a time */
async function readTestCases({ send }: Item, engine: TestableEngine, agent: ChatAgent): Promise<TestCase[]> {
	const cases = await readList(async (page) => await send(listTestCases(engine, page)), { pageSize: TESTS_PAGE });
	if (cases.length === 0) throw noTestCases(nameOf(agent));
	if (cases.length > MOST_TEST_CASES) throw tooManyTestCases(nameOf(agent), cases.length, MOST_TEST_CASES);
	return cases;
}
