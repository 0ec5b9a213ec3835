import { z } from 'zod';

// The nested parts of a chat agent's settings (Retell API reference), unknown keys refused.

const id = z.string().min(1);
const text = z.string();
const version = z.number().int().min(0).nullable().optional();

const llm = z.strictObject({ type: z.literal('retell-llm'), llm_id: id, version });
const flow = z.strictObject({ type: z.literal('conversation-flow'), conversation_flow_id: id, version });
const customLlm = z.strictObject({ type: z.literal('custom-llm'), llm_websocket_url: id });

export const responseEngine = z.discriminatedUnion('type', [llm, flow, customLlm]);

/** What tests of agents run on: a custom LLM is not supported. */
export const testEngine = z.discriminatedUnion('type', [llm, flow]);

const filling = { required: z.boolean().optional(), conditional_prompt: text.optional() };
const custom = { name: id, description: text, ...filling };

/** One piece of data the analysis takes out of a chat, or a word on one it always has. */
export const analysisData = z.discriminatedUnion('type', [
	z.strictObject({ type: z.literal('string'), examples: z.array(text).optional(), ...custom }),
	z.strictObject({ type: z.literal('enum'), choices: z.array(text).min(1), ...custom }),
	z.strictObject({ type: z.literal('boolean'), ...custom }),
	z.strictObject({ type: z.literal('number'), ...custom }),
	z.strictObject({
		type: z.literal('system-presets'),
		name: z.enum(['chat_summary', 'chat_successful', 'user_sentiment']),
		description: text.min(1).optional(),
		...filling,
	}),
]);

function each<U extends string, T extends [U, ...U[]]>(values: T) {
	return z.array(z.enum(values)).refine((list) => new Set(list).size === list.length, 'must NOT have duplicate items');
}

export const piiConfig = z.strictObject({
	mode: z.literal('post_call'),
	categories: each([
		'person_name',
		'address',
		'email',
		'phone_number',
		'ssn',
		'passport',
		'driver_license',
		'credit_card',
		'bank_account',
		'password',
		'pin',
		'medical_id',
		'date_of_birth',
		'customer_account_number',
	]),
});

export const guardrailConfig = z
	.strictObject({
		input_topics: each(['platform_integrity_jailbreaking']).nullable(),
		output_topics: each([
			'harassment',
			'self_harm',
			'sexual_exploitation',
			'violence',
			'defense_and_national_security',
			'illicit_and_harmful_activity',
			'gambling',
			'regulated_professional_advice',
			'child_safety_and_exploitation',
		]).nullable(),
	})
	.partial();

export const handbookConfig = z
	.strictObject({
		ai_disclosure: z.boolean(),
		default_personality: z.boolean(),
		high_empathy: z.boolean(),
		scope_boundaries: z.boolean(),
	})
	.partial();
