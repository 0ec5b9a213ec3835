// What the tests' workflows are made of; needs no n8n.
import type { IConnections, INode } from 'n8n-workflow';

export interface WorkflowFixture {
	name: string;
	nodes: INode[];
	connections: IConnections;
}

/** The credential of all nodes, as workflows name it. */
export const CREDENTIALS = { retellChatApi: { id: '1', name: 'Retell' } };
