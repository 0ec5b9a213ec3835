// Runs what comes after a webhook trigger through n8n-core's engine. What the workflow answers goes out
// as n8n's server sends it: a body of bytes as it is, anything else not at all, since the trigger said
// that n8n shall not answer.
import type { ServerResponse } from 'node:http';

import { ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import {
	createRunExecutionData,
	type IDataObject,
	type IExecuteResponsePromiseData,
	type INode,
	type INodeExecutionData,
	type IWorkflowExecuteAdditionalData,
	type Workflow,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

export interface Execution {
	/** What it failed with. */
	error: { message: string; description?: string | null } | undefined;
	/** JSON of the last node's items. */
	json: IDataObject[];
}

interface Surroundings {
	additionalData: IWorkflowExecuteAdditionalData;
	mode: WorkflowExecuteMode;
	response: ServerResponse;
}

export async function execute(
	workflow: Workflow,
	trigger: INode,
	data: INodeExecutionData[][],
	{ additionalData, mode, response }: Surroundings,
): Promise<Execution> {
	const nodes = Object.values(workflow.nodes);
	const hooks = new ExecutionLifecycleHooks(mode, '1', {
		id: workflow.id,
		name: 'Workflow',
		nodes,
		connections: workflow.connectionsBySourceNode,
		active: true,
		activeVersionId: null,
		isArchived: false,
		createdAt: new Date(),
		updatedAt: new Date(),
	});
	hooks.addHandler('sendResponse', (answer) => {
		send(response, answer);
	});
	additionalData.hooks = hooks;
	const stack = [{ node: trigger, data: { main: data }, source: null }];
	const runExecutionData = createRunExecutionData({ executionData: { nodeExecutionStack: stack } });
	const run = await new WorkflowExecute(additionalData, mode, runExecutionData).processRunExecutionData(workflow);
	const { error, runData } = run.data.resultData;
	const last = runData[nodes.at(-1)?.name ?? '']?.[0];
	return { error, json: (last?.data?.main?.[0] ?? []).map(({ json }) => json) };
}

function send(response: ServerResponse, answer: IExecuteResponsePromiseData): void {
	if (!('statusCode' in answer) || !Buffer.isBuffer(answer.body)) {
		response.end();
		return;
	}
	response.statusCode = Number(answer.statusCode);
	for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, String(value));
	response.end(answer.body);
}
