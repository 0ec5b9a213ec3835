// What n8n's server gives to n8n-core around a node: the workflow, the node's type, its credential, and the data of an
// execution. Any node and any credential: what only this package has is in retell.ts.
import type {
	ICredentialDataDecryptedObject,
	ICredentialsHelper,
	ICredentialType,
	IConnections,
	IDataObject,
	IHttpRequestOptions,
	INode,
	INodeType,
	INodeTypeDescription,
	INodeTypes,
	IPollFunctions,
	IWorkflowExecuteAdditionalData,
	Workflow,
	WorkflowActivateMode,
	WorkflowExecuteMode,
} from 'n8n-workflow';

import { CREDENTIALS } from './fixture.ts';
import { core, parts } from './n8n.ts';

export interface Credential {
	apiKey: string;
	baseUrl: string;
	webhookKey?: string;
}

/** How long an answer may take, in ms: always, or by the request; undefined: as the node says. */
export type Timeout = number | ((request: IHttpRequestOptions) => number | undefined);

/** A node of a workflow, with the credential. */
export function nodeOf(type: string, rest: Partial<INode> = {}): INode {
	const name = rest.name ?? type;
	return { id: name, name, type, typeVersion: 1, position: [0, 0], parameters: {}, credentials: CREDENTIALS, ...rest };
}

/** The description of a node that only the tests have. */
export function described(name: string, rest: Partial<INodeTypeDescription> = {}): INodeTypeDescription {
	const texts = { displayName: name, name, description: name, defaults: { name } };
	return { ...texts, group: ['transform'], version: 1, inputs: ['main'], outputs: ['main'], properties: [], ...rest };
}

/** What knows these node types, by the names that workflows have for them. */
export function nodeTypesOf(types: Record<string, INodeType>): INodeTypes {
	const typeOf = (name: string): INodeType => {
		const type = types[name];
		if (!type) throw new Error(`There is no node type ${name}`);
		return type;
	};
	return { getByName: typeOf, getByNameAndVersion: typeOf, getKnownTypes: () => ({}) };
}

/** Joins nodes one after the other. */
function chained(nodes: INode[]): IConnections {
	return Object.fromEntries(
		nodes
			.slice(1)
			.map(({ name }, index) => [nodes[index]?.name ?? '', { main: [[{ node: name, type: 'main', index: 0 }]] }]),
	);
}

interface WorkflowSettings {
	id?: string;
	nodes: INode[];
	nodeTypes: INodeTypes;
	connections?: IConnections;
	active?: boolean;
	/** What n8n stored of it. */
	staticData?: IDataObject;
}

/** A workflow; its nodes come one after the other unless the connections say otherwise. */
export function workflowWith({ nodes, connections = chained(nodes), ...rest }: WorkflowSettings): Workflow {
	const settings = { executionOrder: 'v1' as const };
	return new parts.Workflow({ id: 'wf', name: 'Workflow', active: false, nodes, connections, settings, ...rest });
}

/** Data as n8n's database keeps it. */
export function plain(data: IDataObject): IDataObject {
	return JSON.parse(JSON.stringify(data)) as IDataObject;
}

const unused = () => Promise.reject(new Error('The host of the tests does not offer this part of n8n'));

export interface Access {
	credential: Credential;
	/** Its type, which signs requests. */
	type: ICredentialType;
	/** Shortens the node's own waiting times. */
	timeout?: Timeout;
	/** Gets the options of the requests that are sent, in their order. */
	sent?: IHttpRequestOptions[];
}

/** n8n's store of credentials with one in it, which every node gets. */
function credentialStore({ credential, type, timeout, sent }: Access): ICredentialsHelper {
	return {
		getDecrypted: () => Promise.resolve({ webhookKey: '', ...credential }),
		authenticate: async (data, _type, request) => {
			// The helper for legacy requests hands over options of another type, which n8n treats alike.
			const options = request as IHttpRequestOptions;
			sent?.push(options);
			const signed = await signedBy(type, data, options);
			const limit = typeof timeout === 'function' ? timeout(options) : timeout;
			return { ...signed, ...(limit && { timeout: limit }) };
		},
		getParentTypes: () => [],
		isCredentialUsableByNode: () => true,
		preAuthentication: () => Promise.resolve(undefined),
		runPreAuthentication: () => Promise.resolve(undefined),
		getCredentials: unused,
		updateCredentials: unused,
		updateCredentialsOauthTokenData: unused,
		getCredentialsProperties: () => type.properties,
	};
}

async function signedBy(
	{ authenticate }: ICredentialType,
	data: ICredentialDataDecryptedObject,
	options: IHttpRequestOptions,
): Promise<IHttpRequestOptions> {
	if (typeof authenticate !== 'function') throw new Error('The credential does not say how it signs');
	return await authenticate(data, options);
}

/** What goes with an execution. */
export function executionDataOf(access: Access): IWorkflowExecuteAdditionalData {
	const url = 'http://localhost';
	return {
		credentialsHelper: credentialStore(access),
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

/** What an execution of a workflow tells while it runs. */
export function hooksOf(workflow: Workflow, mode: WorkflowExecuteMode) {
	const now = new Date();
	return new core.ExecutionLifecycleHooks(mode, '1', {
		id: workflow.id,
		name: workflow.name ?? 'Workflow',
		nodes: Object.values(workflow.nodes),
		connections: workflow.connectionsBySourceNode,
		active: workflow.active,
		activeVersionId: null,
		isArchived: false,
		createdAt: now,
		updatedAt: now,
	});
}

interface PollSettings {
	workflow: Workflow;
	node: INode;
	additionalData: IWorkflowExecuteAdditionalData;
	mode?: WorkflowExecuteMode;
	activation: WorkflowActivateMode;
	emit?: IPollFunctions['__emit'];
	emitError?: IPollFunctions['__emitError'];
	/** A staged cursor instead of the workflow's static data. */
	cursor?: IDataObject;
	/** How long a poll may take, in ms; null: an n8n that does not say so; undefined: as n8n has it. */
	budgetMs?: number | null;
}

/** n8n-core's context for polls. */
export function pollContext(settings: PollSettings) {
	const { workflow, node, additionalData, mode = 'trigger', activation, emit, emitError, cursor, budgetMs } = settings;
	const context = new core.PollContext(
		workflow,
		node,
		additionalData,
		mode,
		activation,
		emit,
		emitError,
		undefined,
		undefined,
		cursor && (() => cursor),
		typeof budgetMs === 'number' ? () => budgetMs : undefined,
	);
	if (budgetMs === null) Reflect.deleteProperty(context, 'getPollBudgetMs');
	return context;
}
