import { given, settingsOf } from './records.ts';
import type { AgentRecord, Chat, ChatRecord, Message } from './records.ts';
import type { Quirks } from './quirks.ts';

/** The transcript as Retell writes it: `Agent: ...` and `User: ...`, each line with its newline. */
function transcriptOf(messages: readonly Message[]): string {
	let text = '';
	for (const message of messages) {
		if (message.role === 'agent') text += `Agent: ${message.content}\n`;
		else if (message.role === 'user') text += `User: ${message.content}\n`;
	}
	return text;
}

/** The storage setting in force: the chat's own, else that of the agent's version. */
export function storageOf(chat: ChatRecord, agent: AgentRecord | undefined): string {
	return chat.data_storage_setting ?? settingsOf(chat, agent).data_storage_setting ?? 'everything';
}

/** A chat as v3/list-chats shows it: everything but the transcript and the messages. */
export function listItem(chat: ChatRecord): Chat {
	return given({
		chat_id: chat.chat_id,
		agent_id: chat.agent_id,
		version: chat.version,
		chat_status: chat.chat_status,
		chat_type: chat.chat_type,
		start_timestamp: chat.start_timestamp,
		agent_tag: chat.agent_tag,
		end_timestamp: chat.end_timestamp,
		metadata: chat.metadata,
		retell_llm_dynamic_variables: chat.retell_llm_dynamic_variables,
		collected_dynamic_variables: chat.collected_dynamic_variables,
		custom_attributes: chat.custom_attributes,
		chat_analysis: chat.chat_analysis,
		chat_cost: chat.chat_cost,
	});
}

/**
 * A chat as the list knows it, which hears of starts and ends so many ms late: undefined before it
 * heard of the start, and still ongoing before it heard of the end.
 */
export function knownToList(chat: ChatRecord, now: number, lagMs: number): ChatRecord | undefined {
	if (lagMs === 0) return chat;
	if (chat.start_timestamp + lagMs > now) return undefined;
	if (chat.endedAt === undefined || chat.endedAt + lagMs <= now) return chat;
	return {
		...chat,
		chat_status: 'ongoing',
		endedAt: undefined,
		end_timestamp: undefined,
		disconnection_reason: undefined,
		collected_dynamic_variables: undefined,
		chat_analysis: undefined,
		chat_cost: undefined,
	};
}

/** A chat with all that is known of it, whatever the storage setting. */
export function wholeChat(chat: ChatRecord): Chat {
	return { ...listItem(chat), transcript: transcriptOf(chat.messages), message_with_tool_calls: chat.messages };
}

/** A chat as get-chat shows it; no transcript and no messages under `basic_attributes_only`. */
export function fullChat(chat: ChatRecord, agent: AgentRecord | undefined, quirks: Quirks): Chat {
	const isBare = chat.messages.length === 0 && !quirks.emptyTranscriptShown;
	return isBare || storageOf(chat, agent) === 'basic_attributes_only' ? listItem(chat) : wholeChat(chat);
}
