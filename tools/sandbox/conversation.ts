import type { AgentRecord, ChatRecord, Message, ReplyResult } from './records.ts';
import type { Random } from './random.ts';

const ENDING_TOOLS = new Set(['end_call', 'end_chat']);

/** What hangs on a text message: a picture, say. */
export type Attachment = NonNullable<Extract<Message, { role: 'sms' }>['multimedia']>[number];

/** What the person says. */
interface Said {
	content: string;
	attachments: readonly Attachment[];
}

/** The dynamic variables in force in a chat. */
export function variablesOf(chat: ChatRecord): Record<string, string> {
	return { ...chat.retell_llm_dynamic_variables, ...chat.override_dynamic_variables };
}

/** Puts variables in the place of their names, `{{name}}`; unknown ones stay. */
export function fill(text: string, variables: Record<string, string>): string {
	return text.replace(/\{\{\s*([\w.-]+)\s*\}\}/g, (whole, name: string) => variables[name] ?? whole);
}

function stamped(message: Message, chat: ChatRecord, now: number, random: Random): Message {
	const common = {
		message_id: message.message_id ?? random.hex(24),
		created_timestamp: message.created_timestamp ?? now,
	};
	return message.role === 'agent'
		? { ...message, ...common, content: fill(message.content, variablesOf(chat)) }
		: { ...message, ...common };
}

function ask(agent: AgentRecord, chat: ChatRecord, content: string): ReplyResult {
	const silentSoFar = chat.messages.every((message) => message.role !== 'agent');
	if (content === '' && silentSoFar && agent.begin_message !== null) {
		return { messages: [{ role: 'agent', content: agent.begin_message }] };
	}
	const answer = agent.reply(content, chat);
	if (!Array.isArray(answer)) return answer;
	const ends = answer.some((one) => one.role === 'tool_call_invocation' && ENDING_TOOLS.has(one.name));
	return ends ? { messages: answer, chat_status: 'ended' } : { messages: answer };
}

function heard({ content, attachments }: Said): Message[] {
	// Only the `sms` message can carry attachments; that the words stand there, too, is our reading.
	if (attachments.length > 0) return [{ role: 'sms', content, multimedia: [...attachments] }];
	return content === '' ? [] : [{ role: 'user', content }];
}

/**
 * One turn of a chat: the user's text (none if it is empty) and what the agent makes of it are
 * added to the chat. An agent that is gone says nothing. Gives back the agent's new messages, and how
 * the chat stands after them.
 */
export function takeTurn(
	chat: ChatRecord,
	agent: AgentRecord | undefined,
	said: Said,
	now: number,
	random: Random,
): ReplyResult {
	// What the agent sees of an attachment is its summary.
	const seen = said.content || said.attachments.map(({ url, summary = url }) => summary).join(' ');
	const answer = agent ? ask(agent, chat, seen) : { messages: [] };
	const messages = answer.messages.map((message) => stamped(message, chat, now, random));
	chat.messages.push(...heard(said).map((message) => stamped(message, chat, now, random)));
	chat.messages.push(...messages);
	chat.silentSince = now;
	return { ...answer, messages };
}

/** The agent's last words before a chat is closed. */
export function sayGoodbye(chat: ChatRecord, content: string, at: number, random: Random): void {
	chat.messages.push(stamped({ role: 'agent', content }, chat, at, random));
}
