import assert from 'node:assert/strict';

import { testReply } from './answers.ts';
import { defineOperation } from './record.ts';
import { AGENT_ID, assignments, fromModel, locator, pickedByModel, SUPPORT } from './values.ts';

export default defineOperation({
	title: 'Get a test reply',
	parameters: {
		agentId: AGENT_ID,
		messages: '={{ $json.messages }}',
		dynamicVariables: assignments(['customer_name', '={{ $json.name }}'], ['visits', 3, 'number']),
		options: {
			version: locator('1'),
			toolMocks: {
				mocks: [
					{
						toolName: 'lookup_order',
						match: 'partial',
						arguments: '{ "order_number": "4711" }',
						output: '={{ { status: "lost" } }}',
					},
				],
			},
		},
	},
	prepare: () => ({
		agent_id: SUPPORT,
		name: 'Åsa',
		messages: [
			{ role: 'user', content: 'Hello' },
			{ role: 'agent', content: 'What is your order number?' },
			{ role: 'user', content: 'Grüße 👋 It is 4711.' },
		],
	}),
	sdk: (retell, { agent_id, messages, name }) =>
		retell.playground.completion(agent_id, {
			version: 1,
			messages: messages as Array<{ role: 'agent' | 'user'; content: string }>,
			dynamic_variables: { customer_name: name, visits: '3' },
			tool_mocks: [
				{
					tool_name: 'lookup_order',
					input_match_rule: { type: 'partial_match', args: { order_number: '4711' } },
					output: '{"status":"lost"}',
				},
			],
		}),
	check: ([item], _sandbox, { messages }) => {
		expect(item?.reply).toContain('Order 4711');
		expect(item?.output).toBe(item?.reply);
		expect(item).toMatchObject({
			tool_calls: [{ name: 'lookup_order', input: { order_number: '4711' }, result: { status: 'lost' } }],
			call_ended: false,
			dynamic_variables: { customer_name: 'Åsa', visits: '3' },
		});
		expect(item?.messages).toEqual([
			...messages,
			...['agent', 'tool_call_invocation', 'tool_call_result', 'agent'].map(
				(role) => expect.objectContaining({ role }) as unknown,
			),
		]);
	},
	calls: { 'POST /agent-playground-completion/:id': testReply },
	yields: 'one',
	tool: { agentId: pickedByModel('Agent'), messages: fromModel('Messages') },
	holds: ({ rows: [row] }) => {
		assert.equal(typeof row?.reply, 'string');
		assert.ok(Array.isArray(row?.messages) && row.messages.length > 1);
	},
	follows: ({ rows: [row] }) => assert.ok(row && typeof row.call_ended === 'boolean' && Array.isArray(row.tool_calls)),
});
