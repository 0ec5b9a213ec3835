import type { Retell } from 'retell-sdk';
import type { Clock } from './clock.ts';
import { takeTurn } from './conversation.ts';
import { createRandom } from './random.ts';
import type { AgentRecord, Message } from './records.ts';
import { makeChat } from './seeds.ts';

export type TestCase = Retell.TestCaseDefinitionResponse;
export type TestEngine = TestCase['response_engine'];
export type BatchTest = Retell.BatchTestResponse;
export type TestRun = Retell.TestCaseJobResponse;

/** A test case as the sandbox keeps it: what Retell shows, and what its run will come to. */
export interface TestCaseRecord extends TestCase {
	/** How it ends; a word that nobody knows, too. Default 'pass'. */
	outcome: string;
	explanation: string;
	/** How long its run takes, ms. Default 4,000, of which it waits a quarter for a worker. */
	takesMs: number;
}

interface Batch {
	id: string;
	engine: TestEngine;
	createdAt: number;
	cases: Array<{ jobId: string; testCase: TestCaseRecord; messages: Message[] }>;
}

function engineIdOf(engine: TestEngine): string {
	return engine.type === 'retell-llm' ? engine.llm_id : engine.conversation_flow_id;
}

interface AgentTestSettings {
	clock: Pick<Clock, 'now'>;
	agents: () => readonly AgentRecord[];
}

/** The simulations of the account: test cases of response engines, and batches of their runs. */
export function createAgentTests({ clock, agents }: AgentTestSettings) {
	const random = createRandom(23);
	const cases = new Map<string, TestCaseRecord>();
	const batches = new Map<string, Batch>();

	/** What agent and simulated person say: the person says the prompt, which is more than one would. */
	function simulate(testCase: TestCaseRecord): Message[] {
		const agent = agents().find(({ versions }) =>
			versions.some(({ response_engine: own }) => isSame(own, testCase.response_engine)),
		);
		const now = clock.now();
		const variables = { retell_llm_dynamic_variables: testCase.dynamic_variables };
		const chat = makeChat(variables, now, random, null, agent?.agent_id ?? '');
		takeTurn(chat, agent, { content: testCase.user_prompt, attachments: [] }, now, random);
		return chat.messages;
	}

	function runsOf({ createdAt, cases: all }: Batch): TestRun[] {
		return all.map(({ jobId, testCase, messages }) => {
			const { outcome, explanation, takesMs, ...definition } = testCase;
			const age = clock.now() - createdAt;
			const isOver = age >= takesMs;
			const status = isOver ? outcome : age >= takesMs / 4 ? 'in_progress' : 'pending';
			return {
				creation_timestamp: createdAt,
				user_modified_timestamp: isOver ? createdAt + takesMs : createdAt,
				// A test can let Retell say a word that its SDK doesn't know.
				status: status as TestRun['status'],
				test_case_definition_id: testCase.test_case_definition_id,
				test_case_definition_snapshot: definition,
				test_case_job_id: jobId,
				...(isOver ? { result_explanation: explanation, transcript_snapshot: { messages } } : {}),
			};
		});
	}

	function shown(batch: Batch): BatchTest {
		const runs = runsOf(batch);
		const count = (status: string) => runs.filter((run) => run.status === status).length;
		const isOver = runs.every(({ status }) => status !== 'pending' && status !== 'in_progress');
		return {
			test_case_batch_job_id: batch.id,
			status: isOver ? 'complete' : 'in_progress',
			pass_count: count('pass'),
			fail_count: count('fail'),
			error_count: count('error'),
			total_count: runs.length,
			response_engine: batch.engine,
			creation_timestamp: batch.createdAt,
			user_modified_timestamp: Math.max(batch.createdAt, ...runs.map((run) => run.user_modified_timestamp)),
		};
	}

	return {
		addTestCase: (seed: Partial<TestCaseRecord> & Pick<TestCaseRecord, 'response_engine'>) => {
			const now = clock.now();
			const testCase: TestCaseRecord = {
				test_case_definition_id: `test_case_${random.hex(24)}`,
				name: 'Greets the person',
				user_prompt: 'Say hello.',
				metrics: ['The agent says hello'],
				dynamic_variables: {},
				tool_mocks: [],
				llm_model: 'gpt-4.1',
				type: 'simulation',
				creation_timestamp: now,
				user_modified_timestamp: now,
				outcome: 'pass',
				explanation: (seed.outcome ?? 'pass') === 'pass' ? 'All metrics are met.' : 'A metric is not met.',
				takesMs: 4_000,
				...seed,
			};
			cases.set(testCase.test_case_definition_id, testCase);
			return testCase;
		},
		testCase: (id: string) => cases.get(id),
		/** Those of an engine, in whatever version of it. */
		testCasesOf: (engine: TestEngine) => [...cases.values()].filter((each) => isSame(each.response_engine, engine)),
		/** Starts a run of each; they go side by side, and take the sandbox clock's time. */
		startBatch: (engine: TestEngine, chosen: readonly TestCaseRecord[]) => {
			const batch: Batch = {
				id: `test_case_batch_${random.hex(24)}`,
				engine,
				createdAt: clock.now(),
				cases: chosen.map((testCase) => ({
					jobId: `test_case_job_${random.hex(24)}`,
					testCase: { ...testCase },
					messages: simulate(testCase),
				})),
			};
			batches.set(batch.id, batch);
			return shown(batch);
		},
		batchTest: (id: string) => {
			const batch = batches.get(id);
			return batch && shown(batch);
		},
		batchTests: () => [...batches.values()].map(shown),
		/** The runs of a batch, as they stand now. */
		testRunsOf: (batchId: string) => {
			const batch = batches.get(batchId);
			return batch ? runsOf(batch) : [];
		},
		clearAgentTests: () => {
			cases.clear();
			batches.clear();
			random.reset();
		},
	};
}

/** Whether it is the same engine, in whatever version. */
function isSame(engine: AgentRecord['versions'][number]['response_engine'], other: TestEngine): boolean {
	return engine.type === other.type && engineIdOf(engine) === engineIdOf(other);
}
