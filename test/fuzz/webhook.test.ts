// What anybody can send to the instant trigger, signed or not.
import { createHmac } from 'node:crypto';

import fc from 'fast-check';

import { startReceiver, type Receiver } from '../host/receiver.ts';
import { cases } from './cases.ts';
import { RUNS } from './counts.ts';
import { bounded, withoutKey } from './oracle.ts';
import { goodChat, jsonOf, withFlaws } from './replies.ts';
import { hostileJson } from './values.ts';

const KEY = 'key_fuzz_9f8e7d6c5b4a';

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
		if (signed !== 'right' && started.length > 0) throw new Error('A webhook that was not signed started the workflow');
		withoutKey([answer, started], KEY);
		for (const { json } of started) {
			const chat = which === 0 ? json : (json.chat as Record<string, unknown>);
			if (typeof json.event !== 'string' || typeof chat.chat_id !== 'string') throw new Error('No event with a chat');
		}
	});
});
