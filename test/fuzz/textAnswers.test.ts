// The operation that answers a text: parameters of any type that JavaScript has, and any start of the workflow.
import assert from 'node:assert/strict';

import fc from 'fast-check';
import type { IDataObject, IExecuteResponsePromiseData, INodeExecutionData } from 'n8n-workflow';

import { RetellChat } from '../../nodes/RetellChat/RetellChat.node.ts';
import { hooksOf, nodeOf, workflowWith } from '../host/data.ts';
import { executionData, nodeTypes } from '../host/retell.ts';
import { executeContext } from '../host/run.ts';
import { MINUTE } from '../../tools/times.ts';
import { GOOD_VALUES } from './account.ts';
import { cases } from './cases.ts';
import { RUNS } from './counts.ts';
import { valueOf } from './node.ts';
import { bounded, checkFailure, withoutKey } from './oracle.ts';
import { parametersOf, type Known, type Parameters } from './parameters.ts';
import { withFlaws } from './replies.ts';
import { checkNamed, checkSaid, inboundIn, type Inbound } from './smsAnswers.ts';
import { hostileJson, hostileText, hostileValue } from './values.ts';

const KEY = 'key_fuzz_9f8e7d6c5b4a';
const TRIGGER = 'Retell Inbound SMS Trigger';
const type = new RetellChat();

const node = nodeOf('n8n-nodes-retell-chat.retellChat', { name: 'Answer' });
const trigger = nodeOf('n8n-nodes-retell-chat.retellInboundSmsTrigger', { name: TRIGGER });
const workflow = workflowWith({ nodes: [trigger, node], nodeTypes });

interface Started {
	/** What the trigger gave. */
	item: unknown;
	mode: 'webhook' | 'manual';
}

interface Answered {
	items: INodeExecutionData[];
	thrown?: unknown;
	/** Answers to the text. */
	given: IExecuteResponsePromiseData[];
	/** Requests to Retell. */
	sent: unknown[];
}

/** Runs the operation after the trigger, for one item. */
async function answerText(parameters: Parameters, { item, mode }: Started): Promise<Answered> {
	const { additionalData, sent } = executionData({ credential: { apiKey: KEY, baseUrl: 'https://retell.example' } });
	const given: IExecuteResponsePromiseData[] = [];
	additionalData.hooks = hooksOf(workflow, mode);
	additionalData.hooks.addHandler('sendResponse', (answer) => {
		given.push(answer);
	});
	const before = { name: TRIGGER, json: item };
	const context = executeContext({ workflow, node, additionalData, mode, before });
	Object.assign(context, { getNodeParameter: (name: string) => valueOf(parameters, name) });
	const work = type.execute.call(context).then(
		(outputs) => ({ items: outputs.flat() }),
		(thrown: unknown) => ({ items: [], thrown: thrown ?? 'nothing' }),
	);
	return { ...(await bounded(work)), given, sent };
}

const INBOUND = { from_number: '+14155550199', to_number: '+14155550142' };
const itemOf = (more: object) => ({
	event: 'chat_inbound',
	...INBOUND,
	answer_by: new Date(Date.now() + 5 * MINUTE).toISOString(),
	...more,
});

const known: Known = {
	...GOOD_VALUES,
	agentId: fc.constantFrom(
		{ __rl: true, mode: 'id', value: 'agent_1' },
		{ __rl: true, mode: 'list', value: ' agent_1 ' },
	),
	agentVersion: fc.constantFrom<unknown>('', 'latest', 'latest_published', '0', 7),
};

function inboundOf(item: unknown): Inbound {
	const inbound = inboundIn({ event: 'chat_inbound', chat_inbound: item });
	assert.ok(inbound, 'There was no text to answer');
	return inbound;
}

/** Throws unless there was one good answer, and the row shows it. */
function checkRow({ items, given, sent }: Answered, parameters: Parameters, item: unknown): void {
	assert.deepEqual(sent, []);
	assert.equal(items.length, 1);
	assert.equal(given.length, 1, 'One answer');
	const [answer] = given;
	assert.ok(answer && 'statusCode' in answer && Buffer.isBuffer(answer.body), 'n8n sends nothing but bytes unchanged');
	assert.deepEqual([answer.statusCode, answer.headers], [200, { 'content-type': 'application/json' }]);
	const text = answer.body.toString();
	checkSaid(text, parameters, inboundOf(item));
	assert.deepEqual(JSON.parse(JSON.stringify(items[0]?.json)), { answered: true, ...(JSON.parse(text) as object) });
	withoutKey([items, text], KEY);
}

/** What answers nothing for another reason than a parameter. */
const NOT_ANSWERED =
	/^No text message started this workflow$|^The trigger has already chosen the agent for this text message$|^The answer was /;

test('a text that waits for an answer gets a valid one, or none and the name of what is wrong', async () => {
	const by = fc.oneof(
		fc.integer({ min: -10 * MINUTE, max: 10 * MINUTE }).map((ms) => new Date(Date.now() + ms).toISOString()),
		hostileText,
		hostileJson,
		fc.constant(undefined),
	);
	const start = fc.oneof(
		{ weight: 10, arbitrary: fc.constant(itemOf({})) },
		{
			weight: 4,
			arbitrary: by.chain((answer_by) =>
				withFlaws({ ...itemOf({ answer_by }), chat_id: 'chat_1', agent_id: 'agent_1' }, 2),
			),
		},
		{ weight: 1, arbitrary: hostileJson },
	);
	const parameters = parametersOf('inboundSms.answer', known, hostileValue);
	const mode = fc.constantFrom('webhook' as const, 'manual' as const);
	await cases(fc.tuple(parameters, start, mode), RUNS.textAnswers, async ([chosen, item, how]) => {
		const answered = await answerText(chosen, { item, mode: how });
		const { items, given, sent, thrown } = answered;
		if (given.length > 0) return checkRow(answered, chosen, item);
		assert.deepEqual(sent, []);
		if (thrown !== undefined) {
			checkFailure(thrown, { input: [chosen, item], key: KEY });
			return checkNamed(thrown, NOT_ANSWERED);
		}
		assert.equal(how, 'manual', 'Nobody answered');
		const [{ reason, answered: isAnswered, ...answer } = {} as IDataObject, ...others] = items.map(({ json }) => json);
		assert.match(JSON.stringify(reason), /^"The answer was [\d.]+ seconds too late"$/);
		assert.deepEqual([isAnswered, others], [false, []]);
		checkSaid(JSON.stringify(answer), chosen, inboundOf(item));
	});
});
