import type { AgentVersion, Chat, ChatAgent, ChatMessage, ListedAgent, PhoneNumber } from '../api/types';
import { isoTime, isTime } from '../times';
import { isRecord, textOf } from '../values';
import { toolCallsOf, type ToolCall } from './reply';

interface SimpleMessage {
	role: string;
	content: string;
	/** ISO time, or null where Retell gives none. */
	created_at: string | null;
	/** Pictures and other media of a text message; only there if there are some. */
	multimedia?: Attachment[];
}

interface Attachment {
	url: string;
	/** What is to be seen, where Retell says so. */
	summary: string | null;
}

/**
 * A chat as a person needs it: Retell's names, analysis and cost flattened, times as ISO texts.
 * Every key is always there, null where Retell has nothing (yet), so that expressions hold.
 */
export function simplifyChat(chat: Chat) {
	const { chat_analysis: analysis, start_timestamp: start, end_timestamp: end } = chat;
	return {
		chat_id: chat.chat_id,
		chat_status: chat.chat_status ?? null,
		agent_id: chat.agent_id ?? null,
		started_at: isoTime(start),
		ended_at: isoTime(end),
		duration_seconds: isTime(start) && isTime(end) ? Math.round((end - start) / 100) / 10 : null,
		chat_summary: analysis?.chat_summary ?? null,
		user_sentiment: analysis?.user_sentiment ?? null,
		chat_successful: analysis?.chat_successful ?? null,
		custom_analysis_data: analysis?.custom_analysis_data ?? null,
		cost_cents: chat.chat_cost?.combined_cost ?? null,
		metadata: chat.metadata ?? null,
		custom_attributes: chat.custom_attributes ?? null,
		dynamic_variables: chat.retell_llm_dynamic_variables ?? null,
		collected_dynamic_variables: chat.collected_dynamic_variables ?? null,
		chat_type: chat.chat_type ?? null,
		version: chat.version ?? null,
		agent_tag: chat.agent_tag ?? null,
	};
}

/** `simplifyChat` with what was said. Where Retell stores no transcript, it is null. */
export function simplifyChatWithMessages(chat: Chat): ReturnType<typeof simplifyChat> & {
	transcript: string | null;
	messages: SimpleMessage[];
	tool_calls: ToolCall[];
} {
	const { message_with_tool_calls: stored } = chat;
	const messages = Array.isArray(stored) ? stored.filter(isRecord) : [];
	return {
		...simplifyChat(chat),
		transcript: chat.transcript ?? null,
		messages: messages.flatMap(simplifyMessage),
		tool_calls: toolCallsOf(messages),
	};
}

/** What was said; calls of tools and moves between nodes are left out. */
function simplifyMessage(message: ChatMessage): SimpleMessage[] {
	if (message.role === 'tool_call_result' || !('content' in message)) return [];
	const { role, content, created_timestamp: created } = message;
	const multimedia = attachmentsOf(message);
	return [
		{
			role: textOf(role),
			content: textOf(content),
			created_at: isoTime(created),
			...(multimedia.length > 0 && { multimedia }),
		},
	];
}

function attachmentsOf(message: ChatMessage): Attachment[] {
	if (!('multimedia' in message) || !Array.isArray(message.multimedia)) return [];
	return message.multimedia
		.filter(isRecord)
		.map(({ url, summary }) => ({ url: textOf(url), summary: textOf(summary) || null }));
}

/** A chat agent without its rarely used settings; times as ISO texts, auto-close in minutes. */
export function simplifyChatAgent(agent: ChatAgent) {
	const { end_chat_after_silence_ms: silence } = agent;
	return {
		agent_id: agent.agent_id,
		agent_name: agent.agent_name ?? null,
		version: agent.version ?? null,
		version_title: agent.version_title ?? null,
		is_published: agent.is_published ?? null,
		tags: Array.isArray(agent.assigned_tags) ? agent.assigned_tags : [],
		language: agent.language ?? null,
		response_engine: agent.response_engine ?? null,
		auto_close_minutes: typeof silence === 'number' ? silence / 60_000 : null,
		auto_close_message: agent.auto_close_message ?? null,
		post_chat_analysis_data: agent.post_chat_analysis_data ?? null,
		post_chat_analysis_model: agent.post_chat_analysis_model ?? null,
		timezone: agent.timezone ?? null,
		webhook_url: agent.webhook_url ?? null,
		data_storage_setting: agent.data_storage_setting ?? null,
		data_storage_retention_days: agent.data_storage_retention_days ?? null,
		last_modified_at: isoTime(agent.last_modification_timestamp),
	};
}

/** An agent as a list shows it: without settings. */
export function simplifyListedAgent(agent: ListedAgent) {
	return {
		agent_id: agent.agent_id,
		agent_name: agent.agent_name ?? null,
		tags: isRecord(agent.tags) ? Object.keys(agent.tags) : [],
		last_modified_at: isoTime(agent.user_modified_timestamp),
	};
}

/** What there is to say of a version of an agent, its settings aside. */
export function simplifyVersion(version: AgentVersion) {
	return {
		version: version.version,
		is_published: version.is_published ?? null,
		version_title: version.version_title ?? null,
		version_description: version.version_description ?? null,
		base_version: version.base_version ?? null,
		modified_at: isoTime(version.last_modification_timestamp),
	};
}

/** A phone number with what it needs for text messages; what it needs for calls is left out. */
export function simplifyPhoneNumber(number: PhoneNumber) {
	return {
		phone_number: number.phone_number,
		phone_number_pretty: number.phone_number_pretty ?? null,
		phone_number_type: number.phone_number_type ?? null,
		nickname: number.nickname ?? null,
		inbound_sms_agents: number.inbound_sms_agents ?? null,
		outbound_sms_agents: number.outbound_sms_agents ?? null,
		inbound_sms_webhook_url: number.inbound_sms_webhook_url ?? null,
		last_modified_at: isoTime(number.last_modification_timestamp),
	};
}
