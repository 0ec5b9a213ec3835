import { z } from 'zod';
import { testEngine } from './agent-parts.ts';
import { pageQuery } from './schemas.ts';

// Bodies and queries of the calls that test agents (retell-sdk's types), unknown keys refused.

const id = z.string().min(1);
const strings = z.record(z.string());

const toolMock = z.strictObject({
	tool_name: id,
	input_match_rule: z.discriminatedUnion('type', [
		z.strictObject({ type: z.literal('any') }),
		z.strictObject({ type: z.literal('partial_match'), args: z.record(z.unknown()) }),
	]),
	output: z.string(),
	result: z.boolean().nullable().optional(),
});

export type ToolMock = z.infer<typeof toolMock>;

export const createTestCase = z.strictObject({
	name: id,
	user_prompt: z.string(),
	metrics: z.array(z.string()),
	response_engine: testEngine,
	dynamic_variables: strings.optional(),
	tool_mocks: z.array(toolMock).optional(),
});

export const createBatch = z.strictObject({
	response_engine: testEngine,
	test_case_definition_ids: z.array(id).min(1).max(1000),
});

/** The ID of the engine goes with its type. */
export const testCasesQuery = z.discriminatedUnion('type', [
	z.strictObject({ type: z.literal('retell-llm'), llm_id: id, ...pageQuery.shape }),
	z.strictObject({ type: z.literal('conversation-flow'), conversation_flow_id: id, ...pageQuery.shape }),
]);

// Times and IDs may be left out. What a node transition and the like hold is all optional.
const common = { message_id: z.string().optional(), created_timestamp: z.number().optional() };
const message = z.discriminatedUnion('role', [
	z.strictObject({
		role: z.enum(['agent', 'user', 'sms']),
		content: z.string(),
		multimedia: z.array(z.unknown()).optional(),
		...common,
	}),
	z.strictObject({ role: z.literal('injected'), content: z.string(), ...common }),
	z.strictObject({
		role: z.literal('tool_call_invocation'),
		tool_call_id: z.string(),
		name: z.string(),
		arguments: z.string(),
		thought_signature: z.string().optional(),
		...common,
	}),
	z.strictObject({
		role: z.literal('tool_call_result'),
		tool_call_id: z.string(),
		content: z.string(),
		successful: z.boolean().optional(),
		...common,
	}),
	z.object({ role: z.enum(['node_transition', 'state_transition']), ...common }).passthrough(),
]);

export const playgroundCompletion = z
	.strictObject({
		messages: z.array(message).min(1),
		dynamic_variables: strings.optional(),
		current_state: z.string().optional(),
		current_node_id: z.string().optional(),
		component_id: z.string().optional(),
		tool_mocks: z.array(toolMock).optional(),
	})
	.refine((body) => body.component_id === undefined || body.current_node_id !== undefined, {
		message: 'must have current_node_id with component_id',
	});
