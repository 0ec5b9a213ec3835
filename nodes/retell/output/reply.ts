import { jsonParse } from 'n8n-workflow';

import type { Chat, Message } from '../api/types';
import { isRecord, textOf } from '../values';

export interface ToolCall {
	name: string;
	/** What the agent passed to the tool: parsed where Retell's text is JSON. n8n's expressions refuse the name "arguments". */
	input: unknown;
	/** What the tool gave back: parsed where it is a JSON object or list. Null while it is missing. */
	result: unknown;
	/** Null where Retell does not say. */
	successful: boolean | null;
}

type ToolInvocation = Extract<Message, { role: 'tool_call_invocation' }>;
type ToolResult = Extract<Message, { role: 'tool_call_result' }>;

/** Names that Retell gives its own tool for ending; the owner of an agent can rename it. */
const END_TOOLS = ['end_call', 'end_chat'];

/** Whether the messages that Retell shows of a chat have one of the person. */
export function hasPersonWritten({ message_with_tool_calls: messages }: Chat): boolean {
	return messages?.some((message) => isRecord(message) && ['sms', 'user'].includes(message.role)) === true;
}

/** What the agent said in these messages, in order, a line each. */
export function replyOf(messages: Message[]): string {
	return messages
		.flatMap((message) => (message.role === 'agent' ? [textOf(message.content)] : []))
		.filter((text) => text !== '')
		.join('\n');
}

/**
 * The agent's tool calls in these messages, each with its result, in order of the calls. Of calls
 * with the same ID, results belong to the calls before them, in order; to the last ones, if there are
 * fewer results than calls.
 */
export function toolCallsOf(messages: Message[]): ToolCall[] {
	const results = resultsOf(messages);
	return messages.flatMap((message) => {
		if (message.role !== 'tool_call_invocation') return [];
		const result = results.get(message);
		return [
			{
				name: textOf(message.name),
				input: fromJson(message.arguments),
				result: result ? fromJson(result.content) : null,
				successful: result?.successful ?? null,
			},
		];
	});
}

function resultsOf(messages: Message[]): Map<Message, ToolResult> {
	const byId = new Map<unknown, Array<ToolInvocation | ToolResult>>();
	for (const message of messages) {
		if (message.role !== 'tool_call_invocation' && message.role !== 'tool_call_result') continue;
		byId.set(message.tool_call_id, [...(byId.get(message.tool_call_id) ?? []), message]);
	}
	return new Map([...byId.values()].flatMap(pairsOf));
}

/** The calls that have a result, with it, among messages with one ID. */
function pairsOf(messages: Array<ToolInvocation | ToolResult>): Array<[Message, ToolResult]> {
	const pairs: Array<[Message, ToolResult]> = [];
	const open: Message[] = [];
	const early: ToolResult[] = [];
	let results: ToolResult[] = [];
	const pair = (calls: Message[], own: ToolResult[]) => {
		own.forEach((result, n) => calls.slice(n, n + 1).forEach((call) => pairs.push([call, result])));
	};
	const pairLast = () => {
		pair(open.splice(Math.max(0, open.length - results.length)), results);
		results = [];
	};
	let wasCalled = false;
	for (const message of messages) {
		if (message.role === 'tool_call_result') {
			(wasCalled ? results : early).push(message);
		} else {
			pairLast();
			open.push(message);
			wasCalled = true;
		}
	}
	pairLast();
	// Nobody promises that a result comes after its call.
	pair(open, early);
	return pairs;
}

/**
 * Whether these messages show that the agent ended the chat. False does not prove the opposite: a
 * renamed tool and the end node of a flow leave no such trace; only get-chat knows for certain.
 */
export function showsEnd(messages: Message[]): boolean {
	return toolCallsOf(messages).some(({ name, successful }) => END_TOOLS.includes(name) && successful !== false);
}

/** What JSON text stands for, if that is an object or a list; else the value itself, null for undefined. */
function fromJson(value: unknown): unknown {
	if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value ?? null;
	return jsonParse<unknown>(value, { fallbackValue: value });
}
