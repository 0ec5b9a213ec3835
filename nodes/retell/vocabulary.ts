import type { ChatFilterCriteria } from './types';

// Retell's own words for a chat's states, checked against its SDK when this is compiled.

type ValueOf<Filter extends { value: string[] } | undefined> = NonNullable<Filter>['value'][number];
export type ChatStatus = ValueOf<ChatFilterCriteria['chat_status']>;
export type Sentiment = ValueOf<ChatFilterCriteria['user_sentiment']>;
export type DisconnectionReason = ValueOf<ChatFilterCriteria['disconnection_reason']>;

export const CHAT_STATUSES = wordsOf<ChatStatus>()({ ended: 1, error: 1, ongoing: 1 });

export const SENTIMENTS = wordsOf<Sentiment>()({ Negative: 1, Neutral: 1, Positive: 1, Unknown: 1 });

export const DISCONNECTION_REASONS = wordsOf<DisconnectionReason>()({
	agent_hangup: 1,
	call_take_over: 1,
	call_transfer: 1,
	concurrency_limit_reached: 1,
	dial_busy: 1,
	dial_failed: 1,
	dial_no_answer: 1,
	error_asr: 1,
	error_llm_websocket_corrupt_payload: 1,
	error_llm_websocket_lost_connection: 1,
	error_llm_websocket_open: 1,
	error_llm_websocket_runtime: 1,
	error_no_audio_received: 1,
	error_retell: 1,
	error_unknown: 1,
	error_user_not_joined: 1,
	inactivity: 1,
	invalid_destination: 1,
	ivr_reached: 1,
	manual_stopped: 1,
	marked_as_spam: 1,
	max_duration_reached: 1,
	no_concurrency_fallback: 1,
	no_valid_payment: 1,
	registered_call_timeout: 1,
	scam_detected: 1,
	sip_routing_error: 1,
	telephony_provider_permission_denied: 1,
	telephony_provider_unavailable: 1,
	transfer_bridged: 1,
	transfer_cancelled: 1,
	user_declined: 1,
	user_hangup: 1,
	voicemail_reached: 1,
});

/** The keys of a table that must name every word of a union, so that a new one is not forgotten. */
function wordsOf<Word extends string>() {
	return (table: Record<Word, 1>): Word[] => {
		const words: Word[] = [];
		for (const word in table) words.push(word);
		return words;
	};
}
