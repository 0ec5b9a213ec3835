import type { TestEngine } from '../../tools/sandbox/index.ts';
import { refusedStatus, useSandbox } from './helpers.ts';

const { sandbox, client, send } = useSandbox();
const LLM = { type: 'retell-llm', llm_id: 'llm_1', version: 0 } as const;
const FLOW = { type: 'conversation-flow', conversation_flow_id: 'flow_1' } as const;
const USER = { role: 'user', content: 'Where is order 4711?' } as const;

beforeEach(() => {
	const { store } = sandbox();
	store.addAgent({ agent_id: 'agent_1', response_engine: LLM });
	store.addAgent({ agent_id: 'agent_2', response_engine: FLOW });
});

const definition = (response_engine: TestEngine, name = 'Finds an order') => ({
	name,
	response_engine,
	user_prompt: 'You ask for your order.',
	metrics: ['The agent finds it'],
});
const list = async (engine: Parameters<ReturnType<typeof client>['tests']['listTestCaseDefinitions']>[0]) =>
	(await client().tests.listTestCaseDefinitions(engine)).items.map(({ name }) => name);

describe('test cases', () => {
	test('belong to an engine, in whatever version of it', async () => {
		const created = await client().tests.createTestCaseDefinition(definition(LLM));
		const defaults = { type: 'simulation', tool_mocks: [], dynamic_variables: {} };
		expect(created).toMatchObject({ name: 'Finds an order', ...defaults });
		expect(created).not.toHaveProperty('outcome');
		await client().tests.createTestCaseDefinition(definition({ ...LLM, version: 7 }, 'Another'));
		await client().tests.createTestCaseDefinition(definition(FLOW, 'Of the flow'));
		const llm = { type: LLM.type, llm_id: LLM.llm_id };
		expect((await list(llm)).sort()).toEqual(['Another', 'Finds an order']);
		expect(await list(FLOW)).toEqual(['Of the flow']);
	});

	test.each(['', '?type=retell-llm', '?type=custom-llm&llm_id=llm_1', '?type=retell-llm&llm_id=llm_1&version=0'])(
		'are not listed by "%s"',
		async (query) => {
			expect((await send('GET', `/v2/list-test-case-definitions${query}`)).status).toBe(400);
		},
	);
});

describe('a batch of tests', () => {
	const addThree = () =>
		(['pass', 'fail', 'error'] as const).map(
			(outcome, n) =>
				sandbox().store.addTestCase({ response_engine: LLM, name: outcome, outcome, takesMs: (n + 1) * 4_000 })
					.test_case_definition_id,
		);
	const start = (ids: string[], engine: TestEngine = LLM) =>
		client().tests.createBatchTest({ response_engine: engine, test_case_definition_ids: ids });

	test('takes its time, and comes out as its cases do', async () => {
		const { test_case_batch_job_id: id, ...started } = await start(addThree());
		expect(started).toMatchObject({ status: 'in_progress', total_count: 3, pass_count: 0, response_engine: LLM });
		const states = async () =>
			(await client().tests.listTestRuns(id)).items
				.map(({ test_case_definition_snapshot: { name }, status }) => `${name}: ${status}`)
				.sort();
		expect(await states()).toEqual(['error: pending', 'fail: pending', 'pass: pending']);
		sandbox().clock.advance(1_500);
		expect(await states()).toEqual(['error: pending', 'fail: pending', 'pass: in_progress']);
		sandbox().clock.advance(3_000);
		expect(await states()).toEqual(['error: in_progress', 'fail: in_progress', 'pass: pass']);
		const before = { status: 'in_progress', pass_count: 1, fail_count: 0 };
		expect(await client().tests.getBatchTest(id)).toMatchObject(before);
		sandbox().clock.advance(10_000);
		const after = { status: 'complete', pass_count: 1, fail_count: 1, error_count: 1 };
		expect(await client().tests.getBatchTest(id)).toMatchObject(after);
		const { items } = await client().tests.listTestRuns(id);
		expect(items).toHaveLength(3);
		for (const run of items) {
			expect(run.result_explanation).toBeTruthy();
			expect(run.transcript_snapshot).toMatchObject({ messages: [{ role: 'user' }, { role: 'agent' }] });
		}
	});

	test('is refused whole where a case is unknown, or of another engine', async () => {
		const ids = addThree();
		const other = sandbox().store.addTestCase({ response_engine: FLOW }).test_case_definition_id;
		expect(await refusedStatus(start([...ids, 'test_case_none']))).toBe(422);
		expect(await refusedStatus(start([...ids, other]))).toBe(422);
		expect(await refusedStatus(start(ids, { ...LLM, llm_id: 'llm_none' }))).toBe(422);
		expect(sandbox().store.batchTests()).toEqual([]);
	});

	test('has 1 to 1,000 cases of an engine that Retell runs', async () => {
		const [id = ''] = addThree();
		expect(await refusedStatus(start([]))).toBe(400);
		expect(await refusedStatus(start(Array.from({ length: 1001 }, () => id)))).toBe(400);
		const custom = { type: 'custom-llm', llm_websocket_url: 'wss://example.com' };
		const body = { response_engine: custom, test_case_definition_ids: [id] };
		expect((await send('POST', '/create-batch-test', body)).status).toBe(400);
	});
});

describe('a reply without a chat', () => {
	beforeEach(() => {
		sandbox().store.editAgent('agent_1', {
			reply: (content, { messages }) => [
				{ role: 'tool_call_invocation', tool_call_id: 't', name: 'look_up', arguments: '{"order":4711,"full":true}' },
				{ role: 'tool_call_result', tool_call_id: 't', content: '{"state":"real"}', successful: true },
				{ role: 'agent', content: `{{name}} said ${content} after ${messages.length}` },
			],
		});
	});
	const reply = async (
		tool_mocks?: Parameters<ReturnType<typeof client>['playground']['completion']>[1]['tool_mocks'],
	) => {
		const { messages } = await client().playground.completion('agent_1', { messages: [USER], tool_mocks });
		return messages.flatMap((message) => (message.role === 'tool_call_result' ? [message.content] : []));
	};

	test('has the new messages alone, and leaves no chat', async () => {
		const answer = await client().playground.completion('agent_1', {
			messages: [{ role: 'agent', content: 'Hello' }, USER],
			dynamic_variables: { name: 'Ada' },
			current_state: 'start',
		});
		expect(answer).toMatchObject({ call_ended: false, current_state: 'start', dynamic_variables: { name: 'Ada' } });
		expect(answer.messages.at(-1)).toMatchObject({ role: 'agent', content: `Ada said ${USER.content} after 1` });
		expect(sandbox().store.chats()).toEqual([]);
	});

	test('has the output of the first mock that matches', async () => {
		const mock = (output: string, args?: object) => ({
			tool_name: 'look_up',
			output,
			input_match_rule: args ? ({ type: 'partial_match', args } as const) : ({ type: 'any' } as const),
		});
		expect(await reply()).toEqual(['{"state":"real"}']);
		expect(await reply([mock('a', { order: 1 }), mock('b', { order: 4711 }), mock('c')])).toEqual(['b']);
		expect(await reply([mock('a', { order: '4711' }), mock('c')])).toEqual(['c']);
		expect(await reply([{ ...mock('a'), tool_name: 'other' }])).toEqual(['{"state":"real"}']);
	});

	test.each([
		{},
		{ messages: [] },
		{ messages: [{ role: 'assistant', content: 'Hi' }] },
		{ messages: [{ role: 'user' }] },
		{ messages: [USER], dynamic_variables: { visits: 3 } },
		{ messages: [USER], component_id: 'component_1' },
		{ messages: [USER], tool_mocks: [{ tool_name: 'look_up', output: 'x' }] },
		{ messages: [USER], version: 1 },
	])('is refused for %j', async (body) => {
		const path = '/agent-playground-completion/agent_1';
		expect((await send('POST', path, body)).status).toBe(400);
	});

	test('is of a version', async () => {
		await client().playground.completion('agent_1', { messages: [USER], version: 'latest_published' });
	});
});
