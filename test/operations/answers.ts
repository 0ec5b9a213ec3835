// How Retell answers the calls: well, and as a server could that is out of its mind.
import fc from 'fast-check';

import {
	emptyReply,
	goodAgent,
	goodChat,
	goodContact,
	goodNumber,
	MESSAGES,
	pageOf,
	replyWith,
	TIME,
	withFlaws,
	type Reply,
} from '../fuzz/replies.ts';
import { some } from './values.ts';

export interface Answer {
	/** The body of a good answer. */
	good: string;
	random: fc.Arbitrary<Reply>;
}

export const CHAT = 'chat_1';
export const AGENT = 'agent_1';
export const NUMBER = goodNumber.phone_number;

const answer = (status: number, good: unknown, random: fc.Arbitrary<unknown>): Answer => ({
	good: JSON.stringify(good),
	random: replyWith(status, random),
});
const page = (row: unknown, random: fc.Arbitrary<unknown>) =>
	answer(200, { items: [row], has_more: false }, pageOf(random));

export const nothing: Answer = { good: '', random: emptyReply };

export const chat = (status = 200) =>
	answer(
		status,
		goodChat(CHAT),
		some('ongoing', 'ongoing', 'ended', 'error').chain((state) => withFlaws(goodChat(CHAT, state))),
	);

export const chats = page(
	goodChat(CHAT),
	fc
		.tuple(some(CHAT, 'chat_2', 'chat_3', 'chat_4', 'a/../b', '..', '\ud800', '__proto__'), some('ongoing', 'ended'))
		.chain(([id, state]) =>
			withFlaws({ ...goodChat(id, state), transcript: undefined, message_with_tool_calls: undefined }, 1),
		),
);

const END_CALL = {
	role: 'tool_call_invocation',
	tool_call_id: 'e',
	name: 'end_call',
	arguments: '{}',
	message_id: 'e',
	created_timestamp: 1,
};

export const completion = answer(
	201,
	{ messages: MESSAGES },
	fc.oneof(
		withFlaws({ messages: MESSAGES }),
		withFlaws({ messages: [...MESSAGES, END_CALL] }, 1),
		some({ messages: [] }),
	),
);

export const agent = (status = 200) => answer(status, goodAgent(AGENT), withFlaws(goodAgent(AGENT)));
export const agents = page(goodAgent(AGENT), withFlaws(goodAgent(AGENT), 1));

const VERSION = {
	version: 0,
	is_published: true,
	last_modification_timestamp: TIME,
	base_version: 0,
	version_title: 'One',
	version_description: 'First',
};
export const versions = page(
	VERSION,
	fc
		.tuple(fc.nat(3), fc.boolean())
		.chain(([version, is_published]) => withFlaws({ ...VERSION, version, is_published }, 1)),
);

export const contact = (status = 200) => answer(status, goodContact, withFlaws(goodContact));
export const contacts = page(goodContact, withFlaws(goodContact, 1));

const CONVERSATION = {
	type: 'chat',
	chat_id: CHAT,
	direction: 'inbound',
	start_timestamp: TIME,
	duration_ms: 95_000,
	summary: 'Short',
	sentiment: 'Positive',
	successful: true,
};
export const conversations = page(
	CONVERSATION,
	some<object>(CONVERSATION, { ...CONVERSATION, type: 'call', chat_id: undefined, call_id: 'call_1' }).chain((row) =>
		withFlaws(row, 1),
	),
);

const CRM_CONFIG = {
	org_id: 'org_1',
	custom_fields: [
		{ name: 'plan', type: 'enum', label: 'Plan', options: ['free', 'pro'] },
		{ name: 'orders', type: 'number' },
	],
	contact_tags: ['customer'],
};
export const crmConfig = answer(200, CRM_CONFIG, withFlaws(CRM_CONFIG));

const TEST_CASE = {
	test_case_definition_id: 'test_case_1',
	name: 'Finds an order',
	user_prompt: 'You ask for your order.',
	metrics: ['The agent finds it'],
	dynamic_variables: {},
	tool_mocks: [],
	llm_model: 'gpt-4.1',
	type: 'simulation',
	response_engine: { type: 'retell-llm', llm_id: 'llm_1', version: 0 },
	creation_timestamp: TIME,
	user_modified_timestamp: TIME,
};
export const testCases = page(TEST_CASE, withFlaws(TEST_CASE, 1));

const BATCH = {
	test_case_batch_job_id: 'batch_1',
	status: 'complete',
	pass_count: 1,
	fail_count: 0,
	error_count: 0,
	total_count: 1,
	response_engine: TEST_CASE.response_engine,
	creation_timestamp: TIME,
	user_modified_timestamp: TIME,
};
export const batchTest = (status = 200) =>
	answer(
		status,
		BATCH,
		some('in_progress', 'complete', 'canceled').chain((state) => withFlaws({ ...BATCH, status: state }, 2)),
	);

const RUN = {
	test_case_job_id: 'run_1',
	status: 'pass',
	result_explanation: 'All metrics are met.',
	transcript_snapshot: { messages: MESSAGES } as unknown,
	test_case_definition_id: TEST_CASE.test_case_definition_id,
	test_case_definition_snapshot: TEST_CASE,
	creation_timestamp: TIME,
	user_modified_timestamp: TIME,
};
export const testRuns = page(
	RUN,
	fc
		.tuple(
			some('pass', 'pass', 'fail', 'error', 'pending', 'in_progress', 'skipped'),
			some<unknown>(RUN.transcript_snapshot, null, MESSAGES, { turns: MESSAGES }, 'User: hello'),
		)
		.chain(([status, transcript_snapshot]) => withFlaws({ ...RUN, status, transcript_snapshot }, 2)),
);

const TEST_REPLY = {
	messages: MESSAGES.slice(1),
	call_ended: false,
	current_state: 'start',
	dynamic_variables: { name: 'Ada' },
	knowledge_base_retrieved_contents: ['Orders take two days.'],
};
export const testReply = answer(200, TEST_REPLY, withFlaws(TEST_REPLY));

export const number = answer(200, goodNumber, withFlaws(goodNumber));
export const numbers = page(goodNumber, withFlaws(goodNumber, 1));
