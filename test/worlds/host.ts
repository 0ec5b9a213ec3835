import { AsyncLocalStorage } from 'node:async_hooks';
import { ExternalSecretsProxy, PollContext } from 'n8n-core';
// The ECMAScript build of n8n-workflow, which Node would take here, does not load in Node.
import { Workflow } from 'n8n-workflow/dist/cjs/index.js';
import type {
	IDataObject,
	INode,
	INodeParameters,
	INodeType,
	IPollFunctions,
	IWorkflowExecuteAdditionalData,
	WorkflowActivateMode,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { HostCredentials } from './credentials.ts';
import type { Settings } from './plan.ts';
import type { NodeRequest } from './server.ts';
import type { Reply } from './server-faults.ts';

/** A workflow with the trigger, as one activation or one tick holds it. */
export interface Hosted {
	workflow: Workflow;
	node: INode;
}

export interface HostSettings {
	/** A node of this process: another process has another. */
	nodeType: INodeType;
	workflowId: string;
	settings: Settings;
	/** What the database holds of the workflow's static data. */
	staticData: string;
}

const NODE = { id: 'trigger', name: 'Retell Chat Trigger', type: 'n8n-nodes-retell-chat.retellChatTrigger' };

function parametersOf(settings: Settings): INodeParameters {
	const { event, agentIds, simplify, minDurationSeconds, ...others } = settings;
	const { includeErrored, includeTranscript, startFromHours, lookbackMinutes, analysisTimeout, maxChatsPerPoll } =
		others;
	const options = {
		includeErrored,
		includeTranscript,
		startFromHours,
		lookbackMinutes,
		analysisTimeout,
		maxChatsPerPoll,
	};
	const filters = minDurationSeconds > 0 ? { minDurationSeconds } : {};
	return { event, agentIds, simplify, options, filters };
}

/** Builds the workflow as n8n does when it activates it or when a tick is due. */
export function hostWorkflow({ nodeType, workflowId, settings, staticData }: HostSettings): Hosted {
	const node: INode = {
		...NODE,
		typeVersion: 1,
		position: [0, 0],
		parameters: parametersOf(settings),
		credentials: { retellChatApi: { id: settings.apiKey, name: 'Retell' } },
	};
	const types = { getByName: () => nodeType, getByNameAndVersion: () => nodeType, getKnownTypes: () => ({}) };
	const workflow = new Workflow({
		id: workflowId,
		name: 'World',
		nodes: [node],
		connections: {},
		active: true,
		nodeTypes: types,
		staticData: JSON.parse(staticData) as IDataObject,
	});
	return { workflow, node: workflow.nodes[NODE.name] ?? node };
}

export interface ContextSettings {
	apiKey: string;
	baseUrl: string;
	mode: WorkflowExecuteMode;
	activation: WorkflowActivateMode;
	/** A staged cursor instead of the workflow's static data. */
	cursor?: IDataObject;
	budgetMs: number | null;
	/** Answers the node's requests. */
	serve: (request: NodeRequest) => Promise<Reply>;
}

/** n8n-core's own poll context, with the world in the place of the network. */
export function pollContext({ workflow, node }: Hosted, settings: ContextSettings): IPollFunctions {
	const { apiKey, baseUrl, mode, activation, cursor, budgetMs, serve } = settings;
	const unused = () => {
		throw new Error('The worlds do not offer this part of n8n');
	};
	const context = new PollContext(
		workflow,
		node,
		additionalData({ apiKey, baseUrl }),
		mode,
		activation,
		unused,
		unused,
		undefined,
		undefined,
		cursor && (() => cursor),
		budgetMs === null ? undefined : () => budgetMs,
	);
	context.helpers.httpRequestWithAuthentication = async (credential, request) => {
		const asWritten = request.returnFullResponse && request.ignoreHttpStatusErrors && request.json;
		if (credential !== 'retellChatApi' || !asWritten) throw new Error('The worlds answer whole responses only');
		return await serve(request);
	};
	if (budgetMs !== null) return context;
	// An older n8n does not know of budgets.
	return new Proxy(context, {
		get: (target, name, receiver): unknown =>
			name === 'getPollBudgetMs' ? undefined : Reflect.get(target, name, receiver),
		has: (target, name) => name !== 'getPollBudgetMs' && Reflect.has(target, name),
	});
}

/** Which poll a request belongs to: polls can overlap within one context. */
export const polling = new AsyncLocalStorage<{ request: (request: NodeRequest) => Promise<Reply> }>();

function additionalData(address: Pick<ContextSettings, 'apiKey' | 'baseUrl'>): IWorkflowExecuteAdditionalData {
	const unused = () => Promise.reject(new Error('The worlds do not offer this part of n8n'));
	const url = 'http://localhost';
	return {
		credentialsHelper: new HostCredentials({ ...address, webhookKey: '' }),
		externalSecretsProxy: new ExternalSecretsProxy(),
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
