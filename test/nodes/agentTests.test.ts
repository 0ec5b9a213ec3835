// Tests of agents through n8n's engine: batches that take time, come out in any way, or don't come to an end.
import type { INodeParameters } from 'n8n-workflow';

import { until } from '../../tools/sandbox/holds.ts';
import { DEMO_AGENTS, type TestCaseRecord } from '../../tools/sandbox/index.ts';
import { loggedProgress } from '../host/log.ts';
import { stoppedTime, virtualTime, type VirtualTime } from '../host/time.ts';
import { engineOf } from '../operations/checks.ts';
import { locator } from './fixtures.ts';
import { useWorld } from './world.ts';

const world = useWorld();
const AGENT = 'agent_tested';
const RUNS = '/v2/list-test-runs';
let time: VirtualTime;

beforeEach(() => {
	time = virtualTime();
	// A sandbox that was filled before goes by another clock.
	world.sandbox.reset();
	world.sandbox.store.addAgent({
		agent_id: AGENT,
		agent_name: 'Desk',
		response_engine: { type: 'retell-llm', llm_id: 'llm_tested' },
		versions: [{ is_published: true }, { is_published: false }],
	});
});
afterEach(() => time.restore());

const add = (...seeds: Array<Partial<TestCaseRecord>>) =>
	seeds.map((seed) => {
		const { store } = world.sandbox;
		return store.addTestCase({ response_engine: engineOf(store, AGENT), ...seed }).test_case_definition_id;
	});
const test10 = () => add(...Array.from({ length: 10 }, (_, n) => ({ name: `Case ${n}`, outcome: outcomeOf(n) })));
const runTests = (parameters: INodeParameters = {}, more: object = {}) =>
	world.run('agentTest.run', {
		input: [{ agent_id: AGENT }],
		parameters: { options: {}, ...parameters },
		time,
		...more,
	});
const created = () => world.requestsTo('/create-batch-test').map(({ body }) => body);
const looks = () => world.requestsTo('/get-batch-test');
/** The batch, as errors name it. */
const batchText = () => `the batch test "${world.sandbox.store.batchTests()[0]?.test_case_batch_job_id}"`;
const outcomeOf = (n: number) => (n < 8 ? 'pass' : n === 8 ? 'fail' : 'error');

test('one item for each test case, and how many passed above the output', async () => {
	test10();
	const { json, hints, error } = await runTests();
	expect(error).toBeUndefined();
	expect(json.map(({ name, status }) => `${String(name)}: ${String(status)}`).sort()).toEqual(
		Array.from({ length: 10 }, (_, n) => `Case ${n}: ${outcomeOf(n)}`),
	);
	for (const row of json) expect(row).toMatchObject({ agent_id: AGENT, version: 1, timed_out: false });
	expect(hints).toEqual(["8 of 10 tests passed, 1 failed, 1 couldn't be carried out by Retell."]);
	expect(created()).toHaveLength(1);
});

test('all test cases pass: nothing else is said', async () => {
	add({});
	expect((await runTests()).hints).toEqual(['1 of 1 test passed.']);
});

test('the ones that are selected, and no list of all', async () => {
	const [first, , third] = test10();
	const { json } = await runTests({ testCaseIds: [first ?? '', third ?? ''] });
	expect(json.map((row) => row.test_case_definition_id).sort()).toEqual([first, third].sort());
	expect(world.requestsTo('/v2/list-test-case-definitions')).toEqual([]);
});

test('the engine is that of the version, in the version that the agent uses', async () => {
	const { store } = world.sandbox;
	store.addAgent({
		agent_id: 'agent_flow',
		versions: [
			{ response_engine: { type: 'conversation-flow', conversation_flow_id: 'flow_1', version: 4 } },
			{ response_engine: { type: 'conversation-flow', conversation_flow_id: 'flow_1', version: 5 } },
		],
	});
	store.addTestCase({ response_engine: { type: 'conversation-flow', conversation_flow_id: 'flow_1' } });
	const input = [{ agent_id: 'agent_flow' }];
	for (const version of [undefined, locator(''), locator('0')])
		await runTests({ options: version ? { version } : {} }, { input });
	expect(created().map((body) => (body as { response_engine: unknown }).response_engine)).toEqual(
		[5, 5, 4].map((version) => ({ type: 'conversation-flow', conversation_flow_id: 'flow_1', version })),
	);
});

test('it looks less and less often, and tells the log how far it is', async () => {
	add({ takesMs: 10_000 }, { takesMs: 300_000, outcome: 'fail' });
	const progress = loggedProgress();
	const { json } = await runTests();
	expect(json.map(({ status }) => status).sort()).toEqual(['fail', 'pass']);
	const times = looks().map(({ at }) => at);
	const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
	expect(gaps.every((gap, index) => gap >= (gaps[index - 1] ?? 0) - 50 && gap <= 31_000)).toBe(true);
	expect(gaps.at(-1)).toBeGreaterThan(29_000);
	expect(looks().length).toBeLessThan(20);
	const batch = json[0]?.test_case_batch_job_id as string;
	expect(progress()).toEqual(
		[1, 2].map((n) => `Tests of the agent "Desk": ${n} of 2 have a result (batch test ${batch})`),
	);
});

describe('when the time is over', () => {
	const slow = () => add({ name: 'Quick' }, { name: 'Slow', takesMs: 3_600_000 });

	test('what has no result is marked', async () => {
		slow();
		const { json, hints } = await runTests({ options: { waitMinutes: 2 } });
		expect(json).toHaveLength(2);
		expect(json).toEqual(
			expect.arrayContaining([
				expect.objectContaining({ name: 'Quick', status: 'pass', timed_out: false }),
				expect.objectContaining({ name: 'Slow', status: 'pending', timed_out: true, messages: [] }),
			]),
		);
		expect(hints).toEqual(['1 of 2 tests passed, 1 had no result in time.']);
	});

	test('without waiting, the tests are started and shown', async () => {
		slow();
		const { json } = await runTests({ options: { waitMinutes: 0 } });
		expect(json.map(({ timed_out }) => timed_out)).toEqual([true, true]);
		expect(looks()).toEqual([]);
	});

	test('a test that the list of Retell lacks has no result', async () => {
		const ids = slow();
		world.rewrite(RUNS, () => ({ items: [], has_more: false }));
		const { json, hints } = await runTests({ options: { waitMinutes: 0 } });
		expect(json.map((row) => [row.test_case_definition_id, row.status, row.timed_out]).sort()).toEqual(
			ids.map((id) => [id, 'pending', true]).sort(),
		);
		expect(json.map(({ name }) => name).sort()).toEqual(['Quick', 'Slow']);
		expect(hints).toEqual(['0 of 2 tests passed, 2 had no result in time.']);
	});
});

describe('On Failure: Fail the Item', () => {
	const options = { onFailure: 'error' };

	test('all pass: the results', async () => {
		add({ name: 'A' }, { name: 'B' });
		const { json, error } = await runTests({ options });
		expect(error).toBeUndefined();
		expect(json).toHaveLength(2);
	});

	test('the item fails, and says which tests and why', async () => {
		add({}, { name: 'Refund', outcome: 'fail', explanation: 'It promised a refund.' });
		const { error } = await runTests({ options });
		expect(error?.message).toBe("1 of 2 tests didn't pass");
		expect(error?.description).toMatch(
			/^"Refund" \(fail\): It promised a refund\. To get one item .*1 of 2 tests passed, 1 failed\.$/,
		);
	});

	test('no result in time is no pass', async () => {
		add({ takesMs: 3_600_000 });
		const { error } = await runTests({ options: { ...options, waitMinutes: 1 } });
		expect(error?.message).toBe("1 of 1 test didn't pass");
	});

	test.each(['continueRegularOutput', 'continueErrorOutput'])(
		'with On Error: %s, nothing goes on but the error: Publish may follow',
		async (onError) => {
			add({ name: 'Good' }, { name: 'Bad', outcome: 'fail' });
			const { outputs } = await runTests({ options }, { onError });
			const [failed = [], ...others] = onError === 'continueErrorOutput' ? [...outputs].reverse() : outputs;
			expect(others.flat()).toEqual([]);
			expect(failed.map(({ json }) => json.error)).toEqual([
				expect.stringContaining('1 of 2 tests didn\'t pass. "Bad" (fail)') as string,
			]);
		},
	);
});

test('statuses that nobody knows are shown and count as no pass', async () => {
	add({ outcome: 'skipped' }, {});
	const { json, hints } = await runTests();
	expect(json.map(({ status }) => status).sort()).toEqual(['pass', 'skipped']);
	expect(hints).toEqual(['1 of 2 tests passed, 1 ended in another way.']);
});

test('a batch that was canceled has come to an end', async () => {
	add({ takesMs: 3_600_000 });
	world.rewrite('/get-batch-test', (body: object) => ({ ...body, status: 'canceled' }));
	const { json } = await runTests();
	expect(json).toMatchObject([{ status: 'pending', timed_out: true }]);
	expect(looks()).toHaveLength(1);
});

test('a batch with a status that nobody knows goes on until all tests are counted', async () => {
	add({ takesMs: 30_000 });
	world.rewrite('/get-batch-test', (body: object) => ({ ...body, status: 'queued' }));
	const { json } = await runTests();
	expect(json).toMatchObject([{ status: 'pass', timed_out: false }]);
});

describe('the results of tests that are over', () => {
	type Runs = { items: Array<Record<string, unknown>> };
	const rewrite = (change: (runs: Runs) => object, times?: number) => world.rewrite(RUNS, change, { times });

	test('are asked for again after an outage: they are paid for', async () => {
		add({});
		world.refuse(RUNS, 503, { times: 9 });
		const { json, error } = await runTests();
		expect(error).toBeUndefined();
		expect(json).toMatchObject([{ status: 'pass' }]);
	});

	test('an outage that lasts is told, with the number of the batch', async () => {
		add({});
		world.refuse(RUNS, 503);
		const { error } = await runTests();
		expect(error?.description).toContain(batchText());
		// That would start the tests anew.
		expect(error?.description).not.toContain('Run it again');
		expect(error?.description).not.toContain('Retry On Fail');
	});

	test('are gone with their batch test: no field is to be checked for that', async () => {
		add({});
		world.refuse(RUNS, 404);
		const { error } = await runTests();
		expect(error?.message).toMatch(/^The batch test ".+" wasn't found$/);
		expect(error?.description).not.toContain('"Batch Test"');
		expect(error?.description).toContain(batchText());
	});

	test('are waited for where the list is late', async () => {
		add({}, {});
		rewrite(
			({ items: [first, second] }) => ({ items: [{ ...first, status: 'in_progress' }, second], has_more: false }),
			3,
		);
		const { json } = await runTests();
		expect(json.map(({ status, timed_out: late }) => [status, late])).toEqual([
			['pass', false],
			['pass', false],
		]);
	});

	test('are waited for where a page repeats a row in the place of another', async () => {
		add({ name: 'A' }, { name: 'B' });
		rewrite(({ items: [first] }) => ({ items: [first, first], has_more: false }), 2);
		const { json } = await runTests();
		expect(json.map(({ name, status }) => [name, status]).sort()).toEqual([
			['A', 'pass'],
			['B', 'pass'],
		]);
	});

	test('without an ID are counted once, however often they were asked for', async () => {
		add({}, {});
		rewrite(({ items: [first, second] }) => ({
			items: [first, { ...second, test_case_job_id: undefined }],
			has_more: false,
		}));
		const { hints } = await runTests();
		expect(hints[0]).toMatch(/were left out: 1\b|\b1 row/);
	});

	test('are not waited for longer than a minute', async () => {
		add({});
		rewrite(() => ({ items: [], has_more: false }));
		const { json } = await runTests();
		expect(json).toMatchObject([{ status: 'pending', timed_out: true }]);
		const times = world.requestsTo(RUNS).map(({ at }) => at);
		expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeLessThan(60_000);
	});

	test('count once each, in whatever form they are listed', async () => {
		const [, second] = add({ name: 'A' }, { name: 'B' });
		rewrite(({ items }) => ({
			items: [
				{ ...items[0], status: 'in_progress' },
				...items.map(({ test_case_definition_id: id, test_case_definition_snapshot: snapshot, ...rest }) =>
					id === second
						? { ...rest, test_case_definition_snapshot: { ...(snapshot as object), test_case_definition_id: id } }
						: { ...rest, test_case_definition_id: id, test_case_definition_snapshot: snapshot },
				),
			],
			has_more: false,
		}));
		const { json, hints } = await runTests();
		expect(json.map(({ name }) => name).sort()).toEqual(['A', 'B']);
		expect(hints).toEqual(['2 of 2 tests passed.']);
	});
});

test('a start that meets a limit is retried: nothing was started', async () => {
	add({});
	world.refuse('/create-batch-test', 429, { times: 2 });
	const { json } = await runTests();
	expect(json).toMatchObject([{ status: 'pass' }]);
	expect(created()).toHaveLength(3);
	expect(world.sandbox.store.batchTests()).toHaveLength(1);
});

test('looks that fail for a while do no harm', async () => {
	add({ takesMs: 60_000 });
	world.refuse('/get-batch-test', 500, { times: 9 });
	expect((await runTests()).json).toMatchObject([{ status: 'pass' }]);
});

test('a look that is refused stops the waiting, and says that Retell goes on', async () => {
	add({});
	world.refuse('/get-batch-test', 403);
	const { error } = await runTests();
	expect(error?.message).toBe("The API key doesn't have permission for this");
	expect(error?.description).toContain(
		`Retell continues the tests that were started, and bills them. See the results of ${batchText()}`,
	);
});

test('cancelling stops the waiting, and says that Retell goes on', async () => {
	time.restore();
	const stopped = stoppedTime();
	const progress = loggedProgress();
	try {
		world.sandbox.reset();
		const { store } = world.sandbox;
		const { agent_id } = store.addAgent();
		store.addTestCase({ response_engine: engineOf(store, agent_id), takesMs: 3_600_000 });
		let answered: readonly string[] = [];
		let cancel = () => {};
		const running = world.run('agentTest.run', {
			input: [{ agent_id }],
			onStart: (execution) => ({ answered, cancel } = execution),
		});
		await until(() => answered.some((url) => url.includes('create-batch-test')));
		cancel();
		const { error } = await running;
		expect(store.batchTests()).toMatchObject([{ status: 'in_progress' }]);
		const goesOn = `Retell continues the tests that were started, and bills them. See the results of ${batchText()} in the Retell dashboard.`;
		expect(error?.description).toContain(goesOn);
		// n8n shows words of its own.
		expect(progress()).toEqual([goesOn]);
		const sent = world.sandbox.requests.length;
		stopped.pass(600_000);
		expect(world.sandbox.requests).toHaveLength(sent);
	} finally {
		stopped.restore();
		time = virtualTime();
	}
});

describe('nothing is started', () => {
	afterEach(() => expect(created()).toEqual([]));

	test('without test cases', async () => {
		const { error } = await runTests();
		expect(error?.message).toBe('The agent "Desk" has no test cases');
	});

	test('for an engine that Retell does not run', async () => {
		const response_engine = { type: 'custom-llm' as const, llm_websocket_url: 'wss://example.com' };
		const { agent_id } = world.sandbox.store.addAgent({ agent_name: 'Own', response_engine });
		for (const operation of ['agentTest.run', 'agentTest.getAll'] as const) {
			const { error } = await world.run(operation, { input: [{ agent_id }], time });
			expect(error?.message).toBe('The agent "Own" can\'t be tested');
		}
	});

	test('for more test cases than Retell runs at a time', async () => {
		add(...Array.from({ length: 1001 }, () => ({})));
		expect((await runTests()).error?.message).toBe('"Desk" has 1001 test cases, more than Retell runs at a time');
		const ids = Array.from({ length: 1001 }, (_, n) => `test_case_${n}`);
		const { error, sent } = await runTests({ testCaseIds: ids });
		expect(error?.message).toBe('"Test Cases" has 1001 test cases, more than Retell runs at a time');
		expect(sent).toEqual([]);
	});

	test.each<[INodeParameters, string]>([
		[{ testCaseIds: '={{ [] }}' }, '"Test Cases" has no value'],
		[{ testCaseIds: '={{ [{ id: 1 }] }}' }, '"Test Cases" has an entry that isn\'t an ID: {"id":1}'],
		[{ options: { version: locator('v3') } }, '"Version" must be a version of an agent, not v3'],
		[{ options: { version: locator('={{ $json.nothing }}') } }, '"Version" has no value'],
		[{ options: { waitMinutes: -1 } }, '"Wait (Minutes)" must be a whole number from 0 to 1440, not -1'],
		[{ options: { onFailure: '={{ "ignore" }}' } }, '"On Failure" has no option ignore'],
	])('for bad input: %j', async (parameters, message) => {
		const { error, sent } = await runTests(parameters);
		expect(error?.message).toBe(message);
		expect(sent).toEqual([]);
	});
});

test.each([404, 422] as const)('a test case that there is not (%i): says which were asked for', async (unknownId) => {
	world.sandbox.quirks.unknownId = unknownId;
	add({});
	const { error } = await runTests({ testCaseIds: ['test_case_gone'] });
	expect(error?.message).toBe("A test case wasn't found");
	expect(error?.description).toContain('test_case_gone');
	expect(error?.httpCode).toBe(`${unknownId}`);
});

test('a transcript is found in whatever form', async () => {
	const said = [{ role: 'user', content: 'Hi' }];
	const forms = [{ messages: said }, said, { state: 'x', transcript: said }, 'User: Hi', null, { messages: [1, null] }];
	const shown = [];
	add({});
	for (const transcript_snapshot of forms) {
		const change = world.rewriteRows(RUNS, (run: object) => ({ ...run, transcript_snapshot }));
		shown.push((await runTests()).json[0]?.messages);
		change.remove();
	}
	expect(shown).toEqual([said, said, said, [], [], []]);
});

test('Get Many lists the test cases of the newest version, in pages', async () => {
	add(...Array.from({ length: 230 }, (_, n) => ({ name: `Case ${n}` })));
	const get = (parameters: INodeParameters) =>
		world.run('agentTest.getAll', { input: [{ agent_id: AGENT }], parameters, time });
	expect((await get({ returnAll: true })).json).toHaveLength(230);
	expect((await get({ limit: 7 })).json).toHaveLength(7);
	const { json } = await get({ limit: 1, simplify: false });
	expect(json).toMatchObject([{ type: 'simulation', creation_timestamp: expect.any(Number) as number }]);
	const { error } = await world.run('agentTest.getAll', { input: [{ agent_id: DEMO_AGENTS.orderDesk }], time });
	expect(error).toBeUndefined();
});

test('a response engine that there is not: says where to look, since the panel has no field for it', async () => {
	const message = 'Cannot find requested asset under given api key.';
	world.refuse('/v2/list-test-case-definitions', 422, { message });
	const { error } = await runTests({ testCaseIds: [] });
	expect(error?.message).toMatch(/^The response engine ".+" of the agent wasn't found$/);
	expect(error?.description).toContain('Check "Agent"');
	expect(error?.description).toContain(message);
	expect(error?.description).not.toContain('"Response Engine"');
});
