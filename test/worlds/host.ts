import { AsyncLocalStorage } from 'node:async_hooks';

import type {
	IDataObject,
	INode,
	INodeParameters,
	INodeType,
	IPollFunctions,
	Workflow,
	WorkflowActivateMode,
	WorkflowExecuteMode,
} from 'n8n-workflow';

import { executionDataOf, nodeOf, nodeTypesOf, pollContext as contextOf, workflowWith } from '../host/data.ts';
import type { Settings } from './plan.ts';
import type { NodeRequest } from './server.ts';
import type { Reply } from './server-faults.ts';

/** A workflow with the trigger, as one activation or one tick holds it. */
interface Hosted {
	workflow: Workflow;
	node: INode;
}

interface HostSettings {
	/** A node of this process: another process has another. */
	nodeType: INodeType;
	workflowId: string;
	settings: Settings;
	/** What the database holds of the workflow's static data. */
	staticData: string;
}

const TYPE = 'n8n-nodes-retell-chat.retellChatTrigger';

function parametersOf({ apiKey: _apiKey, ...parameters }: Settings): INodeParameters {
	const { event, agentIds, simplify, minDurationSeconds, ...options } = parameters;
	const filters = minDurationSeconds > 0 ? { minDurationSeconds } : {};
	return { event, agentIds, simplify, options, filters };
}

/** Builds the workflow as n8n does when it activates it or when a tick is due. */
export function hostWorkflow({ nodeType, workflowId, settings, staticData }: HostSettings): Hosted {
	const node = nodeOf(TYPE, {
		name: 'Retell Chat Trigger',
		parameters: parametersOf(settings),
		credentials: { retellChatApi: { id: settings.apiKey, name: 'Retell' } },
	});
	const workflow = workflowWith({
		id: workflowId,
		nodes: [node],
		active: true,
		nodeTypes: nodeTypesOf({ [TYPE]: nodeType }),
		staticData: JSON.parse(staticData) as IDataObject,
	});
	return { workflow, node: workflow.nodes[node.name] ?? node };
}

interface ContextSettings {
	apiKey: string;
	baseUrl: string;
	mode: WorkflowExecuteMode;
	activation: WorkflowActivateMode;
	/** A staged cursor instead of the workflow's static data. */
	cursor?: IDataObject;
	budgetMs: number | null;
}

/** n8n-core's own poll context, with the world in the place of the network. */
export function pollContext({ workflow, node }: Hosted, settings: ContextSettings): IPollFunctions {
	const { apiKey, baseUrl, ...rest } = settings;
	// No request goes out: none is signed.
	const type = { name: 'retellChatApi', displayName: 'Retell', properties: [] };
	const additionalData = executionDataOf({ credential: { apiKey, baseUrl }, type });
	const context = contextOf({ workflow, node, additionalData, ...rest });
	context.helpers.httpRequestWithAuthentication = async (credential, request) => {
		const asWritten = request.returnFullResponse && request.ignoreHttpStatusErrors && request.json;
		if (credential !== 'retellChatApi' || !asWritten) throw new Error('The worlds answer whole responses only');
		const poll = polling.getStore();
		if (!poll) throw new Error('A request outside of a poll');
		return await poll.request(request);
	};
	return context;
}

/** Which poll a request belongs to: polls can overlap within one context. */
export const polling = new AsyncLocalStorage<{ request: (request: NodeRequest) => Promise<Reply> }>();
