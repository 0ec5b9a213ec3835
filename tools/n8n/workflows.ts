import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IConnections, IDataObject, INode, INodeParameters } from 'n8n-workflow';
import { locator } from '../../test/operations/values.ts';
import { START } from '../../test/operations/workflow.ts';
import type { WorkflowFile } from './index.ts';

export { START };

/** A node in its place in a row. */
export function node(name: string, type: string, parameters: INodeParameters, rest: Partial<INode> = {}): INode {
	return { id: randomUUID(), name, type, typeVersion: 1, position: [0, 0], parameters, ...rest };
}

export function start(): INode {
	return node(START, 'n8n-nodes-base.manualTrigger', {});
}

export function retell(name: string, parameters: INodeParameters): INode {
	return node(name, 'n8n-nodes-retell-chat.retellChat', parameters);
}

export { locator };

/** A workflow in which each node hands on to the next. */
export function chain(name: string, ...nodes: INode[]): WorkflowFile {
	const connections: IConnections = {};
	nodes.slice(1).forEach((to, index) => {
		const from = nodes[index]?.name ?? '';
		connections[from] = { main: [[{ node: to.name, type: 'main', index: 0 }]] };
	});
	const placed = nodes.map((each, index): INode => ({ ...each, position: [index * 220, 0] }));
	return { name, nodes: placed, connections, settings: { executionOrder: 'v1' } };
}

export function readWorkflow(file: string): WorkflowFile {
	return JSON.parse(readFileSync(file, 'utf8')) as WorkflowFile;
}

/** Has the trigger put out these items, as data pinned in the editor. */
export function pinned(workflow: WorkflowFile, items: IDataObject[], trigger = START): WorkflowFile {
	return { ...workflow, pinData: { [trigger]: items.map((json) => ({ json })) } };
}
