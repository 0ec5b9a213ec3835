import { sayGoodbye, takeTurn } from './conversation.ts';
import type { Attachment } from './conversation.ts';
import { analyse, end, nextEvent } from './lifecycle.ts';
import type { Ending } from './lifecycle.ts';
import type { Random } from './random.ts';
import type { AgentRecord, ChatRecord, Message } from './records.ts';
import type { Quirks } from './quirks.ts';
import { settingsOf } from './settings.ts';

/** A turn in a chat's life that Retell tells its webhooks. */
export type Milestone = 'chat_started' | 'transcript_updated' | 'chat_ended' | 'chat_analyzed';

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
interface Life {
	tell(milestone: Milestone, chat: ChatRecord, at: number): void;
	speak(chat: ChatRecord, content: string, at: number, attachments?: readonly Attachment[]): Message[];
	finish(chat: ChatRecord, ending: Ending): void;
	/** Lets everything happen that is due; false if the chat is gone after it. */
	catchUp(chat: ChatRecord, now: number): boolean;
}

export function createLife(settings: LifeSettings): Life {
	const { quirks, random, analysisDelayMs, agentOf, remove, reached } = settings;

	function tell(milestone: Milestone, chat: ChatRecord, at: number): void {
		if (chat.quietUntil === undefined || at > chat.quietUntil) reached?.(milestone, chat, agentOf(chat));
	}

	/** Tells each message after the first so many, with the chat as it was when it came. */
	function tellMessages(chat: ChatRecord, before: number, at: number): void {
		for (let count = before + 1; count <= chat.messages.length; count += 1)
			tell('transcript_updated', { ...chat, messages: chat.messages.slice(0, count) }, at);
	}

	function finish(chat: ChatRecord, ending: Ending): void {
		end(chat, ending, quirks, analysisDelayMs);
		tell('chat_ended', chat, ending.at);
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

	function analyseNow(chat: ChatRecord, at: number): void {
		const again = chat.chat_analysis !== undefined;
		analyse(chat, agentOf(chat));
		// Once per chat, as documented.
		if (!again) tell('chat_analyzed', chat, at);
	}

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
					analyseNow(chat, next.at);
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
