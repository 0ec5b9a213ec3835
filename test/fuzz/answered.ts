// What a success must look like, whatever the server sent.
import assert from 'node:assert';
import { inspect } from 'node:util';

import { CHAT, type Replies } from './operations.ts';
import type { Parameters } from './parameters.ts';

type Row = Record<string, unknown>;
interface Asked {
	method: string;
	path: string;
	body: string;
}

const SIMPLE_CHAT = [
	'agent_id',
	'agent_tag',
	'chat_id',
	'chat_status',
	'chat_successful',
	'chat_summary',
	'chat_type',
	'collected_dynamic_variables',
	'cost_cents',
	'custom_analysis_data',
	'custom_attributes',
	'duration_seconds',
	'ended_at',
	'metadata',
	'retell_llm_dynamic_variables',
	'started_at',
	'user_sentiment',
	'version',
];

/** Throws unless the rows follow from an answer that says so. */
export function checkAnswered(
	operation: string,
	parameters: Parameters,
	rows: Row[],
	asked: Asked[],
	replies: Replies,
): void {
	for (const row of rows) checkPlain(row);
	const chats = ['chat.create', 'chat.createSms', 'chat.get', 'chat.getAll', 'chat.rerunAnalysis', 'chat.update'];
	if (chats.includes(operation)) {
		for (const row of rows) {
			assert.ok(typeof row.chat_id === 'string' && row.chat_id !== '', 'A chat without an ID');
			if (parameters.simplify === true) checkSimple(row, operation);
		}
	}
	if (
		![
			'chat.getAll',
			'chat.deleteMany',
			'chat.endMany',
			'chatAgent.getAll',
			'chatAgent.getVersions',
			'phoneNumber.getAll',
		].includes(operation)
	)
		assert.equal(rows.length, 1);
	if (operation === 'chat.end' || operation === 'chat.delete') {
		assert.deepEqual([rows[0]?.chat_id, rows[0]?.[operation === 'chat.end' ? 'ended' : 'deleted']], [CHAT, true]);
		checkDone(replies[operation === 'chat.end' ? 'end-chat' : 'delete-chat'] ?? []);
	}
	if (operation === 'chatAgent.deleteVersion') {
		assert.equal(rows[0]?.deleted, true);
		checkDone(replies['delete-agent-version'] ?? []);
	}
	if (
		operation === 'chatAgent.publish' ||
		(operation === 'chatAgent.update' && isRecordWith(parameters.options, 'publish'))
	) {
		assert.equal(rows[0]?.is_published, true, 'What was to be published is shown as a draft');
	}
	if (operation === 'chat.sendMessage' && parameters.simplify === true) {
		const [row] = rows;
		assert.ok(
			typeof row?.reply === 'string' && typeof row.new_chat === 'boolean' && Array.isArray(row.tool_calls),
			'A reply without its fields',
		);
		assert.ok(
			typeof row.chat_status === 'string' && row.chat_status !== '',
			`The status of the chat is ${inspect(row?.chat_status)}`,
		);
		const sent = asked.filter(({ path }) => path === '/create-chat-completion');
		assert.equal(
			(JSON.parse(sent.at(-1)?.body ?? '{}') as Row).chat_id,
			row.chat_id,
			'The message went to another chat',
		);
	}
	for (const { body, path } of asked) if (path === '/v3/list-chats') checkList(body);
	if (parameters.returnAll === false) assert.ok(rows.length <= Number(parameters.limit), 'More rows than wanted');
}

/** Some answer must have said that it was done, or had been. */
function checkDone(replies: Replies[string]): void {
	const said = replies.some(({ status, body }) =>
		status < 300
			? status === 204 || !/"status":"error"/.test(body)
			: /already ended/i.test(body) || [404, 422].includes(status),
	);
	assert.ok(said, 'No answer said that it was done');
}

/** A request for a list must hold numbers where Retell wants numbers, whatever the server sent before. */
function checkList(body: string): void {
	const { start_timestamp: start } =
		(JSON.parse(body) as { filter_criteria?: { start_timestamp?: { value: unknown } } }).filter_criteria ?? {};
	if (start)
		assert.ok(
			[start.value].flat().every((each) => typeof each === 'number'),
			`A time that is none was asked for: ${body}`,
		);
}

function checkSimple(row: Row, operation: string): void {
	for (const key of SIMPLE_CHAT)
		assert.ok(Object.hasOwn(row, key) && row[key] !== undefined, `${operation} lacks ${key}`);
	for (const key of ['started_at', 'ended_at']) {
		const time = row[key];
		assert.ok(
			time === null || (typeof time === 'string' && !Number.isNaN(Date.parse(time))),
			`${key} is ${inspect(time)}`,
		);
	}
	const { duration_seconds: duration } = row;
	assert.ok(duration === null || Number.isFinite(duration), `duration_seconds is ${inspect(duration)}`);
}

/** n8n stores rows as JSON: nothing may get lost on the way there. */
function checkPlain(row: Row): void {
	for (const [key, value] of Object.entries(row)) {
		assert.ok(value !== undefined && !Number.isNaN(value), `${key} got lost`);
	}
	JSON.stringify(row);
}

function isRecordWith(value: unknown, key: string): boolean {
	return typeof value === 'object' && value !== null && key in value;
}
