// What a success must look like, whatever the server sent.
import assert from 'node:assert';
import { inspect } from 'node:util';

import { recordOf, type OperationName } from '../operations/index.ts';
import type { Answered, Row, Success } from '../operations/record.ts';
import { schemaOf } from '../operations/schema.ts';

/** What every simplified chat has. */
const SIMPLE_CHAT = Object.keys(schemaOf('chat.create').properties ?? {});

/** Throws unless what the rows say is true of the account. */
export function checkSuccess(operation: OperationName, success: Success): void {
	const { yields, holds } = recordOf(operation);
	const { rows, sandbox } = success;
	if (yields.includes('chat'))
		for (const { chat_id } of rows) assert.ok(sandbox.store.getChat(String(chat_id)), 'A chat that there is not');
	holds?.(success);
}

/** Throws unless the rows follow from an answer that says so. */
export function checkAnswered(operation: OperationName, answered: Answered): void {
	const { parameters, rows, asked } = answered;
	const { yields, follows } = recordOf(operation);
	for (const row of rows) checkPlain(row);
	if (yields.includes('chat')) {
		for (const row of rows) {
			assert.ok(typeof row.chat_id === 'string' && row.chat_id !== '', 'A chat without an ID');
			if (parameters.simplify === true) checkSimple(row, operation);
		}
	}
	if (yields.startsWith('one')) assert.equal(rows.length, 1);
	follows?.(answered);
	for (const { body, path } of asked) if (path === '/v3/list-chats') checkList(body);
	if (parameters.returnAll === false) assert.ok(rows.length <= Number(parameters.limit), 'More rows than wanted');
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
