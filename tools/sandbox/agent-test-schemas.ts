import { z } from 'zod';

// Bodies and queries of the calls that test agents (retell-sdk's types), unknown keys refused.

const id = z.string().min(1);
const strings = z.record(z.string());
const version = z.number().int().min(0).nullable().optional();

/** A custom LLM is not supported. */
export const testEngine = z.discriminatedUnion('type', [
	z.object({ type: z.literal('retell-llm'), llm_id: id, version }).strict(),
	z.object({ type: z.literal('conversation-flow'), conversation_flow_id: id, version }).strict(),
]);

const toolMock = z
	.object({
		tool_name: id,
		input_match_rule: z.discriminatedUnion('type', [
			z.object({ type: z.literal('any') }).strict(),
			z.object({ type: z.literal('partial_match'), args: z.record(z.unknown()) }).strict(),
		]),
		output: z.string(),
		result: z.boolean().nullable().optional(),
	})
	.strict();

export type ToolMock = z.infer<typeof toolMock>;

export const createTestCase = z
	.object({
		name: id,
		user_prompt: z.string(),
		metrics: z.array(z.string()),
		response_engine: testEngine,
		dynamic_variables: strings.optional(),
		tool_mocks: z.array(toolMock).optional(),
	})
	.strict();

export const createBatch = z
	.object({ response_engine: testEngine, test_case_definition_ids: z.array(id).min(1).max(1000) })
	.strict();

const paging = {
	limit: z.string().regex(/^\d+$/, 'must be integer').transform(Number).pipe(z.number().min(1).max(1000)).optional(),
	pagination_key: z.string().optional(),
};

export const testRunsQuery = z.object(paging).strict();

/** The ID of the engine goes with its type. */
export const testCasesQuery = z.discriminatedUnion('type', [
	z.object({ type: z.literal('retell-llm'), llm_id: id, ...paging }).strict(),
	z.object({ type: z.literal('conversation-flow'), conversation_flow_id: id, ...paging }).strict(),
]);

// Times and IDs may be left out. What a node transition and the like hold is all optional.
const common = { message_id: z.string().optional(), created_timestamp: z.number().optional() };
const multimedia = z.array(z.unknown()).optional();
const message = z.discriminatedUnion('role', [
	z.object({ role: z.literal('agent'), content: z.string(), multimedia, ...common }).strict(),
	z.object({ role: z.literal('user'), content: z.string(), multimedia, ...common }).strict(),
	z.object({ role: z.literal('sms'), content: z.string(), multimedia, ...common }).strict(),
	z.object({ role: z.literal('injected'), content: z.string(), ...common }).strict(),
	z
		.object({
			role: z.literal('tool_call_invocation'),
			tool_call_id: z.string(),
			name: z.string(),
			arguments: z.string(),
			thought_signature: z.string().optional(),
			...common,
		})
		.strict(),
	z
		.object({
			role: z.literal('tool_call_result'),
			tool_call_id: z.string(),
			content: z.string(),
			successful: z.boolean().optional(),
			...common,
		})
		.strict(),
	z.object({ role: z.literal('node_transition'), ...common }).passthrough(),
	z.object({ role: z.literal('state_transition'), ...common }).passthrough(),
]);

export const playgroundCompletion = z
	.object({
		messages: z.array(message).min(1),
		dynamic_variables: strings.optional(),
		current_state: z.string().optional(),
		current_node_id: z.string().optional(),
		component_id: z.string().optional(),
		tool_mocks: z.array(toolMock).optional(),
	})
	.strict()
	.refine((body) => body.component_id === undefined || body.current_node_id !== undefined, {
		message: 'must have current_node_id with component_id',
	});
