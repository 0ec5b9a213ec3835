// What an answer to an inbound text must be: one that Retell takes, and that says what was filled in.
import assert from 'node:assert/strict';

import { isRecord } from '../../nodes/retell/values.ts';
import { readAnswer } from '../../tools/sandbox/webhooks/inbound-answer.ts';
import { checkAssignments } from './account.ts';
import { valueOf } from './node.ts';
import type { Parameters } from './parameters.ts';

type Row = Record<string, unknown>;
export interface Inbound extends Row {
	from_number: string;
	to_number: string;
}

/** The parameters that an answer is made of, by their display names. */
const NAMES = /^"(Reject|Agent|Agent Version|(Dynamic Variables|Metadata)(: .*)?)" /s;
const METADATA_BYTES = 50_000;

/** Retell's rules: whether a body is about an inbound text. */
export function inboundIn(body: unknown): Inbound | undefined {
	if (!isRecord(body) || body.event !== 'chat_inbound' || !isRecord(body.chat_inbound)) return undefined;
	const { from_number, to_number } = body.chat_inbound;
	return typeof from_number === 'string' && typeof to_number === 'string'
		? { ...body.chat_inbound, from_number, to_number }
		: undefined;
}

/** Throws unless Retell takes the answer. */
export function readValid(text: string): Row {
	const verdict = readAnswer(text);
	assert.ok(verdict !== 'void', `Retell would drop the answer: ${text.slice(0, 500)}`);
	const { chat_inbound: answer, ...others } = JSON.parse(text) as Row;
	assert.deepEqual(others, {});
	assert.ok(isRecord(answer));
	// Only `true` rejects, and only alone.
	if ('reject' in answer) assert.deepEqual({ ...answer }, { reject: true });
	const { metadata = {} } = answer;
	assert.ok(Buffer.byteLength(JSON.stringify(metadata)) <= METADATA_BYTES, 'The metadata is larger than Retell stores');
	return answer;
}

/** Throws unless the answer leaves the text to the number's own agent. */
export function checkOwnAgent(text: string, { from_number, to_number }: Inbound): void {
	assert.deepEqual(readValid(text), { metadata: { from_number, to_number } });
}

/** Throws unless the answer is what these parameters say. */
export function checkSaid(text: string, parameters: Parameters, inbound: Inbound): void {
	const answer = readValid(text);
	const reject = valueOf(parameters, 'reject');
	assert.equal('reject' in answer, reject === true || reject === 'true', 'Rejected or not, other than filled in');
	if ('reject' in answer) return;
	const added = valueOf(parameters, 'additionalFields');
	const fields = isRecord(added) ? added : {};

	const agent = 'agentId' in fields ? valueOf(parameters, 'additionalFields.agentId') : undefined;
	assert.equal(answer.override_agent_id, typeof agent === 'string' ? agent.trim() : JSON.stringify(agent));
	const { override_agent_version: version } = answer;
	if (isNothing(fields.agentVersion)) assert.equal(version, undefined, 'A version that nobody filled in');
	else assert.ok(version !== undefined, 'The version did not arrive');

	checkAssignments(fields.dynamicVariables, answer.dynamic_variables);
	checkAssignments(fields.metadata, answer.metadata);
	if (isNothing(fields.dynamicVariables)) assert.equal(answer.dynamic_variables, undefined);
	if (isNothing(fields.metadata))
		assert.deepEqual(answer.metadata, { from_number: inbound.from_number, to_number: inbound.to_number });
	assert.ok(
		isRecord(answer.metadata) &&
			Object.hasOwn(answer.metadata, 'from_number') &&
			Object.hasOwn(answer.metadata, 'to_number'),
		'The numbers are missing',
	);
}

/** Throws unless the text names the parameter that is wrong. */
export function checkNamed(thrown: unknown, others = /^$/): void {
	const { message } = thrown as Error;
	assert.ok(NAMES.test(message) || others.test(message), `No parameter is named: ${message}`);
}

function isNothing(value: unknown): boolean {
	return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}
