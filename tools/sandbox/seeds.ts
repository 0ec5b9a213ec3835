import { given } from './records.ts';
import type { AgentRecord, AgentVersion, ChatRecord, ConversationFlow, Llm, PhoneNumber } from './records.ts';
import type { Random } from './random.ts';

type SharedSettings = Omit<
	AgentVersion,
	'agent_id' | 'agent_name' | 'assigned_tags' | 'base_version' | 'is_published' | 'version'
>;

/** What a test may say about an agent; settings apply to each version that lacks its own. */
export type AgentSeed = Partial<Omit<AgentRecord, 'versions'>> &
	Partial<SharedSettings> & { versions?: Array<Partial<AgentVersion>> };

/** What a test may say about a chat: any of its fields; the id of an agent need not exist. */
export type ChatSeed = Partial<ChatRecord>;

/** A whole agent from what was said: by default one published version that echoes the user. */
export function makeAgent(seed: AgentSeed, now: number, random: Random): AgentRecord {
	const {
		versions = [{ is_published: true }],
		agent_id = `agent_${random.hex(26)}`,
		agent_name = 'Echo',
		channel = 'chat',
		user_modified_timestamp = now,
		tags = {},
		begin_message = null,
		reply = (content) => [{ role: 'agent', content: `You said: ${content}` }],
		analyse,
		lastPublished,
		descriptions,
		newestEver,
		...settings
	} = seed;
	return {
		agent_id,
		agent_name,
		channel,
		user_modified_timestamp,
		tags,
		begin_message,
		reply,
		...given({ analyse, lastPublished, descriptions, newestEver }),
		versions: versions.map((version, index) => {
			const number = version.version ?? index;
			const assigned = Object.keys(tags).filter((tag) => tags[tag]?.version === number);
			return {
				agent_id,
				agent_name,
				version: number,
				base_version: index === 0 ? null : index - 1,
				is_published: false,
				last_modification_timestamp: user_modified_timestamp,
				response_engine: { type: 'retell-llm', llm_id: `llm_${random.hex(24)}`, version: number },
				language: 'en-US',
				end_chat_after_silence_ms: 3_600_000,
				...(assigned.length > 0 ? { assigned_tags: assigned } : {}),
				...settings,
				...version,
			};
		}),
	};
}

/**
 * A whole chat from what was said. It is ended if it has an end time, else ongoing, begun now. An
 * ended chat without an analysis gets one the usual delay after its end; with `analysisDelayMs` a
 * given analysis waits too. The silence of an ongoing chat counts from now.
 */
export function makeChat(
	seed: ChatSeed,
	now: number,
	random: Random,
	delayMs: number | null,
	defaultAgent: string,
): ChatRecord {
	const status = seed.chat_status ?? (typeof seed.end_timestamp === 'number' ? 'ended' : 'ongoing');
	const chat: ChatRecord = {
		chat_id: `chat_${random.hex(27)}`,
		agent_id: defaultAgent,
		version: 0,
		chat_type: 'api_chat',
		start_timestamp: Math.min(now, seed.end_timestamp ?? now),
		messages: [],
		hiddenUntil: 0,
		silentSince: now,
		...seed,
		chat_status: status,
	};
	chat.messages = chat.messages.map((message, position) => ({
		message_id: random.hex(24),
		created_timestamp: chat.start_timestamp + (position + 1) * 1_000,
		...message,
	}));
	if (status === 'ongoing') return chat;
	// Without a word about its end, an ended chat ended when it began; null and undefined, when said,
	// are kept as they are: an end time that does not show.
	if (status === 'ended' && !('end_timestamp' in seed)) chat.end_timestamp = chat.start_timestamp;
	chat.endedAt = seed.endedAt ?? chat.end_timestamp ?? chat.start_timestamp;
	const delay = seed.analysisDelayMs === undefined ? delayMs : seed.analysisDelayMs;
	const waits = chat.chat_analysis === undefined || seed.analysisDelayMs !== undefined;
	if (status === 'ended' && waits) {
		if (chat.chat_analysis) chat.plannedAnalysis = chat.chat_analysis;
		if (chat.chat_cost?.combined_cost !== undefined) chat.plannedCost = chat.chat_cost.combined_cost;
		delete chat.chat_analysis;
		if (seed.analysisDelayMs !== undefined) delete chat.chat_cost;
		if (delay !== null) chat.analysedAt = chat.endedAt + delay;
	}
	return chat;
}

/** A Retell LLM of the account, as the list shows it. */
export function makeLlm(seed: Partial<Llm>, now: number, random: Random): Llm {
	return {
		llm_id: seed.llm_id ?? `llm_${random.hex(24)}`,
		version: 0,
		is_published: false,
		model: 'gpt-4.1',
		general_prompt: 'Answer in a friendly way.',
		last_modification_timestamp: now,
		...seed,
	};
}

/** A conversation flow of the account, as the list shows it. */
export function makeFlow(seed: Partial<ConversationFlow>, now: number, random: Random): ConversationFlow {
	return {
		conversation_flow_id: seed.conversation_flow_id ?? `conversation_flow_${random.hex(12)}`,
		version: 0,
		nodes: [],
		last_modification_timestamp: now,
		...seed,
	};
}

/** A phone number of the account; it can text if `outbound_sms_agents` names an agent. */
export function makePhoneNumber(seed: Partial<PhoneNumber>, now: number): PhoneNumber {
	const number = seed.phone_number ?? '+14155550100';
	return {
		phone_number: number,
		phone_number_type: 'retell-twilio',
		phone_number_pretty: number.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, '+1 ($1) $2-$3'),
		nickname: null,
		last_modification_timestamp: now,
		...seed,
	};
}
