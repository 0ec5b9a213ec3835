import type { IDataObject, INode } from 'n8n-workflow';
import type { ExecutionResult, WorkflowFile } from '../n8n/index.ts';
import { CREATE } from './workflow.ts';

interface ToolCall {
	name: string;
	input: unknown;
	result: unknown;
}

type Told = (items: IDataObject[], node: INode, chatId: unknown) => string[];

function text(value: unknown): string {
	return typeof value === 'string' ? value : JSON.stringify(value);
}

function conversation([answer]: IDataObject[], node: INode): string[] {
	const calls = (answer?.['tool_calls'] ?? []) as unknown as ToolCall[];
	return [
		`You:   ${text(node.parameters['message'])}`,
		...calls.map((call) => `Tool:  ${call.name}(${text(call.input)}) gave ${text(call.result)}`),
		`Agent: ${text(answer?.['reply'] || '(nothing)')}`,
	];
}

// What is worth telling of each operation's output.
const TOLD: Record<string, Told> = {
	create: ([chat]) => [`${text(chat?.['chat_id'])} with ${text(chat?.['agent_id'])}, ${text(chat?.['chat_status'])}`],
	sendMessage: conversation,
	get: ([chat]) => {
		const messages = chat?.['messages'];
		return [`${Array.isArray(messages) ? messages.length : 0} messages, ${text(chat?.['chat_status'])}`];
	},
	getAll: (chats, _node, chatId) =>
		chats.map((chat) =>
			[chat['chat_id'], chat['chat_status'], chat['started_at'], chat['chat_id'] === chatId ? '<- this one' : '']
				.filter(Boolean)
				.map(text)
				.join('  '),
		),
	end: ([answer]) => [`ended: ${text(answer?.['ended'])}`],
};

/** What each Retell node of the workflow brought, for people to read. */
export function tell(workflow: WorkflowFile, result: ExecutionResult): string {
	const chatId = result.output.get(CREATE)?.[0]?.['chat_id'];
	return workflow.nodes
		.filter((node) => node.credentials)
		.flatMap((node) => {
			const items = result.output.get(node.name) ?? [];
			const told = items.length > 0 ? TOLD[text(node.parameters['operation'])]?.(items, node, chatId) : undefined;
			return [
				`  ${node.name}`,
				...(told ?? ['no output']).map((line) => `      ${line.replaceAll('\n', '\n             ')}`),
			];
		})
		.join('\n');
}

/** Why the tour can't be called a success; nothing if it was one. */
export function complaint(workflow: WorkflowFile, result: ExecutionResult): string | undefined {
	const failed = [...result.errors].map(([node, error]) => `${node || 'The workflow'}: ${error}`);
	if (failed.length > 0) return failed.join('\n');
	if (result.status !== 'success') return `The execution ended as "${result.status}".`;
	const silent = workflow.nodes.filter((node) => node.credentials && !result.output.get(node.name)?.length);
	return silent.length > 0 ? `No output from: ${silent.map((node) => node.name).join(', ')}` : undefined;
}
