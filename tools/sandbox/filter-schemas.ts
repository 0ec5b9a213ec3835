import { z } from 'zod';

// The filter shapes of POST /v3/list-chats (Retell API reference). Retell passes over unknown keys
// without a word; the sandbox refuses them, so that a misspelt filter cannot look like a working one.

export const stringFilter = z.strictObject({
	type: z.literal('string'),
	op: z.enum(['eq', 'ne', 'sw', 'ew', 'co']),
	value: z.string(),
});
const numberFilter = z.strictObject({
	type: z.literal('number'),
	op: z.enum(['eq', 'ne', 'gt', 'ge', 'lt', 'le']),
	value: z.number(),
});
const rangeFilter = z.strictObject({
	type: z.literal('range'),
	op: z.literal('bt'),
	value: z.tuple([z.number(), z.number()]),
});
export const booleanFilter = z.strictObject({ type: z.literal('boolean'), op: z.literal('eq'), value: z.boolean() });
export const presentFilter = z.strictObject({ type: z.literal('present'), op: z.enum(['pr', 'np']) });
export const enumFilter = z.strictObject({ type: z.literal('enum'), op: z.literal('in'), value: z.array(z.string()) });

function enumOf<T extends [string, ...string[]]>(values: T) {
	return z.strictObject({ type: z.literal('enum'), op: z.literal('in'), value: z.array(z.enum(values)) });
}

export const numericFilter = z.discriminatedUnion('type', [numberFilter, rangeFilter]);
const key = { key: z.string() };
/** A condition on a value that goes by its key. */
export const keyedFilter = z.discriminatedUnion('type', [
	stringFilter.extend(key),
	numberFilter.extend(key),
	rangeFilter.extend(key),
	booleanFilter.extend(key),
	presentFilter.extend(key),
	enumFilter.extend(key),
]);

/** `filter_criteria` of POST /v3/list-chats: all joined by AND. */
export const chatFilter = z
	.strictObject({
		agent: z.array(z.strictObject({ agent_id: z.string().min(1), version: z.array(z.number()).optional() })),
		agent_tag: enumFilter,
		chat_id: z.discriminatedUnion('type', [stringFilter, enumFilter]),
		chat_status: enumOf(['ongoing', 'ended', 'error']),
		user_sentiment: enumOf(['Negative', 'Positive', 'Neutral', 'Unknown']),
		// Of chats and of calls.
		disconnection_reason: enumOf([
			'user_hangup',
			'agent_hangup',
			'call_transfer',
			'voicemail_reached',
			'ivr_reached',
			'inactivity',
			'max_duration_reached',
			'concurrency_limit_reached',
			'no_concurrency_fallback',
			'no_valid_payment',
			'scam_detected',
			'dial_busy',
			'dial_failed',
			'dial_no_answer',
			'invalid_destination',
			'telephony_provider_permission_denied',
			'telephony_provider_unavailable',
			'sip_routing_error',
			'marked_as_spam',
			'user_declined',
			'error_llm_websocket_open',
			'error_llm_websocket_lost_connection',
			'error_llm_websocket_runtime',
			'error_llm_websocket_corrupt_payload',
			'error_no_audio_received',
			'error_asr',
			'error_retell',
			'error_unknown',
			'error_user_not_joined',
			'registered_call_timeout',
			'transfer_bridged',
			'transfer_cancelled',
			'manual_stopped',
			'call_take_over',
		]),
		chat_successful: booleanFilter,
		start_timestamp: numericFilter,
		end_timestamp: numericFilter,
		duration_ms: numericFilter,
		combined_cost: numericFilter,
		custom_analysis_data: z.array(keyedFilter),
		custom_attributes: z.array(keyedFilter),
	})
	.partial();

export type ChatFilter = z.infer<typeof chatFilter>;
/** Any one condition on any one value. */
export type ValueFilter =
	| z.infer<typeof numericFilter>
	| z.infer<typeof enumFilter>
	| z.infer<typeof stringFilter>
	| z.infer<typeof booleanFilter>
	| z.infer<typeof presentFilter>;
