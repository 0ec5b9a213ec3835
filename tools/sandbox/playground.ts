import { isDeepStrictEqual } from 'node:util';
import type { Retell } from 'retell-sdk';
import type { ToolMock } from './agent-test-schemas.ts';
import { takeTurn } from './conversation.ts';
import { createRandom } from './random.ts';
import { given } from './records.ts';
import type { AgentRecord, Message } from './records.ts';
import { makeChat } from './seeds.ts';

interface Conversation {
	messages: Array<{ role: string; content?: string }>;
	dynamic_variables?: Record<string, string>;
	current_state?: string;
	current_node_id?: string;
	tool_mocks?: ToolMock[];
}

const random = createRandom(29);

/**
 * What an agent answers to a conversation that nobody stores: its script, asked with the last words of the person in
 * a chat that is forgotten at once. Tools with a mock give back the mock's output.
 */
export function replyOf(
	agent: AgentRecord,
	version: number,
	conversation: Conversation,
	now: number,
): Retell.PlaygroundCompletionResponse {
	const { messages, dynamic_variables: variables = {}, current_state, current_node_id, tool_mocks = [] } = conversation;
	const last = messages.findLastIndex(({ role }) => role === 'user' || role === 'sms');
	const words = messages[last]?.content ?? '';
	const before = messages.slice(0, last);
	const chat = makeChat(
		{ version, messages: before as Message[], retell_llm_dynamic_variables: variables },
		now,
		random,
		null,
		agent.agent_id,
	);
	const turn = takeTurn(chat, agent, { content: words, attachments: [] }, now, random);
	return {
		messages: mocked(turn.messages, tool_mocks),
		call_ended: turn.chat_status !== undefined,
		dynamic_variables: { ...variables, ...turn.collected_dynamic_variables },
		...given({ current_state, current_node_id }),
	};
}

/** Results of calls that a mock matches are those of the first such mock. */
function mocked(messages: readonly Message[], mocks: readonly ToolMock[]): Message[] {
	const outputs = new Map<string, string>();
	for (const message of messages) {
		if (message.role !== 'tool_call_invocation') continue;
		const mock = mocks.find((each) => each.tool_name === message.name && matches(each, message.arguments));
		if (mock) outputs.set(message.tool_call_id, mock.output);
	}
	return messages.map((message) => {
		const output = message.role === 'tool_call_result' ? outputs.get(message.tool_call_id) : undefined;
		return message.role === 'tool_call_result' && output !== undefined ? { ...message, content: output } : message;
	});
}

/** "Only the fields you list here are checked, and each must equal the value in the actual call." */
function matches({ input_match_rule: rule }: ToolMock, passed: string): boolean {
	if (rule.type === 'any') return true;
	const args = JSON.parse(passed) as Record<string, unknown>;
	return Object.entries(rule.args).every(([name, value]) => isDeepStrictEqual(args[name], value));
}
