// What anybody can send to the trigger for texts, signed or not, and what can be filled in there.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';

import fc from 'fast-check';
import type { INode, INodeParameters } from 'n8n-workflow';

import { CREDENTIALS } from '../host/fixture.ts';
import { assignments } from '../nodes/fixtures.ts';
import { WEBHOOK_TRIGGERS, type WebhookTriggerName } from '../host/retell.ts';
import { stoppedTime } from '../host/time.ts';
import { startReceiver, type Receiver } from '../host/receiver.ts';
import { cases } from './cases.ts';
import { RUNS } from './counts.ts';
import { bounded, checkFailure, checkTexts, withoutKey } from './oracle.ts';
import { settingsOf, type Known, type Parameters } from './parameters.ts';
import { goodChat, jsonOf, withFlaws } from './replies.ts';
import { checkNamed, checkOwnAgent, checkSaid, inboundIn, readValid } from './smsAnswers.ts';
import { callTrigger } from './triggers.ts';
import { hostileJson, hostileText, hostileValue, PROTOTYPE_KEYS } from './values.ts';
import { MINUTE } from '../../tools/times.ts';

const KEY = 'key_fuzz_9f8e7d6c5b4a';
const CREDENTIAL = { apiKey: KEY, baseUrl: 'https://retell.example' };
const INBOUND = { from_number: '+14155550199', to_number: '+14155550142' };

let time: ReturnType<typeof stoppedTime>;
beforeAll(() => {
	time = stoppedTime();
});
afterAll(() => time.restore());

let last = 0;
/** A time that no other signature has. */
const nextTime = () => (last = Math.max(Date.now(), last + 1));

type Sign = (body: Buffer | string) => string;
const signed = (body: Buffer | string, key: string, at: number) =>
	`v=${at},d=${createHmac('sha256', key).update(body).update(String(at)).digest('hex')}`;
const right: Sign = (body) => signed(body, KEY, nextTime());
const WRONG: Sign[] = [
	() => '',
	() => 'v=1',
	() => 'v=NaN,d=',
	() => `v=${'9'.repeat(400)},d=${'a'.repeat(64)}`,
	() => `v=0,d=${'0'.repeat(64)}`,
	(body) => signed(body, 'key_other', nextTime()),
	(body) => signed(body, '', nextTime()),
	(body) => signed(`${body.toString()} `, KEY, nextTime()),
	(body) => signed(body, KEY, nextTime() - 6 * MINUTE),
	(body) => signed(body, KEY, nextTime() + 60 * MINUTE),
	(body) => right(body).replace('d=', 'd=00'),
	(body) => `${right(body)}, ${right(body)}`,
];
const signing = fc.oneof(
	{ weight: 5, arbitrary: fc.constant({ isRight: true, sign: right }) },
	{ weight: 1, arbitrary: fc.constantFrom(...WRONG).map((sign) => ({ isRight: false, sign })) },
);

const id: fc.Arbitrary<unknown> = fc.oneof(
	{ weight: 3, arbitrary: fc.uuid() },
	{ weight: 1, arbitrary: fc.constantFrom<unknown>('chat_1', 'chat_2', null, '') },
	{ weight: 2, arbitrary: fc.constant(undefined) },
);
const more = fc.dictionary(
	fc.constantFrom(...PROTOTYPE_KEYS, 'event', 'answer_by', 'chat_inbound', 'metadata', 'reject'),
	fc.oneof(hostileJson, fc.constant('é'.repeat(100_000))),
	{ maxKeys: 1 },
);
const inboundBody = fc
	.tuple(
		id,
		fc.oneof({ weight: 2, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: more }),
		fc.oneof({ weight: 4, arbitrary: fc.constant(INBOUND.from_number) }, { weight: 1, arbitrary: hostileText }),
	)
	.chain(([chat_id, rest, from_number]) =>
		withFlaws(
			{
				event: 'chat_inbound',
				chat_inbound: {
					...rest,
					...(chat_id !== undefined && { chat_id }),
					agent_id: 'agent_own',
					agent_version: 3,
					to_number: INBOUND.to_number,
					from_number,
				},
			},
			2,
		),
	);
const otherBody = fc.oneof(
	hostileJson,
	fc
		.constantFrom('chat_ended', 'call_inbound', 'chat_inbound')
		.chain((event) => withFlaws({ event, chat: goodChat('chat_1'), call_inbound: INBOUND })),
);
const json = jsonOf(fc.oneof({ weight: 5, arbitrary: inboundBody }, { weight: 1, arbitrary: otherBody })).filter(
	(text) => text !== '',
);

describe('bodies', () => {
	const OWN = {
		additionalFields: {
			metadata: assignments(['person', '={{ $json.from_number }}'], ['chat', '={{ $json.chat_id }}']),
			dynamicVariables: assignments(['agent', '={{ $json.agent_id }}']),
		},
	};
	const answerNode: INode = {
		id: 'answer',
		name: 'Answer',
		type: 'n8n-nodes-retell-chat.retellChat',
		typeVersion: 1,
		position: [0, 0],
		parameters: { resource: 'inboundSms', operation: 'answer', reject: false, ...OWN },
		credentials: CREDENTIALS,
	};
	const workflow: INodeParameters = { responseMode: 'responseNode', answerWithin: 1 };
	const KINDS = [
		{ says: 'reject', parameters: { responseMode: 'onReceived', reject: true }, nodes: [] },
		{ says: 'metadata', parameters: { responseMode: 'onReceived', reject: false, ...OWN }, nodes: [] },
		{ says: 'metadata', parameters: workflow, nodes: [answerNode] },
		// It takes longer than the trigger waits.
		{ says: 'own agent', parameters: workflow, nodes: [answerNode], step: () => time.pass(1_500) },
	];
	let receivers: Array<{ receiver: Receiver; says: string; known: Set<unknown> }> = [];
	beforeAll(async () => {
		receivers = await Promise.all(
			KINDS.map(async ({ says, ...rest }, index) => ({
				says,
				known: new Set(),
				receiver: await startReceiver({
					...rest,
					trigger: 'retellInboundSmsTrigger',
					credential: CREDENTIAL,
					workflowId: `fuzz texts ${index}`,
				}),
			})),
		);
	});
	afterAll(async () => {
		for (const { receiver } of receivers) await receiver.close();
	});

	test('a text gets one answer that Retell takes, and starts the workflow once; all else starts nothing', async () => {
		const one = fc.tuple(
			json,
			signing,
			fc.constantFrom(0, 1, 2, 3),
			fc.constantFrom('url' as const, 'url' as const, 'testUrl' as const),
		);
		await cases(one, RUNS.texts, async ([text, { isRight, sign }, which, address]) => {
			const at = receivers[which];
			assert.ok(at);
			const { receiver, says, known } = at;
			const before = {
				started: receiver.started.length,
				executions: receiver.executions.length,
				thrown: receiver.thrown.length,
			};
			const inbound = isRight ? inboundIn(JSON.parse(text)) : undefined;
			const chat = JSON.stringify(inbound?.chat_id);
			const isRepeated = address === 'url' && !isNone(inbound?.chat_id) && known.has(chat);
			if (address === 'url') known.add(chat);

			const headers = { 'content-type': 'application/json', 'x-retell-signature': sign(text) };
			const request = fetch(receiver[address], { method: 'POST', headers, body: text });
			if (inbound && !isRepeated && KINDS[which]?.nodes.length) {
				// Where the workflow gave no answer, the trigger does so in the end.
				await bounded(Promise.race([request, receiver.ended(before.executions + 1)]));
				time.pass(1_500);
			}
			const response = await bounded(request);
			const answer = await response.text();
			await bounded(receiver.settled());
			const started = receiver.started.slice(before.started);
			withoutKey([answer, started.length, response.headers], KEY);
			assert.deepEqual(receiver.thrown.slice(before.thrown), []);
			assert.equal(response.status, isRight ? 200 : 401, answer);
			if (!inbound) return assert.deepEqual(started, [], 'What is no text started the workflow');
			if (isRepeated) {
				// Settings give the same answer again; that of a workflow is not kept.
				if (KINDS[which]?.nodes.length) checkOwnAgent(answer, inbound);
				else assert.ok(says in readValid(answer), `Answered a repetition with ${answer}`);
				return assert.deepEqual(started, [], 'The same chat started the workflow twice');
			}
			assert.equal(started.length, 1, 'A text did not start the workflow');
			const { event, from_number, to_number } = started[0]?.json ?? {};
			assert.deepEqual(
				{ event, from_number, to_number },
				{ event: 'chat_inbound', from_number: inbound.from_number, to_number: inbound.to_number },
			);
			if (says === 'own agent') checkOwnAgent(answer, inbound);
			else assert.ok(says in readValid(answer), `Answered with ${answer}`);
			for (const { error } of receiver.executions.slice(before.executions)) {
				if (says !== 'own agent') assert.equal(error, undefined);
				if (error) checkTexts(error, { input: text });
			}
		});
	});
});

/** Whether it names no chat. */
function isNone(chatId: unknown): boolean {
	return typeof chatId !== 'string' || chatId === '';
}

describe('settings', () => {
	const fields = WEBHOOK_TRIGGERS.retellInboundSmsTrigger.description.properties.filter(
		({ type }) => type !== 'notice',
	);
	const known: Known = {
		responseMode: fc.constantFrom('onReceived', 'onReceived', 'responseNode'),
		answerWithin: fc.integer({ min: 1, max: 9 }),
		registerWithNumber: fc.constant({ __rl: true, mode: 'list', value: '' }),
		agentId: fc.constantFrom(
			{ __rl: true, mode: 'id', value: 'agent_1' },
			{ __rl: true, mode: 'list', value: ' agent_1 ' },
		),
		agentVersion: fc.constantFrom<unknown>('', 'latest', '0', 7),
	};
	const good = fc.constant({ event: 'chat_inbound', chat_inbound: { ...INBOUND, chat_id: 'chat_1' } });
	// A text, a form and XML become something else than JSON's values.
	const body = fc.oneof(
		{ weight: 5, arbitrary: good },
		{
			weight: 1,
			arbitrary: fc.oneof(inboundBody, hostileJson, fc.constantFrom(undefined, Object.create(null) as unknown)),
		},
	);
	const mode = fc.constantFrom('webhook' as const, 'manual' as const);

	test('an answer as they say, or none and the name of what is wrong', async () => {
		await cases(
			fc.tuple(settingsOf(fields, known, hostileValue), body, mode),
			RUNS.textSettings,
			async ([parameters, read, how]) => {
				const rawBody = Buffer.from(JSON.stringify(read) ?? '');
				const headers = { 'x-retell-signature': right(rawBody) };
				const before = Date.now();
				const call = { parameters, credential: CREDENTIAL, headers, body: read, rawBody, mode: how };
				const { status, bodies, items, answeredByN8n, thrown } = await callTrigger(
					'retellInboundSmsTrigger',
					call,
					async () => {
						time.pass(9_500);
						await new Promise((resolve) => setImmediate(resolve));
					},
				);
				const inbound = inboundIn(read);
				if (thrown !== undefined) {
					checkFailure(thrown, { input: [parameters, read], key: KEY });
					checkNamed(thrown, /^"(Respond|Answer Within \(Seconds\))" /);
					assert.deepEqual([status, bodies.length, items], [200, 1, []]);
					assert.ok(inbound, 'What is no text failed');
					return checkOwnAgent(String(bodies[0]), inbound);
				}
				if (!inbound) return assert.deepEqual([status, bodies, items, answeredByN8n], [undefined, [], [], true]);
				assert.deepEqual([status, bodies.length, items.length, answeredByN8n], [200, 1, 1, false]);
				const answer = String(bodies[0]);
				withoutKey([answer, items], KEY);
				const { answer_by } = items[0]?.json ?? {};
				if (saysOnReceived(parameters)) {
					assert.ok(!('answer_by' in (items[0]?.json ?? {})) || 'answer_by' in inbound);
					return checkSaid(answer, parameters, inbound);
				}
				checkOwnAgent(answer, inbound);
				const within = Date.parse(answer_by as string) - before;
				assert.ok(within >= 1_000 && within <= 9_000, `To be answered within ${within} ms`);
			},
		);
	});

	/** Also where an expression gave it as a list. */
	function saysOnReceived({ responseMode }: Parameters): boolean {
		return String(responseMode).trim() === 'onReceived';
	}
});

test.each(Object.keys(WEBHOOK_TRIGGERS) as WebhookTriggerName[])(
	'%s: a request of which n8n keeps no bytes is not from Retell',
	async (trigger) => {
		const settings: Parameters = {
			responseMode: 'onReceived',
			reject: true,
			events: ['chatAnalyzed', 'chatEnded', 'chatStarted'],
			agentIds: [],
			simplify: true,
		};
		const body = fc.oneof(
			inboundBody,
			fc.record({ event: fc.constantFrom('chat_started', 'chat_ended'), chat: fc.constant(goodChat('chat_1')) }),
			hostileJson,
			fc.constant(undefined),
		);
		// n8n reads the form's fields into `data`.
		const form = fc.tuple(body, fc.boolean()).map(([read, isWhole]) => (isWhole ? read : { data: read, files: {} }));
		const type = fc.constantFrom(
			'multipart/form-data; boundary=x',
			'multipart/mixed',
			'multipart/',
			'application/json',
		);
		const content = fc.constantFrom<Sign>(
			() => right(''),
			() => right('undefined'),
			() => right('{}'),
			right,
			...WRONG,
		);
		await cases(
			fc.tuple(form, type, content, fc.constantFrom('webhook' as const, 'manual' as const)),
			RUNS.forms,
			async ([read, contentType, sign, mode]) => {
				const headers = { 'content-type': contentType, 'x-retell-signature': sign(JSON.stringify(read) ?? '') };
				const { status, bodies, items, thrown } = await callTrigger(trigger, {
					parameters: settings,
					credential: CREDENTIAL,
					headers,
					body: read,
					rawBody: undefined,
					mode,
				});
				assert.deepEqual([status, items, thrown, bodies.length], [401, [], undefined, 1]);
				withoutKey(bodies, KEY);
			},
		);
	},
);
