// Runs a node in a workflow through n8n-core's own engine, as a production execution.
import type {
	INode,
	INodeExecutionData,
	INodeParameters,
	INodeType,
	INodeTypeDescription,
	IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { credentialsHelper } from './credential.ts';
import type { Connection } from './credential.ts';
import { core, parts } from './n8n.ts';

/** A node that is measured. */
export interface Subject {
	/** n8n knows the HTTP Request node by its name, and lets it use any credential. */
	name: string;
	type: INodeType;
	version: number;
	parameters: INodeParameters;
}

const SOURCE = 'bench.source';
const SUBJECT = 'Subject';

/** The description of a node of the benchmark's own. */
export function described(name: string, inputs: ['main'] | []): INodeTypeDescription {
	const texts = { displayName: name, name, description: name, defaults: { name } };
	return { ...texts, group: ['transform'], version: 1, inputs, outputs: ['main'], properties: [] };
}

/** Runs a workflow of two nodes: one that hands over the items, and the subject. Gives the subject's output. */
export async function execute(
	subject: Subject,
	connection: Connection,
	items: object[],
): Promise<INodeExecutionData[]> {
	const source: INodeType = {
		description: described(SOURCE, []),
		execute: () => Promise.resolve([items.map((json) => ({ json: { ...json } }))]),
	};
	const types: Record<string, INodeType> = { [SOURCE]: source, [subject.name]: subject.type };
	const typeOf = (name: string): INodeType => {
		const type = types[name];
		if (!type) throw new Error(`The benchmark knows no node type ${name}`);
		return type;
	};
	const workflow = new parts.Workflow({
		id: 'bench',
		nodes: [node(SOURCE, SOURCE), node(SUBJECT, subject.name, subject.parameters, subject.version)],
		connections: { [SOURCE]: { main: [[{ node: SUBJECT, type: 'main', index: 0 }]] } },
		active: false,
		nodeTypes: { getByName: typeOf, getByNameAndVersion: typeOf, getKnownTypes: () => ({}) },
		settings: { executionOrder: 'v1' },
	});
	const additional = additionalData(connection);
	additional.hooks = new core.ExecutionLifecycleHooks('trigger', '1', {
		id: 'bench',
		name: 'bench',
		nodes: Object.values(workflow.nodes),
		connections: workflow.connectionsBySourceNode,
		active: false,
		activeVersionId: null,
		isArchived: false,
		createdAt: new Date(),
		updatedAt: new Date(),
	});
	const run = await new core.WorkflowExecute(additional, 'trigger').run({
		workflow,
		startNode: workflow.nodes[SOURCE],
	});
	const { runData, error } = run.data.resultData;
	if (error)
		throw new Error(`${error.message} ${'description' in error ? String(error.description) : ''}`, { cause: error });
	return runData[SUBJECT]?.[0]?.data?.main?.[0] ?? [];
}

/** A node of a workflow, with the credential. */
export function node(name: string, type: string, parameters: INodeParameters = {}, typeVersion = 1): INode {
	const credentials = { retellChatApi: { id: '1', name: 'Retell' } };
	return { id: name, name, type, typeVersion, position: [0, 0], parameters, credentials };
}

export function additionalData(connection: Connection): IWorkflowExecuteAdditionalData {
	const unused = () => Promise.reject(new Error('The benchmark does not offer this part of n8n'));
	const url = 'http://localhost';
	return {
		credentialsHelper: credentialsHelper(connection),
		externalSecretsProxy: new core.ExternalSecretsProxy(),
		executeWorkflow: unused,
		getRunExecutionData: unused,
		getRuntimeCredential: unused,
		startRunnerTask: unused,
		logAiEvent: () => {},
		currentNodeExecutionIndex: 0,
		restApiUrl: url,
		instanceBaseUrl: url,
		formBaseUrl: url,
		formWaitingBaseUrl: url,
		formTestBaseUrl: url,
		webhookBaseUrl: url,
		webhookWaitingBaseUrl: url,
		webhookTestBaseUrl: url,
		mcpBaseUrl: url,
		mcpTestBaseUrl: url,
		variables: {},
	};
}
