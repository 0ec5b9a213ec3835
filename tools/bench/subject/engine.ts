// Runs a node in a workflow through n8n-core's own engine, as a production execution.
import type { INodeExecutionData, INodeParameters, INodeType, OnError } from 'n8n-workflow';

import { described, hooksOf, nodeOf, nodeTypesOf, workflowWith, type Credential } from '../../../test/host/data.ts';
import { core } from '../../../test/host/n8n.ts';
import { additionalData } from './n8n.ts';

export interface Subject {
	/** n8n knows the HTTP Request node by its name, and lets it use any credential. */
	name: string;
	type: INodeType;
	version: number;
	parameters: INodeParameters;
	/** What n8n does when an item fails; unless it says otherwise, the run fails with it. */
	onError?: OnError;
}

const SOURCE = 'bench.source';
const SUBJECT = 'Subject';

/** Runs a workflow of two nodes: one that hands over the items, and the subject. Gives the subject's output. */
export async function execute(
	subject: Subject,
	connection: Credential,
	items: object[],
): Promise<INodeExecutionData[]> {
	const source: INodeType = {
		description: described(SOURCE, { inputs: [] }),
		execute: () => Promise.resolve([items.map((json) => ({ json: { ...json } }))]),
	};
	const { name, version: typeVersion, parameters, onError } = subject;
	const workflow = workflowWith({
		id: 'bench',
		nodes: [nodeOf(SOURCE), nodeOf(name, { name: SUBJECT, parameters, typeVersion, onError })],
		nodeTypes: nodeTypesOf({ [SOURCE]: source, [name]: subject.type }),
	});
	const additional = additionalData(connection);
	additional.hooks = hooksOf(workflow, 'trigger');
	const run = await new core.WorkflowExecute(additional, 'trigger').run({
		workflow,
		startNode: workflow.nodes[SOURCE],
	});
	const { runData, error } = run.data.resultData;
	if (error)
		throw new Error(`${error.message} ${'description' in error ? String(error.description) : ''}`, { cause: error });
	return runData[SUBJECT]?.[0]?.data?.main?.[0] ?? [];
}
