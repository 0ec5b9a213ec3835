import { readFile } from 'node:fs/promises';
import type { INode } from 'n8n-workflow';
import type { WorkflowFile } from '../n8n/index.ts';

export const TRIGGER = 'Start the tour';
export const CREATE = 'Create a chat';

interface Ids {
  credential: { id: string; name: string };
  agentId: string;
}

function fillIn(node: INode, { credential, agentId }: Ids): INode {
  const credentials = node.credentials?.['retellChatApi'] ? { credentials: { retellChatApi: credential } } : {};
  const agent = node.name === CREATE ? { agentId: { __rl: true, mode: 'id', value: agentId } } : {};
  return { ...node, ...credentials, parameters: { ...node.parameters, ...agent } };
}

/** The tour's workflow, with this credential and this agent in it. */
export async function tourWorkflow(file: string, ids: Ids): Promise<WorkflowFile> {
  const workflow = JSON.parse(await readFile(file, 'utf8')) as WorkflowFile;
  return { ...workflow, nodes: workflow.nodes.map((node) => fillIn(node, ids)) };
}
