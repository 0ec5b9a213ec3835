import { readFile } from 'node:fs/promises';
import type { INode } from 'n8n-workflow';
import type { WorkflowFile } from '../n8n/index.ts';

export const TRIGGER = 'Start the tour';
export const CREATE = 'Create a chat';

export interface Ids {
	credential: { id: string; name: string };
	agentId: string;
}

/** A node with the credential, if it is one of the package's, and with the agent where nothing is picked. */
export function fillIn(node: INode, { credential, agentId }: Ids): INode {
	if (!node.type.startsWith('n8n-nodes-retell-chat.')) return node;
	const { agentId: picked } = node.parameters;
	const isOpen = typeof picked === 'object' && picked !== null && 'value' in picked && picked.value === '';
	const agent = isOpen ? { agentId: { __rl: true, mode: 'id', value: agentId } } : {};
	return { ...node, credentials: { retellChatApi: credential }, parameters: { ...node.parameters, ...agent } };
}

/** The tour's workflow, with this credential and this agent in it. */
export async function tourWorkflow(file: string, ids: Ids): Promise<WorkflowFile> {
	const workflow = JSON.parse(await readFile(file, 'utf8')) as WorkflowFile;
	return { ...workflow, nodes: workflow.nodes.map((node) => fillIn(node, ids)) };
}
