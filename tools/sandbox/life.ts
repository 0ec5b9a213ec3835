import { DAY, HOUR } from '../times.ts';
import { costOf, defaultAnalysis } from './analysis.ts';
import { sayGoodbye, takeTurn } from './conversation.ts';
import type { Attachment } from './conversation.ts';
import type { Random } from './random.ts';
import { settingsOf } from './records.ts';
import type { AgentRecord, ChatRecord, DisconnectionReason, Message } from './records.ts';
import type { Quirks } from './quirks.ts';
import type { Milestone } from './schemas.ts';

/** Something that befalls a chat at a set time without anybody's doing. */
interface Event {
	at: number;
	kind: 'greet' | 'autoClose' | 'showEnd' | 'analyse' | 'expire';
}

/** How a chat ends. */
export interface Ending {
	/** When, ms since the epoch. */
	at: number;
	status?: 'ended' | 'error';
	reason?: DisconnectionReason;
	collected_dynamic_variables?: Record<string, string>;
}

/** How long the user may be silent before the chat is closed, ms; null: for ever. */
function silenceOf(chat: ChatRecord, agent: AgentRecord | undefined): number | null {
	if (chat.end_chat_after_silence_ms !== undefined) return chat.end_chat_after_silence_ms;
	const setting = settingsOf(chat, agent).end_chat_after_silence_ms;
	return setting === undefined ? HOUR : setting;
}

/** What happens next to a chat, or null if nothing ever will by itself. */
export function nextEvent(chat: ChatRecord, agent: AgentRecord | undefined): Event | null {
	let next: Event | null = null;
	const consider = (kind: Event['kind'], at: number) => {
		if (!next || at < next.at) next = { kind, at };
	};
	if (chat.chat_status === 'ongoing') {
		if (chat.greetAt !== undefined) consider('greet', chat.greetAt);
		const silence = silenceOf(chat, agent);
		if (silence !== null) consider('autoClose', chat.silentSince + silence);
	}
	if (chat.endShownAt !== undefined) consider('showEnd', chat.endShownAt);
	if (chat.analysedAt !== undefined) consider('analyse', chat.analysedAt);
	const days = settingsOf(chat, agent).data_storage_retention_days;
	if (days && chat.chat_status !== 'ongoing') {
		// Retell counts from the start, and deletes once a day: at what time, it doesn't say. Here, at midnight (UTC).
		consider('expire', Math.ceil((chat.start_timestamp + days * DAY) / DAY) * DAY);
	}
	return next;
}

interface LifeSettings {
	quirks: Quirks;
	random: Random;
	/** Between the end of a chat and its analysis, ms; null: never. */
	analysisDelayMs: number | null;
	agentOf: (chat: ChatRecord) => AgentRecord | undefined;
	/** Its retention is over. */
	remove: (chat: ChatRecord) => void;
	/** A milestone is reached; the chat stands as it did at that moment. */
	reached?: (milestone: Milestone, chat: ChatRecord, agent: AgentRecord | undefined) => void;
}

/** What happens to a chat: its turns, its end, and all that befalls it by itself. */
export function createLife({ quirks, random, analysisDelayMs, agentOf, remove, reached }: LifeSettings) {
	function tell(milestone: Milestone, chat: ChatRecord, at: number): void {
		if (chat.quietUntil === undefined || at > chat.quietUntil) reached?.(milestone, chat, agentOf(chat));
	}

	/** Tells each message after the first so many, with the chat as it was when it came. */
	function tellMessages(chat: ChatRecord, before: number, at: number): void {
		for (let count = before + 1; count <= chat.messages.length; count += 1)
			tell('transcript_updated', { ...chat, messages: chat.messages.slice(0, count) }, at);
	}

	/** Ends a chat: status, end time, and when the analysis is due. */
	function finish(chat: ChatRecord, { at, status = 'ended', reason, collected_dynamic_variables }: Ending): void {
		const { endTimestampDelayMs } = quirks;
		chat.chat_status = status;
		chat.endedAt = at;
		chat.greetAt = undefined;
		chat.disconnection_reason = reason;
		chat.collected_dynamic_variables = { ...chat.collected_dynamic_variables, ...collected_dynamic_variables };
		if (endTimestampDelayMs === 0) chat.end_timestamp = at;
		else if (endTimestampDelayMs !== null) chat.endShownAt = at + endTimestampDelayMs;
		const delay = chat.analysisDelayMs === undefined ? analysisDelayMs : chat.analysisDelayMs;
		if (delay !== null && status === 'ended') chat.analysedAt = at + delay;
		tell('chat_ended', chat, at);
	}

	function speak(chat: ChatRecord, content: string, at: number, attachments: readonly Attachment[] = []): Message[] {
		const before = chat.messages.length;
		const turn = takeTurn(chat, agentOf(chat), { content, attachments }, at, random);
		tellMessages(chat, before, at);
		if (turn.chat_status) {
			const { chat_status: status, collected_dynamic_variables } = turn;
			const reason = status === 'ended' ? 'agent_hangup' : 'error_retell';
			finish(chat, { at, status, reason, collected_dynamic_variables });
		}
		return turn.messages;
	}

	function closeBySilence(chat: ChatRecord, at: number): void {
		const { auto_close_message: words } = settingsOf(chat, agentOf(chat));
		const before = chat.messages.length;
		if (words) sayGoodbye(chat, words, at, random);
		tellMessages(chat, before, at);
		finish(chat, { at, reason: 'inactivity' });
	}

	/** The analysis and the cost appear. */
	function analyse(chat: ChatRecord, at: number): void {
		const again = chat.chat_analysis !== undefined;
		const agent = agentOf(chat);
		const wanted = settingsOf(chat, agent).post_chat_analysis_data ?? [];
		chat.analysedAt = undefined;
		chat.chat_analysis = chat.plannedAnalysis ?? agent?.analyse?.(chat) ?? defaultAnalysis(chat, wanted);
		chat.chat_cost = costOf(chat, chat.plannedCost);
		// Once per chat, as documented.
		if (!again) tell('chat_analyzed', chat, at);
	}

	/** Lets everything happen that is due; false if the chat is gone after it. */
	function catchUp(chat: ChatRecord, now: number): boolean {
		const agent = agentOf(chat);
		for (let next = nextEvent(chat, agent); next && next.at <= now; next = nextEvent(chat, agent)) {
			switch (next.kind) {
				case 'greet':
					chat.greetAt = undefined;
					speak(chat, '', next.at);
					break;
				case 'autoClose':
					closeBySilence(chat, next.at);
					break;
				case 'showEnd':
					chat.endShownAt = undefined;
					chat.end_timestamp = chat.endedAt;
					break;
				case 'analyse':
					analyse(chat, next.at);
					break;
				case 'expire':
					remove(chat);
					return false;
			}
		}
		return true;
	}

	return { tell, speak, finish, catchUp };
}
