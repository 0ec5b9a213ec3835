import fc from 'fast-check';

import { isChat, isChatAgent, isPhoneNumber, isTestCase } from '../../nodes/retell/api/answers.ts';
import type { Chat, ChatAgent } from '../../nodes/retell/api/types.ts';
import {
	simplifyChat,
	simplifyChatAgent,
	simplifyChatWithMessages,
	simplifyPhoneNumber,
} from '../../nodes/retell/output/simplify.ts';
import { simplifyTestCase } from '../../nodes/retell/output/simplifyTests.ts';
import { isoTime } from '../../nodes/retell/times.ts';
import type { OperationName } from '../operations/index.ts';
import { schemaOf } from '../operations/schema.ts';
import { hostileJson, hostileRecord } from './arbitraries.ts';

/** A chat as it comes from the server, checked as the client checks it. */
function chat(fields: object = {}): Chat {
	const answer: unknown = { chat_id: 'chat_1', ...fields };
	if (!isChat(answer)) throw new Error('Not a chat');
	return answer;
}

function chatAgent(fields: object = {}): ChatAgent {
	const answer: unknown = { agent_id: 'agent_1', ...fields };
	if (!isChatAgent(answer)) throw new Error('Not an agent');
	return answer;
}

const START = Date.UTC(2026, 7, 7, 10);
/** A chat of which nothing is known but its ID: all fields that the editor shows are there. */
const NOTHING = { ...nothingOf('chat.create'), chat_id: 'chat_1' };

function nothingOf(operation: OperationName): Record<string, null> {
	return Object.fromEntries(Object.keys(schemaOf(operation).properties ?? {}).map((name) => [name, null]));
}

describe('a chat', () => {
	const ended = {
		agent_id: 'agent_1',
		version: 0,
		chat_status: 'ended',
		chat_type: 'api_chat',
		start_timestamp: START,
		end_timestamp: START + 90_460,
		agent_tag: 'prod',
		chat_cost: { combined_cost: 0, product_costs: [] },
		chat_analysis: {
			chat_summary: '',
			user_sentiment: 'Neutral',
			chat_successful: false,
			custom_analysis_data: { a: 1 },
		},
		metadata: { order: 7 },
		custom_attributes: { vip: true },
		retell_llm_dynamic_variables: { name: 'Åsa' },
		collected_dynamic_variables: { mood: 'good' },
		unknown_to_us: 1,
	};

	test('that has ended and is analyzed', () => {
		expect(simplifyChat(chat(ended))).toEqual({
			chat_id: 'chat_1',
			agent_id: 'agent_1',
			version: 0,
			chat_type: 'api_chat',
			agent_tag: 'prod',
			chat_status: 'ended',
			started_at: '2026-08-07T10:00:00.000Z',
			ended_at: '2026-08-07T10:01:30.460Z',
			duration_seconds: 90.5,
			cost_cents: 0,
			chat_summary: '',
			user_sentiment: 'Neutral',
			chat_successful: false,
			custom_analysis_data: { a: 1 },
			metadata: { order: 7 },
			custom_attributes: { vip: true },
			dynamic_variables: { name: 'Åsa' },
			collected_dynamic_variables: { mood: 'good' },
		});
	});

	test('with nulls in place of objects', () => {
		const nulls = {
			chat_analysis: null,
			chat_cost: null,
			metadata: null,
			start_timestamp: null,
			message_with_tool_calls: null,
			transcript: null,
		};
		expect(simplifyChatWithMessages(chat(nulls))).toEqual({
			...NOTHING,
			transcript: null,
			messages: [],
			tool_calls: [],
		});
		expect(simplifyChat(chat())).toEqual(NOTHING);
	});

	test.each(['1754560800000', NaN, Infinity, 1e300, 8.64e15 + 1, {}, true])('with %p for a time', (time) => {
		const simple = simplifyChat(chat({ start_timestamp: time, end_timestamp: START }));
		expect(simple).toMatchObject({ started_at: null, ended_at: '2026-08-07T10:00:00.000Z', duration_seconds: null });
	});
});

describe('messages', () => {
	test('are what was said, by whom and when; tool calls stand apart', () => {
		const simple = simplifyChatWithMessages(
			chat({
				transcript: 'Agent: Hello.\n',
				message_with_tool_calls: [
					{ role: 'agent', content: 'Hello.', message_id: '1', created_timestamp: START },
					{ role: 'node_transition', new_node_name: 'b', message_id: '2' },
					{ role: 'tool_call_invocation', tool_call_id: 't', name: 'look_up', arguments: '{"a": 1}' },
					{ role: 'tool_call_result', tool_call_id: 't', content: 'x', successful: true },
					{ role: 'user', content: 'Hi.', message_id: '3' },
					{ role: 'sms', content: 'ping' },
					{ role: 'hologram', content: 'wave' },
					{ role: 'agent', content: null },
				],
			}),
		);
		expect(simple).toEqual({
			...NOTHING,
			transcript: 'Agent: Hello.\n',
			messages: [
				{ role: 'agent', content: 'Hello.', created_at: '2026-08-07T10:00:00.000Z' },
				{ role: 'user', content: 'Hi.', created_at: null },
				{ role: 'sms', content: 'ping', created_at: null },
				{ role: 'hologram', content: 'wave', created_at: null },
				{ role: 'agent', content: '', created_at: null },
			],
			tool_calls: [{ name: 'look_up', input: { a: 1 }, result: 'x', successful: true }],
		});
	});

	test.each([
		[
			[{ url: 'https://media.example/1.jpg', summary: 'A broken kettle' }, { url: 'https://media.example/2.jpg' }],
			{
				multimedia: [
					{ url: 'https://media.example/1.jpg', summary: 'A broken kettle' },
					{ url: 'https://media.example/2.jpg', summary: null },
				],
			},
		],
		[[], {}],
		[null, {}],
		['https://media.example/1.jpg', {}],
		[[null, 7, 'a'], {}],
	])('show the pictures of a text: %j', (multimedia, shown) => {
		const { messages } = simplifyChatWithMessages(
			chat({ message_with_tool_calls: [{ role: 'sms', content: 'Look', multimedia }] }),
		);
		expect(messages).toEqual([{ role: 'sms', content: 'Look', created_at: null, ...shown }]);
	});

	test.each([{}, 'text', 7, true, [null, 'text', 7, []]])('%j for the messages is none', (messages) => {
		const simple = simplifyChatWithMessages(chat({ message_with_tool_calls: messages }));
		expect(simple).toEqual({ ...NOTHING, transcript: null, messages: [], tool_calls: [] });
	});
});

test('whatever a server answers, every key is there and every time is one', () => {
	const keys = ['agent_id', 'start_timestamp', 'end_timestamp', 'chat_analysis', 'chat_cost', 'metadata', 'transcript'];
	const time = fc.oneof(fc.integer(), fc.double(), hostileJson);
	const message = fc.oneof(hostileJson, hostileRecord('role', 'content', 'created_timestamp'));
	const times = fc.record({
		start_timestamp: time,
		end_timestamp: time,
		message_with_tool_calls: fc.oneof(hostileJson, fc.array(message)),
	});
	fc.assert(
		fc.property(hostileRecord(...keys), times, (fields, more) => {
			const simple = simplifyChatWithMessages(chat({ ...fields, ...more }));
			expect(Object.keys(simple).sort()).toEqual(
				[...Object.keys(NOTHING), 'transcript', 'messages', 'tool_calls'].sort(),
			);
			expect(Object.values(simple)).not.toContain(undefined);
			for (const at of [simple.started_at, simple.ended_at])
				if (at !== null) expect(new Date(at).toISOString()).toBe(at);
			const known = simple.started_at !== null && simple.ended_at !== null;
			expect(Number.isFinite(simple.duration_seconds)).toBe(known);
			for (const { role, content } of simple.messages)
				expect([typeof role, typeof content]).toEqual(['string', 'string']);
		}),
		{ numRuns: 500 },
	);
});

test('a chat agent: auto-close in minutes, times as ISO texts, null where there is nothing', () => {
	const agent = chatAgent({ end_chat_after_silence_ms: 150_000, last_modification_timestamp: START, version: 0 });
	expect(simplifyChatAgent(agent)).toEqual({
		...nothingOf('chatAgent.get'),
		agent_id: 'agent_1',
		version: 0,
		tags: [],
		auto_close_minutes: 2.5,
		last_modified_at: '2026-08-07T10:00:00.000Z',
	});
	fc.assert(
		fc.property(
			hostileRecord('end_chat_after_silence_ms', 'last_modification_timestamp', 'version', 'agent_name'),
			(fields) => {
				expect(Object.values(simplifyChatAgent(chatAgent(fields)))).not.toContain(undefined);
			},
		),
	);
});

test('an ISO time goes there and back', () => {
	fc.assert(
		fc.property(fc.date({ noInvalidDate: true }), (date) => {
			expect(isoTime(date.getTime())).toBe(date.toISOString());
		}),
	);
	expect([null, undefined, NaN, 8.64e15 + 1].map(isoTime)).toEqual([null, null, null, null]);
});

test('of a phone number and a test case with nothing but what names them, all else is null', () => {
	const number: unknown = { phone_number: '+14155550142' };
	const testCase: unknown = { test_case_definition_id: 'test_case_1' };
	if (!isPhoneNumber(number) || !isTestCase(testCase)) throw new Error('Not what Retell sends');
	expect(simplifyPhoneNumber(number)).toEqual({ ...nothingOf('phoneNumber.get'), ...number });
	expect(simplifyTestCase(testCase)).toEqual({ ...nothingOf('agentTest.getAll'), ...testCase });
});
