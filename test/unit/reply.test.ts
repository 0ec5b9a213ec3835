import fc from 'fast-check';

import { isCompletion } from '../../nodes/retell/api/answers.ts';
import { replyOf, showsEnd, toolCallsOf } from '../../nodes/retell/output/reply.ts';
import { hostileRecord } from './arbitraries.ts';

/** Messages as they come from the server, checked as the client checks them. */
function completion(...messages: object[]) {
	const answer: unknown = { messages };
	if (!isCompletion(answer)) throw new Error('Not a completion');
	return answer.messages;
}

const agent = (content: unknown) => ({ role: 'agent', message_id: 'm', created_timestamp: 1, content });
const call = (tool_call_id: string, name: string, args?: unknown) => {
	return { role: 'tool_call_invocation', message_id: 'm', tool_call_id, name, arguments: args };
};
const result = (tool_call_id: string, content: unknown, successful?: boolean) => {
	return { role: 'tool_call_result', message_id: 'm', tool_call_id, content, successful };
};
const others = [
	{ role: 'user', content: 'user' },
	{ role: 'node_transition', former_node_name: 'a', new_node_name: 'b' },
	{ role: 'state_transition' },
	{ role: 'injected', content: 'injected' },
	{ role: 'sms', content: 'sms' },
	{ role: 'hologram', content: { light: 1 } },
	{},
];

describe('the reply', () => {
	test('is all texts of the agent in order, a line each, whatever stands between', () => {
		const between = fc.constantFrom(...others, call('1', 'look_up'), result('1', 'found'));
		fc.assert(
			fc.property(fc.array(fc.oneof(fc.string().map(agent), between)), (messages) => {
				const texts = messages.flatMap((each) =>
					'message_id' in each && each.role === 'agent' && 'content' in each ? [each.content] : [],
				);
				expect(replyOf(completion(...messages))).toBe(texts.filter((text) => text !== '').join('\n'));
			}),
		);
	});

	test.each<[object[], string]>([
		[[agent(''), agent('Hello.'), agent(null), { role: 'agent' }], 'Hello.'],
		[[agent(7), agent(['a']), agent({ toString: 1 })], '7\n["a"]\n{"toString":1}'],
	])('%j: %p', (messages, reply) => {
		expect(replyOf(completion(...messages))).toBe(reply);
	});
});

describe('tool calls', () => {
	test('are paired with their results by id, in the order of the calls', () => {
		const messages = completion(
			call('b', 'book', '{"seat": 7}'),
			call('a', 'ask', '["x"]'),
			agent('One moment.'),
			result('a', '[1]', false),
			result('b', '{"ok": true}', true),
			result('c', 'of an earlier call'),
		);
		expect(toolCallsOf(messages)).toEqual([
			{ name: 'book', input: { seat: 7 }, result: { ok: true }, successful: true },
			{ name: 'ask', input: ['x'], result: [1], successful: false },
		]);
	});

	test.each<[string, object[], unknown[]]>([
		[
			'the last two of three',
			[call('a', '1'), call('a', '2'), call('a', '3'), result('a', 'two'), result('a', 'three')],
			[null, 'two', 'three'],
		],
		[
			'the first of three, and one after them',
			[call('a', '1'), result('a', 'one'), call('b', '2'), call('a', '3'), call('a', '4'), result('a', 'four')],
			['one', null, null, 'four'],
		],
		['one was told twice', [call('a', '1'), result('a', 'one'), result('a', 'again'), call('a', '2')], ['one', null]],
		['one of an earlier message comes first', [result('a', 'old'), call('a', '1'), result('a', 'one')], ['one']],
		['the result comes before its call', [result('a', 'one'), call('a', '1')], ['one']],
	])('with one ID: %s', (_case, messages, expected) => {
		expect(toolCallsOf(completion(...messages)).map((each) => each.result)).toEqual(expected);
	});

	test('one call after the other, with few IDs: each has the result that follows it', () => {
		const turn = fc.record({
			id: fc.constantFrom('a', 'b', 'c'),
			answered: fc.boolean(),
			between: fc.constantFrom(...others, agent('hm')),
		});
		fc.assert(
			fc.property(fc.array(turn, { maxLength: 12 }), (turns) => {
				const messages = turns.flatMap(({ id, answered, between }, n) => [
					call(id, id),
					between,
					...(answered ? [result(id, `${n}`, n % 2 === 0)] : []),
				]);
				expect(toolCallsOf(completion(...messages))).toMatchObject(
					turns.map(({ answered }, n) => ({
						result: answered ? `${n}` : null,
						successful: answered ? n % 2 === 0 : null,
					})),
				);
			}),
		);
	});

	test('all results after all calls, as many as these: the nth call has the nth result with its ID', () => {
		fc.assert(
			fc.property(fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 12 }), (ids) => {
				const messages = [...ids.map((id) => call(id, id)), ...ids.map((id, n) => result(id, `${n}`))];
				expect(toolCallsOf(completion(...messages)).map((each) => each.result)).toEqual(ids.map((_, n) => `${n}`));
			}),
		);
	});

	test.each([
		['{"a": {"b": [1]}}', { a: { b: [1] } }],
		[' [1, 2] ', [1, 2]],
		['{"a": ', '{"a": '],
		['{a: 1}', '{a: 1}'],
		['', ''],
		['7', '7'],
		['null', 'null'],
		['plain', 'plain'],
		[null, null],
		[undefined, null],
		[{ a: 1 }, { a: 1 }],
	])('inputs and results %p are read as %p', (text, value) => {
		const [only] = toolCallsOf(completion(call('1', 'x', text), result('1', text)));
		expect(only).toEqual({ name: 'x', input: value, result: value, successful: null });
	});

	test('"__proto__" in an input stays a name like any other', () => {
		const [only] = toolCallsOf(completion(call('1', 'x', '{"__proto__": {"admin": true}}')));
		expect(JSON.stringify(only?.input)).toBe('{"__proto__":{"admin":true}}');
		expect(only?.input).not.toHaveProperty('admin');
	});
});

describe('the end', () => {
	test.each(['end_call', 'end_chat'])('shows in a call of %s', (name) => {
		expect(showsEnd(completion(agent('Bye.'), call('1', name)))).toBe(true);
	});

	test.each([[true], [undefined]])('shows in a call of end_call with the result %p', (successful) => {
		expect(showsEnd(completion(call('1', 'end_call'), result('1', '', successful)))).toBe(true);
	});

	test('does not show in a call that failed, but in one after it that did not', () => {
		const failed = [call('1', 'end_call'), result('1', 'not now', false)];
		expect(showsEnd(completion(...failed))).toBe(false);
		expect(showsEnd(completion(...failed, call('2', 'look_up'), result('2', '', true)))).toBe(false);
		expect(showsEnd(completion(...failed, call('1', 'end_call'), result('1', '', true)))).toBe(true);
	});

	test('shows in nothing else', () => {
		expect(
			showsEnd(completion(...others, agent('end_call'), call('1', 'end_call_survey'), result('1', 'end_call'))),
		).toBe(false);
		expect(showsEnd(completion({ role: 'agent', name: 'end_call' }))).toBe(false);
		expect(showsEnd([])).toBe(false);
	});
});

test('messages of any form are survived', () => {
	const role = fc.constantFrom<object>(
		...['agent', 'user', 'tool_call_invocation', 'tool_call_result'].map((each) => ({ role: each })),
	);
	const message = fc.tuple(
		hostileRecord('role', 'content', 'name', 'arguments', 'tool_call_id', 'successful'),
		fc.option(role),
	);
	fc.assert(
		fc.property(fc.array(message), (parts) => {
			const messages = completion(...parts.map(([fields, known]) => ({ ...fields, ...known })));
			expect(typeof replyOf(messages)).toBe('string');
			expect(typeof showsEnd(messages)).toBe('boolean');
			for (const tool of toolCallsOf(messages)) {
				expect(typeof tool.name).toBe('string');
				expect(Object.values(tool)).not.toContain(undefined);
			}
		}),
		{ numRuns: 500 },
	);
});
