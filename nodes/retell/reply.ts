import { isRecord, textOf } from './answers';
import type { ChatMessage } from './types';

export interface ToolCall {
	name: string;
	/** What the agent passed to the tool: parsed where Retell's text is JSON. */
	arguments: unknown;
	/** What the tool gave back: parsed where it is a JSON object or list. Null while it is missing. */
	result: unknown;
	/** Null where Retell does not say. */
	successful: boolean | null;
}

type ToolResult = Extract<ChatMessage, { role: 'tool_call_result' }>;

/** Names that Retell gives its own tool for ending; the owner of an agent can rename it. */
const END_TOOLS = ['end_call', 'end_chat'];

/** What the agent said in these messages: all its texts, in order, a line each. */
export function replyOf(messages: ChatMessage[]): string {
	return messages
		.flatMap((message) => (message.role === 'agent' ? [textOf(message.content)] : []))
		.filter((text) => text !== '')
		.join('\n');
}

/**
 * The agent's tool calls in these messages, each with its result, in order of the calls. Of calls
 * with the same ID, the first has the first result, and so on.
 */
export function toolCallsOf(messages: ChatMessage[]): ToolCall[] {
	const results = new Map<unknown, ToolResult[]>();
	for (const message of messages) {
		if (message.role !== 'tool_call_result') continue;
		results.set(message.tool_call_id, [...(results.get(message.tool_call_id) ?? []), message]);
	}
	return messages.flatMap((message) => {
		if (message.role !== 'tool_call_invocation') return [];
		const result = results.get(message.tool_call_id)?.shift();
		return [
			{
				name: textOf(message.name),
				arguments: fromJson(message.arguments),
				result: result ? fromJson(result.content) : null,
				successful: result?.successful ?? null,
			},
		];
	});
}

/**
 * Whether these messages show that the agent ended the chat. False does not prove the opposite: a
 * renamed tool and the end node of a flow leave no such trace; only get-chat knows for certain.
 */
export function showsEnd(messages: ChatMessage[]): boolean {
	return toolCallsOf(messages).some(
		({ name, successful }) => END_TOOLS.includes(name) && successful !== false,
	);
}

function fromJson(text: unknown): unknown {
	if (typeof text !== 'string' || !/^\s*[[{]/.test(text)) return text ?? null;
	try {
		const value: unknown = JSON.parse(text);
		return isRecord(value) || Array.isArray(value) ? value : text;
	} catch {
		return text;
	}
}
