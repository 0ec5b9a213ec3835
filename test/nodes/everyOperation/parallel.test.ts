// Items side by side: order, how many at a time, what waits for what, and how a run stops.
import type { INodeParameters } from 'n8n-workflow';

import { holdFirst, until } from '../../../tools/sandbox/holds.ts';
import { DEMO_AGENTS, type RecordedRequest } from '../../../tools/sandbox/index.ts';
import { stoppedTime, virtualTime } from '../../host/time.ts';
import type { Outcome, Started } from '../../host/run.ts';
import { SERVER_FAILED } from '../../said.ts';
import { assignments, credentialFor, type OperationName } from '../fixtures.ts';
import { useWorld } from '../world.ts';

const world = useWorld();

/** Adds chats and gives an input item for each. */
function addChats(count: number) {
	const { store } = world.sandbox;
	return Array.from({ length: count }, (_, n) => ({ chat_id: store.addChat({ chat_id: `chat_${n}` }).chat_id }));
}

const upTo = (parallelRequests: number | string) => ({ options: { parallelRequests } });
const mostAtATime = () => Math.max(...world.sandbox.requests.map(({ inFlight }) => inFlight));
const statusOf = (id: string) => world.sandbox.store.getChat(id)?.chat_status;
const pairs = ({ outputs }: Outcome) => outputs[0]?.map(({ pairedItem }) => pairedItem);
const oneToOne = (count: number) => Array.from({ length: count }, (_, item) => ({ item }));
const isAbout =
	(...ids: string[]) =>
	({ path }: RecordedRequest) =>
		ids.some((id) => path.endsWith(`/${id}`));

/** Lets the first requests come together: as many as may be under way. */
const together = (count: number, path?: string) => holdFirst(world.sandbox, count, path);

/** Answers some requests when the node has the answer to another one of the run, of which `onStart` has to be told. */
function inTurns() {
	let answered: readonly string[] = [];
	return {
		onStart: (execution: Started) => {
			answered = execution.answered;
		},
		after: (other: string, ...ids: string[]) => {
			const isAnswered = () => answered.some((url) => url.endsWith(`/${other}`));
			world.sandbox.faults.add({ kind: 'wait', when: isAbout(...ids), until: () => until(isAnswered) });
		},
	};
}

describe('order and number', () => {
	test('items are begun and come out in the order of the input, in whatever order the answers come', async () => {
		const { sandbox } = world;
		const input = addChats(40);
		sandbox.faults.add({ kind: 'latency', ms: 0, jitterMs: 30 });
		// The first one is answered last.
		const others = () => sandbox.requests.filter((request) => !isAbout('chat_0')(request) && request.status !== null);
		sandbox.faults.add({ kind: 'wait', when: isAbout('chat_0'), until: () => until(() => others().length === 39) });
		const outcome = await world.run('chat.end', { input, parameters: upTo(8) });
		expect(outcome.json.map(({ chat_id }) => ({ chat_id }))).toEqual(input);
		expect(pairs(outcome)).toEqual(oneToOne(40));
		expect(outcome.sent.map(({ url }) => url)).toEqual(input.map(({ chat_id }) => `/end-chat/${chat_id}`));
		expect(others()).toHaveLength(39);
	});

	test.each<[OperationName, INodeParameters, number]>([
		['chat.end', {}, 32],
		['chat.end', upTo(1), 1],
		['chat.end', upTo(12), 12],
		['chat.end', upTo(50), 50],
		['chat.end', upTo('10'), 10],
		['chat.end', upTo('={{ 3 }}'), 3],
		['chat.sendMessage', {}, 16],
		['chat.create', { additionalFields: { parallelRequests: 3 } }, 3],
	])('%s with %j: %i at a time, and never more', async (operation, parameters, expected) => {
		const input = addChats(120).map((item) => ({ ...item, text: 'hello', agent_id: DEMO_AGENTS.support }));
		together(expected);
		const { json, error } = await world.run(operation, { input, parameters });
		expect(error).toBeUndefined();
		expect(json).toHaveLength(120);
		expect(mostAtATime()).toBe(expected);
	});

	test('n8n decrypts the credential once, however many requests there are', async () => {
		const { sandbox } = world;
		let readings = 0;
		const credential = {
			...credentialFor(sandbox),
			get apiKey() {
				readings++;
				return sandbox.apiKey;
			},
		};
		const [first, ...others] = addChats(30);
		await world.run('chat.end', { input: [{ ...first }], credential });
		const once = readings;
		readings = 0;
		await world.run('chat.end', { input: others, credential });
		expect(sandbox.requests).toHaveLength(30);
		expect(readings).toBe(once);
	});

	test('the number holds for all requests together, where an item makes several', async () => {
		const input = addChats(30).map((item) => ({ ...item, text: 'hello' }));
		together(4);
		world.sandbox.faults.add({ kind: 'latency', ms: 5 });
		const parameters = { options: { parallelRequests: 4, checkStatus: true } };
		const { json } = await world.run('chat.sendMessage', { input, parameters });
		expect(json).toHaveLength(30);
		expect(world.sandbox.requests).toHaveLength(60);
		expect(mostAtATime()).toBe(4);
	});

	test('and where several items clean up', async () => {
		const { store } = world.sandbox;
		for (let n = 0; n < 40; n++) store.addChat({ agent_id: `agent_${n % 4}` });
		together(6, '/end-chat');
		world.sandbox.faults.add({ kind: 'latency', ms: 5 });
		const outcome = await world.run('chat.endMany', {
			input: ['agent_0', 'agent_1', 'agent_2', 'agent_3'].map((agent) => ({ agent })),
			parameters: { filters: { agentIds: '={{ [$json.agent] }}' }, ...upTo(6) },
		});
		expect(outcome.json.map(({ agent_id }) => agent_id)).toEqual(
			Array.from({ length: 40 }, (_, n) => `agent_${Math.floor(n / 10)}`),
		);
		expect(mostAtATime()).toBe(6);
	});

	test('Get Many with Include Transcript reads the details side by side, in the order of the list', async () => {
		const { sandbox, run } = world;
		for (const { chat_id } of [...sandbox.store.chats()]) sandbox.store.deleteChat(chat_id);
		const start = Date.now() - 60_000;
		const ids = Array.from({ length: 25 }, (_, n) => sandbox.store.addChat({ start_timestamp: start + n }).chat_id);
		together(7, '/get-chat');
		sandbox.faults.add({ kind: 'latency', ms: 0, jitterMs: 20 });
		const options = { includeTranscript: true, sortOrder: 'ascending', parallelRequests: 7 };
		const { json } = await run('chat.getAll', { parameters: { options } });
		expect(json.map(({ chat_id }) => chat_id)).toEqual(ids);
		expect(json.every((chat) => 'messages' in chat)).toBe(true);
		expect(sandbox.requests).toHaveLength(26);
		expect(mostAtATime()).toBe(7);
	});
});

describe('Parallel Requests', () => {
	test.each([0, 51, 2.5, -1, 'x', '', '={{ [] }}'])(
		'%j is refused before any request, and with On Error: Continue each item says so',
		async (value) => {
			const settings = { input: addChats(3), parameters: upTo(value) };
			const { error, sent } = await world.run('chat.end', settings);
			expect(error?.message).toMatch(/^"Parallel Requests" (must be|is empty)/);
			const advice = typeof value === 'number' ? 'a whole number from 1 to 50.' : 'a number, such as 10.';
			expect(error?.description).toBe(`Enter ${advice} 0 of 3 items finished.`);
			expect(error?.context?.itemIndex).toBe(0);
			expect(sent).toHaveLength(0);

			const outcome = await world.run('chat.end', { ...settings, onError: 'continueRegularOutput' });
			expect(outcome.json).toHaveLength(3);
			for (const item of outcome.json) expect(item.error).toMatch(/^"Parallel Requests" (must be|is empty)/);
			expect(pairs(outcome)).toEqual(oneToOne(3));
			expect(outcome.sent).toHaveLength(0);
		},
	);

	test('a value that is wrong for one item fails that item alone', async () => {
		const { json } = await world.run('chat.end', {
			input: addChats(2).map((item, n) => ({ ...item, many: ['x', 5][n] })),
			parameters: upTo('={{ $json.many }}'),
			onError: 'continueRegularOutput',
		});
		expect(json).toMatchObject([
			{ error: expect.stringMatching(/^"Parallel Requests" must be a number, not x\. /) as string },
			{ chat_id: 'chat_1' },
		]);
	});
});

describe('items about the same chat', () => {
	test.each<[OperationName, INodeParameters]>([
		['chat.update', { updateFields: { metadata: assignments(['ticket', '={{ $json.text }}']) } }],
		['chat.sendMessage', {}],
	])(
		'are worked on one after the other, in their order, while other chats go on: %s',
		async (operation, parameters) => {
			const { sandbox, run } = world;
			const ids = addChats(4).map(({ chat_id }) => chat_id);
			// Each chat four times, with blanks around the ID now and then: 0 1 2 3 0 1 2 3 ...
			const input = Array.from({ length: 16 }, (_, n) => ({
				chat_id: n > 7 ? ` chat_${n % 4}\n` : `chat_${n % 4}`,
				text: `message ${n}`,
			}));
			together(4);
			sandbox.faults.add({ kind: 'latency', ms: 5, jitterMs: 20 });
			const outcome = await run(operation, { input, parameters });
			expect(outcome.json.map(({ chat_id }) => chat_id)).toEqual(input.map((_, n) => `chat_${n % 4}`));
			expect(pairs(outcome)).toEqual(oneToOne(16));
			for (const [n, id] of ids.entries()) {
				const requests = sandbox.requests.filter(({ path, rawBody }) => `${path} ${rawBody}`.includes(id));
				const texts = requests.flatMap(({ rawBody }) => /message \d+/.exec(rawBody) ?? []);
				expect(texts).toEqual([0, 4, 8, 12].map((before) => `message ${before + n}`));
				for (const [index, { at }] of requests.slice(1).entries())
					expect(at).toBeGreaterThanOrEqual(requests[index]?.answeredAt ?? Infinity);
			}
			expect(mostAtATime()).toBe(4);
		},
	);

	test('do not hold up those about other chats', async () => {
		const { sandbox, run } = world;
		const others = addChats(10).slice(1);
		sandbox.faults.add({ kind: 'hang', path: '/end-chat/chat_0' });
		const input = [{ chat_id: 'chat_0' }, { chat_id: 'chat_0' }, { chat_id: 'chat_0' }, ...others];
		const areOver = () => others.every(({ chat_id }) => statusOf(chat_id) === 'ended');
		const isHeld = () => sandbox.requests.some(isAbout('chat_0'));
		const { sent } = await run('chat.end', {
			input,
			parameters: upTo(2),
			onStart: ({ cancel }) => void until(() => isHeld() && areOver()).then(cancel),
		});
		expect(sent.filter(({ url }) => url.endsWith('/chat_0'))).toHaveLength(1);
	});

	test('go on after one of them failed, with On Error: Continue', async () => {
		addChats(2);
		world.refuse('/create-chat-completion', 500, { when: ({ rawBody }) => rawBody.includes('"bad"') });
		const input = ['one', 'bad', 'three'].flatMap((text) => ['chat_0', 'chat_1'].map((chat_id) => ({ chat_id, text })));
		const { json } = await world.run('chat.sendMessage', { input, onError: 'continueRegularOutput' });
		const failed = expect.stringMatching(new RegExp(`^${SERVER_FAILED}\\. `)) as string;
		const results = ['chat_0', 'chat_1', failed, failed, 'chat_0', 'chat_1'];
		expect(json.map(({ chat_id, error }) => error ?? chat_id)).toEqual(results);
	});
});

describe('a failure', () => {
	test('stops what was not begun, and lets what is under way come to its end', async () => {
		const { sandbox, run } = world;
		const input = addChats(20);
		input[1] = { chat_id: 'chat_nowhere' };
		const { after, onStart } = inTurns();
		after('chat_nowhere', 'chat_0', 'chat_2');
		const { error, json, sent } = await run('chat.end', { input, parameters: upTo(3), onStart });
		expect(json).toEqual([]);
		expect(error?.message).toBe('The chat "chat_nowhere" wasn\'t found');
		expect(error?.description).toMatch(/[^ ] 2 of 20 items finished\.$/);
		expect(error).toMatchObject({ httpCode: '422', context: { itemIndex: 1 } });
		expect(sent.map(({ url }) => url)).toEqual(['/end-chat/chat_0', '/end-chat/chat_nowhere', '/end-chat/chat_2']);
		expect(sandbox.requests).toHaveLength(3);
		expect(['chat_0', 'chat_2', 'chat_3'].map(statusOf)).toEqual(['ended', 'ended', 'ongoing']);
	});

	test('of several, the first one by item counts, whichever came first', async () => {
		const input = addChats(5);
		for (const n of [1, 3, 4]) input[n] = { chat_id: `nowhere_${n}` };
		const { after, onStart } = inTurns();
		after('nowhere_3', 'nowhere_1');
		after('nowhere_1', 'nowhere_4');
		const { error } = await world.run('chat.end', { input, onStart });
		expect(error?.message).toBe('The chat "nowhere_1" wasn\'t found');
		expect(error?.context?.itemIndex).toBe(1);
		expect(error?.description).toMatch(/2 of 5 items finished\.$/);
	});

	test('of a later item of the same chat is not begun', async () => {
		const input = [{ chat_id: 'nowhere' }, { chat_id: 'nowhere' }, { chat_id: 'nowhere' }];
		const { error } = await world.run('chat.end', { input });
		expect(error?.description).toMatch(/0 of 3 items finished\.$/);
		expect(world.sandbox.requests).toHaveLength(1);
	});

	test('of the only item comes without a count', async () => {
		const { error } = await world.run('chat.end', { input: [{ chat_id: 'nowhere' }] });
		expect(error?.description).toMatch(/Check "Chat"/);
		expect(error?.description).not.toMatch(/items? finished/);
	});
});

describe('a run that is cancelled', () => {
	// What waits for long waits for ever: what ends does not wait. Requests that go out a little apart do go out.
	let time: ReturnType<typeof stoppedTime>;
	beforeEach(() => {
		time = stoppedTime(1);
		world.sandbox.reset();
	});
	afterEach(() => time.restore());

	/** Waits until the node sends no more: so many requests at least, all of them arrived, or answered, too. */
	async function allSent(count: number, { sent, answered }: Started, how: 'arrived' | 'answered' = 'arrived') {
		const { requests } = world.sandbox;
		const areOver = () => how === 'arrived' || answered.length === sent.length;
		await until(() => sent.length >= count && requests.length === sent.length && areOver());
	}

	/** Lets all that may still wait go on: nothing comes of it. */
	async function expectNoMore(sent: readonly unknown[]) {
		const { length } = sent;
		time.pass(600_000);
		await new Promise((resolve) => setImmediate(resolve));
		expect(sent).toHaveLength(length);
		expect(world.sandbox.requests).toHaveLength(length);
	}

	/** Runs, cancels once so many requests have arrived and no more are sent, and gives what is left. */
	async function cancelAfter(
		count: number,
		parallelRequests: number,
		options: { onError?: 'continueRegularOutput'; input?: object[]; how?: 'answered' } = {},
	) {
		const { onError, input = addChats(200), how } = options;
		let computing = process.cpuUsage();
		const outcome = await world.run('chat.end', {
			input,
			parameters: upTo(parallelRequests),
			onError,
			onStart: (execution) =>
				void allSent(count, execution, how).then(() => {
					computing = process.cpuUsage();
					execution.cancel();
				}),
		});
		// What this process alone computed, in microseconds, however busy the machine is: less than a second.
		const { user, system } = process.cpuUsage(computing);
		expect(user + system).toBeLessThan(1_000_000);
		await expectNoMore(outcome.sent);
		return outcome;
	}

	test.each([undefined, 'continueRegularOutput'] as const)('with a full pool ends at once (%s)', async (onError) => {
		world.sandbox.faults.add({ kind: 'hang' });
		const { sent } = await cancelAfter(20, 20, { onError });
		expect(sent).toHaveLength(20);
	});

	test.each([undefined, 'continueRegularOutput'] as const)(
		'while all wait for a limit ends at once (%s)',
		async (onError) => {
			const { faults, store } = world.sandbox;
			faults.add({ kind: 'status', status: 429, headers: { 'retry-after': '30' }, after: 30 });
			const { sent } = await cancelAfter(31, 10, { onError, how: 'answered' });
			expect(sent.length).toBeLessThanOrEqual(30 + 10);
			expect(
				store.chats().filter(({ chat_id, chat_status }) => /^chat_\d+$/.test(chat_id) && chat_status === 'ended'),
			).toHaveLength(30);
		},
	);

	test('with very many items ends at once', async () => {
		world.sandbox.faults.add({ kind: 'hang' });
		const input = Array.from({ length: 20_000 }, (_, n) => ({ chat_id: `chat_${n}` }));
		const { sent } = await cancelAfter(5, 5, { input });
		expect(sent).toHaveLength(5);
	});

	test('does not send what waited for its turn', async () => {
		const { sandbox, run } = world;
		addChats(40);
		sandbox.faults.add({ kind: 'hang', path: '/end-chat' });
		const { sent } = await run('chat.endMany', {
			input: [{}, {}, {}, {}],
			parameters: upTo(5),
			onStart: (execution) => void allSent(4 + 5, execution).then(execution.cancel),
		});
		await expectNoMore(sent);
		expect(world.requestsTo('/end-chat')).toHaveLength(5);
		expect(sent).toHaveLength(4 + 5);
	});

	test('while a call waits to be repeated ends at once', async () => {
		world.sandbox.faults.add({ kind: 'status', status: 503, headers: { 'retry-after': '30' } });
		const { sent } = await cancelAfter(10, 10, { how: 'answered' });
		expect(sent).toHaveLength(10);
	});
});

test('a limit that lasts too long to wait is met once, and the other items hear of it', async () => {
	const { sandbox, run } = world;
	sandbox.reset();
	const input = addChats(40);
	sandbox.faults.add({ kind: 'status', status: 429, headers: { 'retry-after': '120' }, path: '/end-chat' });
	const { outputs, error } = await run('chat.end', { input, parameters: upTo(4), onError: 'continueErrorOutput' });
	expect(error).toBeUndefined();
	expect(outputs[1]).toHaveLength(40);
	for (const { json } of outputs[1] ?? [])
		expect(json.error).toMatch(/^Retell is limiting the requests of this account\. /);
	// Those that were on their way together, and no more.
	expect(sandbox.requests.length).toBeLessThanOrEqual(4);
});

test('a limit of 20 requests a second: 500 items succeed in order, with few requests in vain', async () => {
	const { sandbox, run } = world;
	const time = virtualTime();
	try {
		sandbox.reset();
		const input = addChats(500);
		sandbox.rateLimit = { perSecond: 20, retryAfter: 'seconds' };
		const outcome = await run('chat.end', { input, parameters: upTo(10), time });
		expect(outcome.error).toBeUndefined();
		expect(outcome.json).toEqual(input.map(({ chat_id }) => ({ chat_id, ended: true, already_ended: false })));
		expect(pairs(outcome)).toEqual(oneToOne(500));
		expect(sandbox.requests.length).toBeLessThanOrEqual(525);
	} finally {
		time.restore();
	}
});
