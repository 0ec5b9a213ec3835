// What must hold of runs with random parameters or answers, for records that share it.
import assert from 'node:assert/strict';
import { inspect } from 'node:util';

import type { Sandbox, TestEngine } from '../../tools/sandbox/index.ts';
import { AGENT, CALLS, CONTACT, ENDED, NUMBER, ONGOING } from '../fuzz/account.ts';
import type { Reply } from '../fuzz/replies.ts';
import type { Answered, Success } from './record.ts';

/** The engine of an agent's newest version: what its tests run on. */
export function engineOf(store: Sandbox['store'], agentId: string): TestEngine {
	const engine = store.agent(agentId)?.versions.at(-1)?.response_engine;
	if (!engine || engine.type === 'custom-llm') throw new Error(`${agentId} has no engine to test`);
	return engine;
}

/** Some answer must have said that it was done, or had been. */
export function checkDone(replies: Reply[] = []): void {
	const said = replies.some(({ status, body }) =>
		status < 300
			? status === 204 || !/"status":"error"/.test(body)
			: /already ended/i.test(body) || [404, 422].includes(status),
	);
	assert.ok(said, 'No answer said that it was done');
}

/** What was done to many chats shows in the account; a preview changes nothing. */
export function checkManyDone({ rows, sandbox: { store } }: Success, done: string, status: string | undefined): void {
	for (const row of rows) {
		assert.equal(row.failure, null);
		if (row.preview === true) assert.equal(row[done], false);
		else assert.equal(store.getChat(String(row.chat_id))?.chat_status, status);
	}
	if (rows.some(({ preview }) => preview === true) || rows.length === 0) {
		assert.equal(store.getChat(ONGOING)?.chat_status, 'ongoing');
		assert.ok(store.getChat(ENDED));
	}
}

/** @param isPublished what the version must be, if the operation makes it so */
export function checkVersion({ rows, sandbox }: Success, isPublished?: boolean): void {
	const [row] = rows;
	assert.deepEqual([rows.length, row?.agent_id], [1, AGENT]);
	const shown = sandbox.store.agent(AGENT)?.versions.find(({ version }) => version === row?.version);
	assert.equal(row?.is_published, shown?.is_published);
	if (isPublished !== undefined) assert.equal(shown?.is_published, isPublished);
}

export function checkPublished({ rows }: Answered): void {
	assert.equal(rows[0]?.is_published, true, 'What was to be published is shown as a draft');
}

/** Calls are answered by whom they were before. */
export function checkNumber({ rows, sandbox }: Success): void {
	assert.deepEqual([rows.length, rows[0]?.phone_number], [1, NUMBER]);
	assert.deepEqual(sandbox.store.phoneNumber(NUMBER)?.inbound_agents, CALLS);
}

export function checkContact({ rows }: Success): void {
	assert.deepEqual(
		rows.map(({ contact_id }) => contact_id),
		[CONTACT],
	);
}

export function checkReply({ parameters, rows: [row], asked }: Answered): void {
	if (parameters.simplify !== true) return;
	assert.ok(
		typeof row?.reply === 'string' && typeof row.new_chat === 'boolean' && Array.isArray(row.tool_calls),
		'A reply without its fields',
	);
	const { chat_status } = row;
	assert.ok(typeof chat_status === 'string' && chat_status !== '', `The chat's status is ${inspect(chat_status)}`);
	const sent = asked.filter(({ path }) => path === '/create-chat-completion').at(-1);
	const { chat_id } = JSON.parse(sent?.body ?? '{}') as { chat_id?: unknown };
	assert.equal(chat_id, row.chat_id, 'The message went to another chat');
}
