import { z } from 'zod';
import { updateAgent } from '../agent-schemas.ts';
import { parsedOrUndefined } from '../requests.ts';
import type { AgentSettings } from '../records.ts';
import { versionReference } from '../schemas.ts';

// What a webhook may answer to chat_inbound (Retell's inbound webhook guide), unknown keys refused.

/** Settings of voice agents that the guide names beside those a chat agent has too. */
const VOICE_SETTINGS = new Set([
	...['voice_id', 'voice_model', 'fallback_voice_ids', 'voice_temperature', 'voice_speed', 'volume'],
	...['pronunciation_dictionary', 'boosted_keywords', 'stt_mode', 'vocab_specialization'],
	...['denoising_mode', 'responsiveness', 'interruption_sensitivity', 'enable_backchannel'],
	...['backchannel_frequency', 'backchannel_words', 'end_call_after_silence_ms'],
	...['max_call_duration_ms', 'begin_message_delay_ms', 'ring_duration_ms', 'reminder_trigger_ms'],
	...['reminder_max_count', 'ambient_sound', 'ambient_sound_volume', 'allow_user_dtmf'],
	...['user_dtmf_options', 'voicemail_option', 'post_call_analysis_data'],
	'post_call_analysis_model',
]);

/**
 * Settings for one chat. The guide lists voice agents' settings alone; that a chat takes those of chat
 * agents is our reading. Voice settings pass and do nothing.
 */
const agent = z
	.record(z.unknown())
	.transform((settings) => Object.fromEntries(Object.entries(settings).filter(([key]) => !VOICE_SETTINGS.has(key))))
	.pipe(updateAgent);

const engine = {
	model_temperature: z.number().min(0).max(1).nullable(),
	knowledge_base_ids: z.array(z.string()).nullable(),
	kb_config: z.record(z.unknown()).nullable(),
	start_speaker: z.enum(['user', 'agent']),
	begin_after_user_silence_ms: z.number().int().nullable(),
	begin_message: z.string().nullable(),
};

const override = z
	.strictObject({
		agent,
		retell_llm: z.strictObject({ ...engine, model: z.string().nullable(), s2s_model: z.string().nullable() }).partial(),
		conversation_flow: z.strictObject({ ...engine, model_choice: z.record(z.unknown()) }).partial(),
	})
	.partial();

// Checked even where the text is rejected; the rest then is not.
const always = z.object({
	dynamic_variables: z.record(z.string()).optional(),
	metadata: z.record(z.unknown()).optional(),
});

const rest = z.strictObject({
	reject: z.unknown(),
	override_agent_id: z.string().min(1).optional(),
	override_agent_version: versionReference.optional(),
	dynamic_variables: z.unknown(),
	metadata: z.unknown(),
	agent_override: z.unknown(),
});

/** A valid answer. */
export interface InboundAnswer {
	override_agent_id?: string;
	override_agent_version?: string | number;
	dynamic_variables?: Record<string, string>;
	metadata?: Record<string, unknown>;
	settings?: AgentSettings;
}

/** Reads an answer: `void` if anything in it is invalid; `reject` for the boolean true alone. */
export function readAnswer(text: string): InboundAnswer | 'void' | 'reject' {
	const content = z.object({ chat_inbound: z.unknown() }).safeParse(parsedOrUndefined(text)).data?.chat_inbound;
	const given = always.safeParse(content);
	if (!given.success) return 'void';
	if (z.object({ reject: z.literal(true) }).safeParse(content).success) return 'reject';
	const answer = rest.safeParse(content);
	if (!answer.success) return 'void';
	const { override_agent_id, override_agent_version, agent_override } = answer.data;
	const overridden = override.optional().safeParse(agent_override);
	// It "may" reject, says the guide: we take it as void.
	if (!overridden.success) return 'void';
	const settings = overridden.data?.agent;
	return { ...given.data, override_agent_id, override_agent_version, settings };
}
