// A text comes in: Retell (the sandbox) asks the trigger, and the workflow or the settings answer.
import { EventEmitter, once } from 'node:events';
import { request } from 'node:http';

import axios from 'axios';
import type { INode, INodeParameters } from 'n8n-workflow';

import { assignments, credentialFor, locator } from '../nodes/fixtures.ts';
import { nodeOf } from '../host/data.ts';
import { startSandbox, type Sandbox } from '../../tools/sandbox/index.ts';
import { stoppedTime } from '../host/time.ts';
import { startReceiver, type Receiver, type ReceiverOptions } from '../host/receiver.ts';

const OURS = '+14155550142';
const THEIRS = '+14155550199';
const NUMBERS = { from_number: THEIRS, to_number: OURS };

let sandbox: Sandbox;
let receiver: Receiver;
// No answer comes too late, and the trigger gives none itself, unless a test lets the time pass.
let time: ReturnType<typeof stoppedTime>;
let workflow = 0;
beforeAll(async () => {
	sandbox = await startSandbox({ seed: 'empty', webhooks: { retryDelaysMs: [0, 0, 0] } });
});
beforeEach(() => {
	time = stoppedTime();
	sandbox.reset();
	sandbox.store.addAgent({ agent_id: 'agent_own' });
	sandbox.store.addAgent({
		agent_id: 'agent_vip',
		reply: (text) => [{ role: 'agent', content: `{{name}}: ${text}` }],
		versions: [{ is_published: true }, {}],
	});
});
afterEach(async () => {
	await receiver.close();
	time.restore();
});
afterAll(() => sandbox.close());

/** The action node with the operation that answers. */
function answerNode(parameters: INodeParameters = {}): INode {
	return nodeOf('n8n-nodes-retell-chat.retellChat', {
		id: 'answer',
		name: 'Answer the text',
		parameters: { resource: 'inboundSms', operation: 'answer', reject: false, additionalFields: {}, ...parameters },
	});
}

/** The trigger, registered with the number. */
async function start(parameters: INodeParameters, rest: Partial<ReceiverOptions> = {}) {
	receiver = await startReceiver({
		credential: credentialFor(sandbox),
		trigger: 'retellInboundSmsTrigger',
		parameters: { responseMode: 'responseNode', answerWithin: 1, ...parameters },
		workflowId: `inbound ${workflow++}`,
		...rest,
	});
	sandbox.store.addPhoneNumber({
		phone_number: OURS,
		inbound_sms_agents: [{ agent_id: 'agent_own', weight: 1 }],
		inbound_sms_webhook_url: receiver.url,
	});
}

/** The trigger with a workflow that answers. */
async function startAnswering(answer: INodeParameters, step?: ReceiverOptions['step']) {
	await start({}, { nodes: [answerNode(answer)], ...(step && { step }) });
}

const receiveText = () => sandbox.receiveSms({ from: THEIRS, to: OURS, text: 'Hello' });

/** A step that tells when it works, and works until it is told to go on. */
function held() {
	const gates = new EventEmitter();
	const step = async () => {
		const goOn = once(gates, 'go on');
		gates.emit('working');
		await goOn;
	};
	return { gates, step };
}

/** What comes of a text, when all that it led to is over. */
async function text() {
	const outcome = await receiveText();
	await receiver.settled();
	return outcome;
}

/** The same where the workflow gives no answer: the trigger gives one when its time and a half second are over. */
async function unansweredText() {
	const outcome = text();
	await receiver.ended(1);
	expect(sandbox.webhooks.deliveries.map(({ status }) => status)).toEqual([null]);
	time.pass(1_500);
	return await outcome;
}

/** The number's own agent took over. */
const OWN_AGENT = { outcome: 'answered', chat: { agent_id: 'agent_own', metadata: NUMBERS } };
function expectOneGoodAnswer() {
	expect(sandbox.webhooks.deliveries.map(({ status }) => status)).toEqual([200]);
}

async function deliver(payload: object, url = receiver.url) {
	const body = JSON.stringify(payload);
	const { status, data } = await axios.post<unknown>(url, body, { headers: signed(payload), validateStatus: null });
	await receiver.settled();
	return { status, data };
}

let last = 0;
/** Headers with a signature; unless told otherwise, with one that no other request has. */
function signed(payload: object, ms = (last = Math.max(Date.now(), last + 1))) {
	const signature = sandbox.webhooks.sign(JSON.stringify(payload), ms);
	return { 'content-type': 'application/json', 'x-retell-signature': signature };
}

const inbound = (more: object = {}) => ({
	event: 'chat_inbound',
	chat_inbound: { ...NUMBERS, agent_id: 'agent_own', ...more },
});

describe('the workflow answers', () => {
	test('with agent, version, variables and metadata, which go before the numbers', async () => {
		await start(
			{ answerWithin: 2 },
			{
				nodes: [
					answerNode({
						additionalFields: {
							agentId: locator('agent_vip'),
							agentVersion: '0',
							dynamicVariables: assignments(['name', 'Åsa'], ['orders', 3, 'number']),
							metadata: assignments(['customer', '={{ $json.from_number.slice(-4) }}'], ['to_number', 'the desk']),
						},
					}),
				],
			},
		);
		expect(await text()).toMatchObject({
			outcome: 'answered',
			chat: {
				agent_id: 'agent_vip',
				version: 0,
				retell_llm_dynamic_variables: { name: 'Åsa', orders: '3' },
				metadata: { from_number: THEIRS, to_number: 'the desk', customer: '0199' },
			},
			messages: [{ content: 'Åsa: Hello' }],
		});
		expectOneGoodAnswer();
		const [{ json = {} } = {}] = receiver.started;
		expect(json).toMatchObject({
			event: 'chat_inbound',
			...NUMBERS,
			agent_id: 'agent_own',
			chat_id: expect.any(String) as string,
		});
		expect(Date.parse(json.answer_by as string) - Date.now()).toBe(2_000);
		expect(receiver.executions).toMatchObject([
			{ json: [{ answered: true, chat_inbound: { override_agent_id: 'agent_vip' } }] },
		]);
	});

	test('with values that are missing left out, and an empty text sent', async () => {
		await startAnswering({
			additionalFields: {
				dynamicVariables: assignments(['name', '={{ $json.nothing }}'], ['plan', '={{ null }}'], ['note', '={{ "" }}']),
				metadata: '={{ { from_number: null, customer: $json.nothing, note: "" } }}',
			},
		});
		expect(await receiveText()).toMatchObject({
			outcome: 'answered',
			chat: { metadata: { ...NUMBERS, note: '' }, retell_llm_dynamic_variables: { note: '' } },
		});
		const [chat] = sandbox.store.chats();
		expect(Object.keys(chat?.metadata ?? {}).sort()).toEqual(['from_number', 'note', 'to_number']);
		expect(Object.keys(chat?.retell_llm_dynamic_variables ?? {})).toEqual(['note']);
	});

	test.each([
		[true, 'rejected'],
		['={{ "true" }}', 'rejected'],
		['={{ false }}', 'answered'],
		// What a table gives for a person whom it does not know.
		['={{ $json.blocked }}', 'answered'],
		['={{ null }}', 'answered'],
	])('Reject %j: %s', async (reject, outcome) => {
		await startAnswering({ reject, additionalFields: { metadata: assignments(['a', 'b']) } });
		expect(await text()).toMatchObject({ outcome });
		if (outcome === 'rejected')
			expect(receiver.executions).toMatchObject([{ json: [{ chat_inbound: { reject: true } }] }]);
	});
});

describe('a text has one answer', () => {
	const second = (parameters: INodeParameters) => ({
		...answerNode(parameters),
		id: 'second',
		name: 'Second thoughts',
	});

	test('a second one says that it came to nothing', async () => {
		await start(
			{},
			{ nodes: [answerNode({ reject: true }), second({ additionalFields: { agentId: locator('agent_vip') } })] },
		);
		expect(await text()).toEqual({ outcome: 'rejected' });
		expectOneGoodAnswer();
		expect(receiver.executions).toMatchObject([
			{
				error: undefined,
				json: [
					{
						answered: false,
						reason: 'Retell already has the answer of "Answer the text"',
						chat_inbound: { override_agent_id: 'agent_vip' },
					},
				],
			},
		]);
	});

	test('a second one that is too late does not say that the own agent answers', async () => {
		const pause = { ...answerNode(), id: 'pause', name: 'Pause', type: 'test.step' };
		let steps = 0;
		const step = () => {
			if (++steps === 2) time.pass(5_000);
		};
		await start({}, { nodes: [answerNode({ reject: true }), pause, second({})], step });
		expect(await text()).toEqual({ outcome: 'rejected' });
		expect(steps).toBe(2);
		expect(receiver.executions).toMatchObject([
			{ error: undefined, json: [{ answered: false, reason: expect.stringContaining('already') as string }] },
		]);
	});

	test('that of the first item: what is wrong with the others fails nothing', async () => {
		const fields = { agentVersion: '={{ $json.version }}' };
		await startAnswering({ additionalFields: fields }, () => [{ version: 'latest' }, { version: 'v3' }]);
		expect(await text()).toMatchObject({ outcome: 'answered', chat: { agent_id: 'agent_own' } });
		expectOneGoodAnswer();
		expect(receiver.executions).toMatchObject([
			{ error: undefined, json: [{ answered: true, chat_inbound: { override_agent_version: 'latest' } }] },
		]);
		expect(receiver.executions[0]?.json).toHaveLength(1);
	});
});

test.each([
	'A {{ $json }} comes in',
	'Text }} in',
	'{{',
	'"quoted" \\ \'name\'',
	'`${1}` $("x")',
	'={{ 1 }}',
	'$& 日本',
])('the trigger can have any name: %s', async (nodeName) => {
	await start({}, { nodes: [answerNode({ reject: true })], nodeName });
	expect(await text()).toEqual({ outcome: 'rejected' });
	expect(receiver.executions).toMatchObject([{ error: undefined, json: [{ answered: true }] }]);
});

describe('the own agent answers when the time is over, and the execution shows why', () => {
	test.each<[string, INodeParameters, string]>([
		['metadata that is no object', { additionalFields: { metadata: '={{ 7 }}' } }, '"Metadata" must be an object'],
		[
			'metadata that is too large',
			{ additionalFields: { metadata: '={{ { a: "x".repeat(50001) } }}' } },
			'"Metadata" is too large',
		],
	])('%s', async (_what, parameters, message) => {
		await startAnswering(parameters);
		expect(await unansweredText()).toMatchObject(OWN_AGENT);
		expect(receiver.executions).toMatchObject([{ error: { message: expect.stringContaining(message) as string } }]);
		expectOneGoodAnswer();
	});

	test('a workflow that fails before it answers', async () => {
		await startAnswering({}, () => {
			throw new Error('The table is gone');
		});
		expect(await unansweredText()).toMatchObject(OWN_AGENT);
		expect(receiver.executions).toMatchObject([{ error: { message: 'The table is gone' } }]);
		expectOneGoodAnswer();
	});

	test('a workflow that is too slow', async () => {
		const { gates, step } = held();
		await startAnswering({ reject: true }, step);
		const outcome = receiveText();
		await once(gates, 'working');
		time.pass(1_500);
		expect(await outcome).toMatchObject(OWN_AGENT);
		time.pass(500);
		gates.emit('go on');
		await receiver.settled();
		expectOneGoodAnswer();
		expect(receiver.executions).toMatchObject([
			{
				error: {
					message: 'The answer was 1.0 seconds too late',
					description: expect.stringContaining('"Answer Within (Seconds)"') as string,
				},
			},
		]);
	});

	test.each<[unknown, string]>([
		[10, '"Answer Within (Seconds)" must be from 1 to 9, not 10'],
		[0, '"Answer Within (Seconds)" must be from 1 to 9, not 0'],
		['={{ "" }}', '"Answer Within (Seconds)"'],
	])('at once, with a time that Retell does not wait: %j', async (answerWithin, message) => {
		await start({ answerWithin: answerWithin as number });
		expect(await text()).toMatchObject(OWN_AGENT);
		expectOneGoodAnswer();
		// n8n shows it in an execution that failed.
		expect(receiver.thrown).toEqual([expect.stringContaining(message)]);
		expect(receiver.started).toEqual([]);
	});
});

describe('settings answer at once', () => {
	test('while the workflow goes on', async () => {
		const additionalFields = {
			agentId: locator('agent_vip'),
			dynamicVariables: assignments(['name', '={{ "A" + "da" }}']),
		};
		const { gates, step } = held();
		await start({ responseMode: 'onReceived', reject: false, additionalFields }, { step });
		const working = once(gates, 'working');
		expect(await receiveText()).toMatchObject({
			chat: { agent_id: 'agent_vip', metadata: NUMBERS },
			messages: [{ content: 'Ada: Hello' }],
		});
		await working;
		expect(receiver.executions).toEqual([]);
		gates.emit('go on');
		await receiver.settled();
		expect(receiver.executions).toHaveLength(1);
		expectOneGoodAnswer();
		expect(receiver.started).toHaveLength(1);
		expect(receiver.started[0]?.json).not.toHaveProperty('answer_by');
	});

	test('the operation then has nothing to answer', async () => {
		await start(
			{ responseMode: 'onReceived', reject: false, additionalFields: {} },
			{ nodes: [answerNode({ reject: true })] },
		);
		expect(await text()).toMatchObject(OWN_AGENT);
		expect(receiver.executions).toMatchObject([
			{ error: { message: 'The trigger has already chosen the agent for this text message' } },
		]);
	});

	test.each<[string, INodeParameters, string]>([
		[
			'version',
			{ reject: false, additionalFields: { agentVersion: '?' } },
			'"Agent Version" must be a version of an agent, not ?',
		],
		['Respond', { responseMode: 'later' }, '"Respond"'],
	])(
		'a wrong %s leaves the text to the own agent at once, and fails the execution',
		async (_what, settings, message) => {
			await start({ responseMode: 'onReceived', ...settings });
			expect(await text()).toMatchObject(OWN_AGENT);
			expectOneGoodAnswer();
			expect(receiver.thrown).toEqual([expect.stringContaining(message)]);
			expect(receiver.started).toEqual([]);
		},
	);
});

test('nothing at all, as the test button in the dashboard sends it, gets a 200 and starts nothing', async () => {
	await start({ registerWithNumber: locator(OURS, 'number') });
	const [delivery] = await sandbox.webhooks.test(receiver.url);
	await receiver.settled();
	expect(delivery).toMatchObject({ body: '', status: 200 });
	expect(receiver.started).toEqual([]);
	expect(receiver.thrown).toEqual([]);
});

describe('repetitions', () => {
	const own = { chat_inbound: { metadata: NUMBERS } };

	test.each<[string, INodeParameters, object]>([
		['Reject', { reject: true }, { reject: true }],
		[
			'an agent',
			{ additionalFields: { agentId: locator('agent_vip') } },
			{ override_agent_id: 'agent_vip', metadata: NUMBERS },
		],
	])(
		'with Respond: Immediately get the same answer, for the first can have been lost (%s)',
		async (_name, settings, answer) => {
			await start({ responseMode: 'onReceived', ...settings });
			const payload = inbound({ chat_id: 'chat_next' });
			const same = { status: 200, data: { chat_inbound: answer } };
			expect([await deliver(payload), await deliver(payload)]).toEqual([same, same]);
			expect(receiver.started).toHaveLength(1);
		},
	);

	test('of the same chat start the workflow once, also after a restart', async () => {
		await startAnswering({ reject: true });
		const payload = inbound({ chat_id: 'chat_next' });
		expect(await deliver(payload)).toEqual({ status: 200, data: { chat_inbound: { reject: true } } });
		expect(await deliver(payload)).toEqual({ status: 200, data: own });
		const staticData = receiver.staticData();
		await receiver.close();
		await start({}, { staticData, nodes: [answerNode()] });
		expect(await deliver(payload)).toEqual({ status: 200, data: own });
		expect(receiver.started).toEqual([]);
	});

	test('without a chat: the same words after a good answer are another text', async () => {
		await startAnswering({ reject: true });
		for (let n = 0; n < 3; n++)
			expect(await deliver(inbound())).toMatchObject({ data: { chat_inbound: { reject: true } } });
		expect(receiver.started).toHaveLength(3);
	});

	test('without a chat: the same signature is the same text', async () => {
		await startAnswering({ reject: true });
		const headers = signed(inbound());
		for (const data of [{ chat_inbound: { reject: true } }, own]) {
			expect(await axios.post(receiver.url, JSON.stringify(inbound()), { headers })).toMatchObject({
				status: 200,
				data,
			});
		}
		expect(receiver.started).toHaveLength(1);
	});

	test('without a chat: texts of one millisecond are told apart', async () => {
		const { gates, step } = held();
		await startAnswering({ reject: true }, step);
		const texts = [inbound(), inbound(), inbound({ from_number: '+14155550198' }), inbound({ agent_id: 'agent_vip' })];
		const ms = Date.now();
		const answers = texts.map((payload) =>
			axios.post<unknown>(receiver.url, JSON.stringify(payload), { headers: signed(payload, ms) }),
		);
		while (receiver.started.length < texts.length) await once(gates, 'working');
		gates.emit('go on');
		for (const { data } of await Promise.all(answers)) expect(data).toEqual({ chat_inbound: { reject: true } });
		await receiver.settled();
		expect(receiver.executions).toHaveLength(texts.length);
	});

	test('without a chat: the same words after an answer that Retell did not wait for', async () => {
		const gates = new EventEmitter();
		await startAnswering({ reject: true }, async () => {
			gates.emit('working');
			if (receiver.executions.length === 0) await once(gates, 'go on');
		});
		const headers = signed(inbound());
		const hasty = request(receiver.url, { method: 'POST', headers, agent: false }).on('error', () => {});
		hasty.end(JSON.stringify(inbound()));
		await once(gates, 'working');
		hasty.destroy();
		await receiver.left(1);
		gates.emit('go on');
		await receiver.settled();
		expect(await deliver(inbound())).toEqual({ status: 200, data: own });
		expect(receiver.started).toHaveLength(1);
		// That one was answered well.
		expect(await deliver(inbound())).toMatchObject({ data: { chat_inbound: { reject: true } } });
	});

	test('of the sandbox, while n8n fails at first', async () => {
		sandbox.quirks.inboundChatId = false;
		await start({}, { failsFirst: 1 });
		expect(await text()).toMatchObject(OWN_AGENT);
		expect(sandbox.webhooks.deliveries.map(({ status }) => status)).toEqual([500, 200]);
		expect(receiver.started).toEqual([]);
	});
});

test('without a number to register with, Retell is asked nothing', async () => {
	await start({});
	await receiver.publish();
	await receiver.unpublish();
	expect(sandbox.requests).toEqual([]);
});

test('what is no number to register with is refused before Retell is asked', async () => {
	await start({ registerWithNumber: locator('555-0142', 'number') });
	await expect(receiver.publish()).rejects.toThrow(
		'"Register With Number" must be a phone number in international format',
	);
	expect(sandbox.requests).toEqual([]);
});

test.each([
	['one ID', 'same'],
	['no ID', ''],
])('beside other triggers of the workflow that have %s, each starts it once', async (_what, nodeId) => {
	const workflowId = `inbound ${workflow++}`;
	const settings: INodeParameters = { responseMode: 'onReceived', reject: false, additionalFields: {} };
	const chat_id = 'chat_next';
	const started = { event: 'chat_started', chat: { chat_id, agent_id: 'agent_own', chat_status: 'ongoing' } };
	const beside = await Promise.all([
		startReceiver({
			credential: credentialFor(sandbox),
			trigger: 'retellInboundSmsTrigger',
			parameters: settings,
			workflowId,
			nodeId,
			nodeName: 'Another number',
		}),
		startReceiver({
			credential: credentialFor(sandbox),
			parameters: { events: ['chatStarted'], agentIds: [], simplify: true },
			workflowId,
			nodeId,
			nodeName: 'Chats',
		}),
	]);
	await start(settings, { workflowId, nodeId });
	const [number, chats] = beside;
	for (let n = 0; n < 2; n++) {
		for (const { url } of [receiver, number]) {
			expect(await deliver(inbound({ chat_id }), url)).toEqual({
				status: 200,
				data: { chat_inbound: { metadata: NUMBERS } },
			});
		}
		expect(await deliver(started, chats.url)).toMatchObject({ status: 200 });
	}
	for (const each of [receiver, ...beside]) {
		await each.settled();
		expect(each.started).toHaveLength(1);
	}
	for (const each of beside) await each.close();
});

test('in the editor, the same test event comes again, and a late answer is shown', async () => {
	const { gates, step } = held();
	await startAnswering({ reject: true }, step);
	const payload = inbound({ chat_id: 'chat_next' });
	for (let n = 1; n <= 2; n++) {
		const answer = deliver(payload, receiver.testUrl);
		await once(gates, 'working');
		time.pass(1_500);
		await receiver.answered(n);
		gates.emit('go on');
		expect(await answer).toEqual({ status: 200, data: { chat_inbound: { metadata: NUMBERS } } });
	}
	expect(receiver.executions).toHaveLength(2);
	for (const { json } of receiver.executions)
		expect(json).toEqual([
			{ answered: false, reason: 'The answer was 0.5 seconds too late', chat_inbound: { reject: true } },
		]);
});
