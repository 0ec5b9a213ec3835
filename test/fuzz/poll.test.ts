// Answers of any form to the polls of the polling trigger, and parameters of any form.
import fc from 'fast-check';
import type { INodeParameters } from 'n8n-workflow';

import { RetellChatTrigger } from '../../nodes/RetellChatTrigger/RetellChatTrigger.node.ts';
import { readStored } from '../../nodes/RetellChatTrigger/poll/state.ts';
import { activate, type Outcome } from '../host/poll.ts';
import { MINUTE } from '../../tools/times.ts';
import { virtualTime, type VirtualTime } from '../host/time.ts';
import { cases, newKey } from './cases.ts';
import { RUNS } from './counts.ts';
import { inOrder, type Replies } from './operations.ts';
import { bounded, checkTexts, withoutKey } from './oracle.ts';
import { settingsOf } from './parameters.ts';
import { goodChat, pageOf, replyWith, withFlaws } from './replies.ts';
import { startAnswering, type Answering } from './server.ts';
import { hostileJson } from './values.ts';

const KEY = 'key_fuzz_9f8e7d6c5b4a';
const EMPTY = {
	v3: [
		{ status: 200, headers: { 'content-type': 'application/json' }, body: '{"items":[],"has_more":false,"total":0}' },
	],
};
let server: Answering;
let time: VirtualTime;

beforeAll(async () => {
	server = await startAnswering();
});
afterAll(() => server.close());
beforeEach(() => {
	time = virtualTime();
});
afterEach(() => time.restore());

const ended = (agoMs: number) => {
	const end = 1_800_000_000_000 - agoMs;
	return fc
		.tuple(fc.constantFrom('chat_1', 'chat_2', 'chat_3', '__proto__'), fc.constantFrom('ended', 'error'))
		.chain(([id, status]) => {
			return withFlaws({ ...goodChat(id, status), start_timestamp: end - MINUTE, end_timestamp: end }, 2);
		});
};
const replies: fc.Arbitrary<Replies> = fc.record({
	v3: fc.array(replyWith(200, pageOf(fc.nat({ max: 10 * MINUTE }).chain(ended))), { minLength: 1, maxLength: 4 }),
	'get-chat': fc.array(replyWith(200, withFlaws(goodChat('chat_1', 'ended'))), { minLength: 1, maxLength: 3 }),
});
const parameters = fc.record({
	event: fc.constantFrom('chatEnded', 'chatAnalyzed'),
	simplify: fc.boolean(),
	filters: fc.constantFrom({}, { minDurationSeconds: 1, maxDurationSeconds: 90 }),
	options: fc.record({ includeErrored: fc.boolean(), includeTranscript: fc.boolean() }),
});

async function publish(chosen: object) {
	// Each answer takes its time, so that a poll's time comes to its end.
	const hold = async () => {
		await Promise.resolve();
		time.pass(1_500);
	};
	return await bounded(
		activate({
			credential: { apiKey: newKey(KEY), baseUrl: server.url },
			time,
			hold,
			parameters: chosen as INodeParameters,
		}),
	);
}

function check({ items, error }: Outcome, input: unknown): void {
	if (error) {
		checkTexts(error, { input });
		withoutKey(error, KEY);
	}
	withoutKey(items, KEY);
	for (const { json } of items) {
		if (typeof json.chat_id !== 'string' || json.chat_id === '') throw new Error('A chat without an ID was delivered');
		JSON.stringify(json);
	}
}

test('answers: a poll delivers chats or tells what is wrong, and what it keeps stays readable', async () => {
	await cases(
		fc.tuple(parameters, fc.array(replies, { minLength: 1, maxLength: 3 })),
		RUNS.polls,
		async ([chosen, answers]) => {
			server.answer(inOrder(EMPTY));
			const trigger = await publish(chosen);
			for (const each of [...answers, EMPTY]) {
				server.answer(inOrder(each));
				time.pass(MINUTE);
				check(await bounded(trigger.tick()), [chosen, each]);
				if (server.asked.length > 150) throw new Error(`${server.asked.length} requests in one poll`);
				const { isDamaged } = readStored(trigger.kept(), Date.now());
				if (isDamaged) throw new Error('The stored state is damaged');
			}
		},
	);
});

test('parameters: publishing works or tells what is wrong', async () => {
	const fields = new RetellChatTrigger().description.properties.filter(({ type }) => type !== 'notice');
	await cases(settingsOf(fields, {}, hostileJson), RUNS.settings, async (chosen) => {
		server.answer(inOrder(EMPTY));
		const outcome = await publish(chosen).then(
			({ first }) => first,
			(thrown: unknown): Outcome => ({ items: [], ids: [], error: thrown as Outcome['error'] }),
		);
		if (/Expression|expression|invalid syntax/.test(outcome.error?.message ?? '')) return;
		check(outcome, chosen);
	});
});
