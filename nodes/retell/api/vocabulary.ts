import type Retell from 'retell-sdk';

import type { ChatFilterCriteria } from './types';

// Retell's own words for the states of chats and the settings of agents, checked against its SDK when this is compiled.

type ValueOf<Filter extends { value: string[] } | undefined> = NonNullable<Filter>['value'][number];
type ChatStatus = ValueOf<ChatFilterCriteria['chat_status']>;
type Sentiment = ValueOf<ChatFilterCriteria['user_sentiment']>;
type DisconnectionReason = ValueOf<ChatFilterCriteria['disconnection_reason']>;

type Settings = Retell.ChatAgentUpdateParams;
type AgentStorage = NonNullable<Settings['data_storage_setting']>;
type ChatEvent = NonNullable<Settings['webhook_events']>[number];
type AnalysisModel = NonNullable<Settings['post_chat_analysis_model']>;
/** One of an agent's languages. `multi` is an old word for ten of them, which Retell gives back as their list. */
export type Language = Exclude<Extract<Settings['language'], string>, 'multi'>;

export const CHAT_STATUSES = wordsOf<ChatStatus>()({ ended: 1, error: 1, ongoing: 1 });

export const SENTIMENTS = wordsOf<Sentiment>()({ Negative: 1, Neutral: 1, Positive: 1, Unknown: 1 });

/**
 * Chats and calls have one list of these. First come those that a chat can have, the most usual before the rest: Retell
 * does not say which these are, but the others speak of phones, voices, transfers and their providers.
 */
export const DISCONNECTION_REASONS = wordsOf<DisconnectionReason>()({
	user_hangup: 1,
	agent_hangup: 1,
	inactivity: 1,
	manual_stopped: 1,
	max_duration_reached: 1,
	concurrency_limit_reached: 1,
	no_valid_payment: 1,
	error_llm_websocket_corrupt_payload: 1,
	error_llm_websocket_lost_connection: 1,
	error_llm_websocket_open: 1,
	error_llm_websocket_runtime: 1,
	error_retell: 1,
	error_unknown: 1,
	// Of calls.
	call_take_over: 1,
	call_transfer: 1,
	dial_busy: 1,
	dial_failed: 1,
	dial_no_answer: 1,
	error_asr: 1,
	error_no_audio_received: 1,
	error_user_not_joined: 1,
	invalid_destination: 1,
	ivr_reached: 1,
	marked_as_spam: 1,
	no_concurrency_fallback: 1,
	registered_call_timeout: 1,
	scam_detected: 1,
	sip_routing_error: 1,
	telephony_provider_permission_denied: 1,
	telephony_provider_unavailable: 1,
	transfer_bridged: 1,
	transfer_cancelled: 1,
	user_declined: 1,
	voicemail_reached: 1,
});

export const AGENT_STORAGES = wordsOf<AgentStorage>()({
	basic_attributes_only: 1,
	everything: 1,
	everything_except_pii: 1,
});

/** The models that can analyze a chat after its end. */
export const ANALYSIS_MODELS = wordsOf<AnalysisModel>()({
	'claude-4.5-haiku': 1,
	'claude-4.5-sonnet': 1,
	'claude-4.6-sonnet': 1,
	'claude-5-sonnet': 1,
	'gemini-3.0-flash': 1,
	'gemini-3.1-flash-lite': 1,
	'gemini-3.5-flash': 1,
	'gemini-3.5-flash-lite': 1,
	'gemini-3.6-flash': 1,
	'gpt-4.1': 1,
	'gpt-4.1-mini': 1,
	'gpt-4.1-nano': 1,
	'gpt-5': 1,
	'gpt-5-mini': 1,
	'gpt-5-nano': 1,
	'gpt-5.1': 1,
	'gpt-5.2': 1,
	'gpt-5.4': 1,
	'gpt-5.4-mini': 1,
	'gpt-5.4-nano': 1,
	'gpt-5.5': 1,
	'gpt-5.6-luna': 1,
	'gpt-5.6-terra': 1,
});

/** The events that an agent's webhook can get. */
export const CHAT_EVENTS = wordsOf<ChatEvent>()({
	chat_analyzed: 1,
	chat_ended: 1,
	chat_started: 1,
	transcript_updated: 1,
});

/** The keys of a table that must name every word of a union, so that a new one is not forgotten. */
export function wordsOf<Word extends string>() {
	return (table: Record<Word, unknown>): Word[] => {
		const words: Word[] = [];
		for (const word in table) words.push(word);
		return words;
	};
}
