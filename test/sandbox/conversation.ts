import type { AgentRecord, ChatRecord, Message, ReplyResult } from './records.ts';
import type { Random } from './random.ts';

const ENDING_TOOLS = new Set(['end_call', 'end_chat']);

/** What one turn brought: the agent's new messages, and how the chat stands after them. */
export type Turn = ReplyResult;

function fill(text: string, variables: Record<string, string>): string {
  return text.replace(
    /\{\{\s*([\w.-]+)\s*\}\}/g,
    (whole, name: string) => variables[name] ?? whole,
  );
}

function stamped(message: Message, chat: ChatRecord, now: number, random: Random): Message {
  const variables = { ...chat.retell_llm_dynamic_variables, ...chat.override_dynamic_variables };
  const common = {
    message_id: message.message_id ?? random.hex(24),
    created_timestamp: message.created_timestamp ?? now,
  };
  return message.role === 'agent'
    ? { ...message, ...common, content: fill(message.content, variables) }
    : { ...message, ...common };
}

function ask(agent: AgentRecord, chat: ChatRecord, content: string): ReplyResult {
  const silentSoFar = chat.messages.every((message) => message.role !== 'agent');
  if (content === '' && silentSoFar && agent.begin_message !== null) {
    return { messages: [{ role: 'agent', content: agent.begin_message }] };
  }
  const answer = agent.reply(content, chat);
  if (!Array.isArray(answer)) return answer;
  const ends = answer.some(
    (one) => one.role === 'tool_call_invocation' && ENDING_TOOLS.has(one.name),
  );
  return ends ? { messages: answer, chat_status: 'ended' } : { messages: answer };
}

/**
 * One turn of a chat: the user's text (none if it is empty) and what the agent makes of it are
 * added to the chat. An agent that is gone says nothing.
 */
export function takeTurn(
  chat: ChatRecord,
  agent: AgentRecord | undefined,
  content: string,
  now: number,
  random: Random,
): Turn {
  const answer = agent ? ask(agent, chat, content) : { messages: [] };
  const messages = answer.messages.map((message) => stamped(message, chat, now, random));
  if (content !== '') chat.messages.push(stamped({ role: 'user', content }, chat, now, random));
  chat.messages.push(...messages);
  chat.silentSince = now;
  return { ...answer, messages };
}
