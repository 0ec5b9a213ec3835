import { DAY, HOUR } from '../times.ts';
import { costOf, defaultAnalysis } from './analysis.ts';
import type { AgentRecord, ChatRecord, DisconnectionReason } from './records.ts';
import type { Quirks } from './quirks.ts';
import { settingsOf } from './settings.ts';

const DEFAULT_SILENCE = HOUR;

/** Something that befalls a chat at a set time without anybody's doing. */
export interface Event {
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
	return setting === undefined ? DEFAULT_SILENCE : setting;
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

/** Ends a chat: status, end time, and when the analysis is due. */
export function end(chat: ChatRecord, ending: Ending, quirks: Quirks, sandboxDelay: number | null): void {
	chat.chat_status = ending.status ?? 'ended';
	chat.endedAt = ending.at;
	chat.greetAt = undefined;
	chat.disconnection_reason = ending.reason;
	chat.collected_dynamic_variables = { ...chat.collected_dynamic_variables, ...ending.collected_dynamic_variables };
	if (quirks.endTimestampDelayMs === 0) chat.end_timestamp = ending.at;
	else if (quirks.endTimestampDelayMs !== null) chat.endShownAt = ending.at + quirks.endTimestampDelayMs;
	const delay = chat.analysisDelayMs === undefined ? sandboxDelay : chat.analysisDelayMs;
	if (delay !== null && chat.chat_status === 'ended') chat.analysedAt = ending.at + delay;
}

/** The analysis and the cost appear. */
export function analyse(chat: ChatRecord, agent: AgentRecord | undefined): void {
	chat.analysedAt = undefined;
	const wanted = settingsOf(chat, agent).post_chat_analysis_data ?? [];
	chat.chat_analysis = chat.plannedAnalysis ?? agent?.analyse?.(chat) ?? defaultAnalysis(chat, wanted);
	chat.chat_cost = costOf(chat, chat.plannedCost);
}
