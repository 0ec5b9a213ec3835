// What anybody can send to the instant trigger, signed or not, and answers about its agent.
import { createHmac } from 'node:crypto';

import fc from 'fast-check';

import { startReceiver, type Receiver } from '../host/receiver.ts';
import { virtualTime, type VirtualTime } from '../host/time.ts';
import { cases } from './cases.ts';
import { RUNS } from './counts.ts';
import { inOrder, type Replies } from './operations.ts';
import { bounded, checkFailure, withoutKey } from './oracle.ts';
import { goodAgent, goodChat, jsonOf, replyWith, withFlaws } from './replies.ts';
import { startAnswering, type Answering } from './server.ts';
import { hostileJson, hostileText } from './values.ts';

const KEY = 'key_fuzz_9f8e7d6c5b4a';

describe('bodies', () => {
	const receivers: Receiver[] = [];
	beforeAll(async () => {
		for (const simplify of [true, false]) {
			const parameters = {
				events: ['chatAnalyzed', 'chatEnded', 'chatStarted', 'transcriptUpdated'],
				agentIds: [],
				simplify,
			};
			receivers.push(
				await startReceiver({
					credential: { apiKey: KEY, baseUrl: 'https://retell.example' },
					parameters,
					workflowId: `fuzz ${simplify}`,
				}),
			);
		}
	});
	afterAll(async () => {
		for (const receiver of receivers) await receiver.close();
	});

	const event = fc
		.constantFrom('chat_started', 'chat_ended', 'chat_analyzed', 'transcript_updated')
		.chain((name) => withFlaws({ event: name, chat: goodChat('chat_1', 'ended') }));
	const body = jsonOf(fc.oneof({ weight: 5, arbitrary: event }, { weight: 1, arbitrary: hostileJson })).filter(
		(text) => text !== '',
	);
	const signature = fc.oneof(
		{ weight: 5, arbitrary: fc.constant('right') },
		{
			weight: 1,
			arbitrary: fc.constantFrom(
				'',
				'v=1',
				'v=NaN,d=',
				`v=${'9'.repeat(400)},d=${'a'.repeat(64)}`,
				`v=0,d=${'0'.repeat(64)}`,
			),
		},
	);

	test('what is signed gets a 200 and starts the workflow with a chat or not at all; all else gets a 401', async () => {
		await cases(fc.tuple(body, signature, fc.constantFrom(0, 1)), RUNS.webhooks, async ([text, signed, which]) => {
			const receiver = receivers[which];
			if (!receiver) throw new Error('No receiver');
			const before = receiver.started.length;
			const now = Date.now();
			const digest = createHmac('sha256', KEY).update(text).update(String(now)).digest('hex');
			const header = signed === 'right' ? `v=${now},d=${digest}` : signed;
			const response = await bounded(
				fetch(receiver.url, {
					method: 'POST',
					headers: { 'content-type': 'application/json', 'x-retell-signature': header },
					body: text,
				}),
			);
			const answer = await response.text();
			await bounded(receiver.settled());
			const started = receiver.started.slice(before);
			if (response.status !== (signed === 'right' ? 200 : 401))
				throw new Error(`Answered with ${response.status}: ${answer}`);
			if (signed !== 'right' && started.length > 0)
				throw new Error('A webhook that was not signed started the workflow');
			withoutKey([answer, started], KEY);
			for (const { json } of started) {
				const chat = which === 0 ? json : (json.chat as Record<string, unknown>);
				if (typeof json.event !== 'string' || typeof chat.chat_id !== 'string') throw new Error('No event with a chat');
			}
		});
	});
});

describe('the agent to register with', () => {
	let server: Answering;
	let receiver: Receiver;
	let time: VirtualTime;
	beforeAll(async () => {
		server = await startAnswering();
		// Waits between tries take no time.
		time = virtualTime({ step: 100 });
		const parameters = {
			events: ['chatAnalyzed', 'chatStarted', 'transcriptUpdated'],
			agentIds: [],
			simplify: true,
			registerWithAgent: { __rl: true, mode: 'id', value: 'agent_1' },
		};
		receiver = await startReceiver({ credential: { apiKey: KEY, baseUrl: server.url }, parameters, time });
	});
	afterAll(async () => {
		time.restore();
		await receiver.close();
		await server.close();
	});

	// No answer asks for a second try, whose wait would be real.
	const once = (replies: fc.Arbitrary<Replies>) =>
		replies.filter((each) =>
			Object.values(each)
				.flat()
				.every(({ status }) => status < 500 && ![408, 429].includes(status)),
		);

	test('publishing and unpublishing work or tell what is wrong', async () => {
		const own = fc.constantFrom<unknown>(
			null,
			undefined,
			'',
			'https://other.example/hook',
			receiver.url,
			`${receiver.url}?events_added=chat_ended`,
			`${receiver.url}?events_added=chat_ended&events_unset=`,
			receiver.testUrl,
			`${receiver.url}?events_added=`,
		);
		const agent = fc
			.record(
				{
					webhook_url: fc.oneof(own, hostileText, hostileJson),
					webhook_events: fc.oneof(
						fc.constantFrom<unknown>(null, [], ['chat_ended'], ['chat_ended', 'chat_analyzed', 'chat_started']),
						hostileJson,
					),
					is_published: fc.constantFrom<unknown>(true, false, null, 'true'),
				},
				{ requiredKeys: [] },
			)
			.chain((parts) => withFlaws({ ...goodAgent('agent_1'), ...parts }, 1));
		const replies = once(
			fc.record({
				'get-chat-agent': fc.array(replyWith(200, agent), { minLength: 1, maxLength: 2 }),
				'update-chat-agent': fc.array(replyWith(200, fc.constant(goodAgent('agent_1'))), {
					minLength: 1,
					maxLength: 2,
				}),
			}),
		);
		await cases(
			fc.tuple(
				replies,
				fc.constantFrom('publish' as const, 'unpublish' as const, 'listen' as const, 'stopListening' as const),
			),
			RUNS.registrations,
			async ([answers, step]) => {
				server.answer(inOrder(answers));
				const work = receiver[step]().then(
					() => undefined,
					(thrown: unknown) => checkFailure(thrown, { input: [answers, receiver.url], key: KEY }),
				);
				await time.settle(bounded(work));
				for (const { method, path, body } of server.asked) {
					if (
						!/^(GET \/get-chat-agent|PATCH \/update-chat-agent|POST \/create-agent-version)\/agent_1$/.test(
							`${method} ${path}`,
						)
					)
						throw new Error(`Asked for ${method} ${path}`);
					if (method === 'POST') continue;
					const { webhook_url: url, webhook_events: events } = (body ? JSON.parse(body) : {}) as Record<
						string,
						unknown
					>;
					if (
						body &&
						url !== null &&
						!(typeof url === 'string' && url.startsWith(receiver.url.split('/webhook')[0] ?? ''))
					)
						throw new Error(`The agent is sent to ${JSON.stringify(url)}`);
					if (events !== undefined && events !== null && !Array.isArray(events))
						throw new Error(`The agent gets the events ${JSON.stringify(events)}`);
				}
			},
		);
	});
});
