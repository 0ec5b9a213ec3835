import type { Retell } from 'retell-sdk';

/** A chat as get-chat shows it. */
export type Chat = Retell.ChatResponse;
/** One entry of a chat: a text, a tool call or its result, a transition... */
export type Message = NonNullable<Chat['message_with_tool_calls']>[number];
export type ChatAnalysis = Retell.ChatResponse.ChatAnalysis;
export type ChatCost = Retell.ChatResponse.ChatCost;
/** One version of a chat agent as get-chat-agent shows it. */
export type AgentVersion = Retell.ChatAgentResponse;
export type PhoneNumber = Retell.PhoneNumberResponse;
/** Agents of a phone number, one of which is chosen by weight. */
export type WeightedAgent = Retell.PhoneNumberResponse.InboundSMSAgent;
/** What an agent can be built upon; the dashboard makes them, the API lists them. */
export type Llm = Retell.LlmResponse;
export type ConversationFlow = Retell.ConversationFlowResponse;
export type DisconnectionReason = Retell.ChatListParams.FilterCriteria.DisconnectionReason['value'][number];

/** What a script answers: the new messages, and whether the chat ends (or breaks) with them. */
export interface ReplyResult {
	messages: Message[];
	chat_status?: 'ended' | 'error';
	collected_dynamic_variables?: Record<string, string>;
}

/**
 * An agent's script. Given the user's text ('' when the agent is asked to speak first) and the chat
 * before this turn, it answers the new messages; ids and times are filled in. A plain array ends the
 * chat when it invokes a tool named `end_call` or `end_chat`; the long form says so itself.
 */
export type Reply = (content: string, chat: Readonly<ChatRecord>) => Message[] | ReplyResult;

/** An agent with all its versions (oldest first; voice agents only ever show in the list). */
export interface AgentRecord {
	agent_id: string;
	agent_name: string;
	channel: 'chat' | 'voice';
	user_modified_timestamp: number;
	tags: Record<string, Retell.AgentListResponse.Item.Tags>;
	versions: AgentVersion[];
	/** Number of the version published last, if any was published through the API. */
	lastPublished?: number;
	/** What was said of versions when they were published, by their numbers. */
	descriptions?: Record<number, string>;
	/** The highest number of a version that there ever was, if a version was deleted. */
	newestEver?: number;
	/** First text of the agent; null lets the script speak. */
	begin_message: string | null;
	reply: Reply;
	/** Result of the post-chat analysis; a deterministic one by default. */
	analyse?: (chat: Readonly<ChatRecord>) => ChatAnalysis;
}

/** A chat as the sandbox keeps it: Retell's fields, and what Retell knows but does not show. */
export interface ChatRecord {
	chat_id: string;
	agent_id: string;
	version: number;
	agent_tag?: string;
	chat_type: 'api_chat' | 'sms_chat';
	chat_status: Chat['chat_status'];
	start_timestamp: number;
	/** As shown: absent while unknown; an ended chat may show null or nothing. */
	end_timestamp?: number | null;
	messages: Message[];
	metadata?: Record<string, unknown>;
	retell_llm_dynamic_variables?: Record<string, string>;
	override_dynamic_variables?: Record<string, string>;
	collected_dynamic_variables?: Record<string, string>;
	custom_attributes?: Record<string, string | number | boolean>;
	chat_analysis?: ChatAnalysis;
	chat_cost?: ChatCost;
	/** Filterable, but not part of Retell's chat object. */
	disconnection_reason?: DisconnectionReason;
	data_storage_setting?: NonNullable<Retell.ChatUpdateParams['data_storage_setting']>;

	/** Not shown in the list before this time (late visibility), ms since the epoch. */
	hiddenUntil: number;
	/** From when the silence counts, ms since the epoch. */
	silentSince: number;
	/** Overrides the agent's end_chat_after_silence_ms; null: never closed. */
	end_chat_after_silence_ms?: number | null;
	/** Settings for this chat alone, on top of the agent's (`agent_override`). */
	overrides?: Partial<AgentVersion>;
	/** The numbers of a chat by text: the account's and the person's. Retell shows neither. */
	numbers?: { ours: string; theirs: string; inbound?: boolean };
	/** What happened up to this time, ms since the epoch, no webhook tells: it was there from the start. */
	quietUntil?: number;
	/** Overrides the sandbox's delay between end and analysis, ms; null: never analysed. */
	analysisDelayMs?: number | null;
	/** The true end, also while end_timestamp is not shown yet. */
	endedAt?: number;
	/** When the end_timestamp shows, when the analysis is done, when the first text is sent. */
	endShownAt?: number;
	analysedAt?: number;
	greetAt?: number;
	/** What the analysis will say and cost, when a test wants its own. */
	plannedAnalysis?: ChatAnalysis;
	plannedCost?: number;
}

/** An object without the fields that are undefined: Retell leaves out what a thing does not have. */
export function given<T extends object>(fields: T): T {
	// Once for each row of each list: the tests' time goes here.
	const kept = {} as T;
	for (const name in fields) if (fields[name] !== undefined) kept[name] = fields[name];
	return kept;
}

/** The latest version: the one with the largest number (Retell API reference). */
export function latestVersion(agent: AgentRecord): AgentVersion {
	if (agent.versions.length === 0) throw new Error(`Agent ${agent.agent_id} has no version`);
	return agent.versions.reduce((best, next) => ((next.version ?? 0) > (best.version ?? 0) ? next : best));
}

/** What an agent's version may say about its chats. */
export type AgentSettings = Partial<AgentVersion>;

/**
 * The settings a chat lives by: those of the agent's version it was created with, as they are now (a
 * draft may change under a running chat), with the chat's own on top (`agent_override`, inbound texts).
 */
export function settingsOf(chat: ChatRecord, agent: AgentRecord | undefined): AgentSettings {
	const version = agent ? (agent.versions.find((one) => one.version === chat.version) ?? latestVersion(agent)) : {};
	return chat.overrides ? { ...version, ...chat.overrides } : version;
}
