// What is answered to an inbound text is never void: Retell drops an answer as a whole if one value is invalid.
import fc from 'fast-check';

import { readInboundSmsAnswer } from '../../nodes/parameters/inboundSmsAnswer.ts';
import { Explained } from '../../nodes/messages/explained.ts';
import { answerBody, inboundSmsOf, ownAgentAnswer } from '../../nodes/retell/webhooks/inboundSms.ts';
import { readAnswer } from '../../tools/sandbox/webhooks/inbound-answer.ts';
import { hostileJson, hostileRecord } from './arbitraries.ts';
import { readOrRefused } from './explained.ts';

const INBOUND = { from_number: '+14155550199', to_number: '+14155550142' };

/** Reads the answer from these parameters, and gives it to the sandbox; undefined if it was refused. */
function given(reject: unknown, additionalFields: Record<string, unknown>) {
	const parameters: Record<string, unknown> = {
		reject,
		additionalFields,
		'additionalFields.agentId': additionalFields.agentId,
	};
	const answer = readOrRefused(() => readInboundSmsAnswer({ get: (name) => parameters[name] }, INBOUND));
	return answer instanceof Explained ? undefined : readAnswer(JSON.stringify(answerBody(answer)));
}

const row = fc.record({
	id: fc.string(),
	name: fc.string(),
	value: hostileJson,
	type: fc.constantFrom('string', 'number', 'boolean', 'object', 'array', 'any'),
});
const values = fc.oneof(fc.record({ assignments: fc.array(row, { maxLength: 4 }) }), hostileJson);
const fields = fc.record(
	{
		agentId: fc.oneof(fc.constantFrom('agent_1', ' agent_2 ', '', 'v3'), hostileJson),
		agentVersion: fc.oneof(
			fc.constantFrom('latest', 'latest_published', 'prod', '3', 3, 'v3', '', '-1', 1.5),
			hostileJson,
		),
		dynamicVariables: values,
		metadata: values,
	},
	{ requiredKeys: [] },
);

test('whatever is filled in: a valid answer, or a refusal', () => {
	const reject = fc.oneof(
		{ weight: 3, arbitrary: fc.constantFrom(false, '', null) },
		{ weight: 1, arbitrary: hostileJson },
	);
	fc.assert(
		fc.property(reject, fields, (rejected, added) => {
			expect(['void', 'bad override']).not.toContain(given(rejected, added));
		}),
		{ numRuns: 2_000 },
	);
});

test.each([
	[true, {}, 'reject'],
	[false, { agentVersion: '3' }, { override_agent_version: 3, metadata: INBOUND }],
	[undefined, { metadata: { from_number: 'mine' } }, { metadata: { ...INBOUND, from_number: 'mine' } }],
])('Reject %j, %j: %j', (reject, added, answer) => {
	expect(given(reject, added)).toEqual(answer);
});

test('the answer that leaves a text to the own agent is valid for whatever Retell asks', () => {
	fc.assert(
		fc.property(hostileRecord('agent_id', 'chat_id', 'toString', 'metadata'), (more) => {
			const inbound = inboundSmsOf({ event: 'chat_inbound', chat_inbound: { ...more, ...INBOUND } });
			if (!inbound) throw new Error('That is an inbound text');
			expect(readAnswer(JSON.stringify(answerBody(ownAgentAnswer(inbound))))).toEqual({ metadata: INBOUND });
		}),
	);
});
