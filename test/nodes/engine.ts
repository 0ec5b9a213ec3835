// Runs workflows through n8n-core's own engine, expressions, parameters and HTTP helpers. What
// stands in for n8n's server is small: where credentials come from, and which node types there are.
import { inspect } from 'node:util';

import { ExecutionLifecycleHooks, ExternalSecretsProxy, LoadOptionsContext, WorkflowExecute } from 'n8n-core';
import {
	Workflow,
	type IExecuteFunctions,
	type IHttpRequestOptions,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type INodeType,
	type INodeTypes,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';

import { RetellChat } from '../../nodes/RetellChat/RetellChat.node.ts';
import { RetellChatTrigger } from '../../nodes/RetellChatTrigger/RetellChatTrigger.node.ts';
import { RetellChatWebhookTrigger } from '../../nodes/RetellChatWebhookTrigger/RetellChatWebhookTrigger.node.ts';
import { RetellInboundSmsTrigger } from '../../nodes/RetellInboundSmsTrigger/RetellInboundSmsTrigger.node.ts';
import { CREDENTIALS, type WorkflowFixture } from '../operations/workflow.ts';
import { underTime, type VirtualTime } from '../trigger/time.ts';
import { StoredCredential, type Credential, type Timeout } from './credential.ts';

export interface RunOptions {
	credential: Credential;
	/** What the trigger hands to the next node; one empty item by default. */
	input?: object[];
	/** Changes to the parameters of the Retell Chat node. */
	parameters?: INodeParameters;
	onError?: INode['onError'];
	/** Shortens the node's own waiting times. */
	timeout?: Timeout;
	/** Waits take no time: they are over as soon as no request is on its way. */
	time?: VirtualTime;
	onStart?: (execution: Started) => void;
}

/** A run that goes on. What it did so far is told by the node's side: a request is on its way from there to the server. */
export interface Started {
	cancel: () => void;
	/** The options of the requests, in the order of sending. */
	sent: readonly IHttpRequestOptions[];
	/** The URLs of those whose answer or failure the node has, in that order. */
	answered: readonly string[];
}

export interface Outcome {
	/** Items of the last node's outputs: [main output, error output]. */
	outputs: INodeExecutionData[][];
	/** JSON of the items of the main output. */
	json: Array<Record<string, unknown>>;
	/** What the editor shows above the last node's output. */
	hints: string[];
	/** What the execution failed with, as n8n stores it. */
	error: ExecutionFailure | undefined;
	/** The requests' options as the node gave them to n8n. */
	sent: IHttpRequestOptions[];
	/** All that n8n would store of the execution, as text. */
	stored: string;
}

export interface ExecutionFailure {
	name: string;
	message: string;
	description?: string | null;
	httpCode?: string | null;
	context?: { itemIndex?: number };
}

/** Runs a workflow as the editor's button does, with the trigger's output pinned. */
export async function runWorkflow(fixture: WorkflowFixture, options: RunOptions): Promise<Outcome> {
	const { nodes, connections } = structuredClone(fixture);
	for (const node of nodes) {
		if (node.type.endsWith('.retellChat')) {
			Object.assign(node.parameters, options.parameters);
			if (options.onError) node.onError = options.onError;
		}
	}
	const { time } = options;
	const answered: string[] = [];
	const workflow = new Workflow({
		id: 'wf',
		nodes,
		connections,
		active: false,
		nodeTypes: watched({ time, answered }),
	});
	const { additionalData, sent } = executionData(options);
	additionalData.hooks = new ExecutionLifecycleHooks('manual', '1', {
		id: 'wf',
		name: fixture.name,
		nodes,
		connections,
		active: false,
		activeVersionId: null,
		isArchived: false,
		createdAt: new Date(),
		updatedAt: new Date(),
	});

	const trigger = nodes.find((node) => node.type.endsWith('Trigger'));
	const last = nodes.at(-1);
	if (!trigger || !last) throw new Error('The fixture needs a trigger and a node after it');
	const input = (options.input ?? [{}]).map((json) => ({ json: { ...json } }));

	const running = new WorkflowExecute(additionalData, 'manual').run({
		workflow,
		startNode: trigger,
		pinData: { [trigger.name]: input },
	});
	options.onStart?.({ cancel: () => running.cancel(), sent, answered });
	const run = await (time?.settle(running) ?? running);
	const { runData, error } = run.data.resultData;
	const done = runData[last.name]?.[0];
	const outputs = (done?.data?.main ?? []).map((items) => items ?? []);
	return {
		outputs,
		json: (outputs[0] ?? []).map(({ json }) => json),
		hints: (done?.hints ?? []).map(({ message }) => message),
		error,
		sent,
		stored: inspect(run, { depth: null }),
	};
}

/** Calls a picker's method as the editor does. */
export function loadOptionsContext(credential: Credential, currentNodeParameters: INodeParameters = {}) {
	const node: INode = {
		id: '1',
		name: 'Retell Chat',
		type: 'n8n-nodes-retell-chat.retellChat',
		typeVersion: 1,
		position: [0, 0],
		parameters: currentNodeParameters,
		credentials: CREDENTIALS,
	};
	const workflow = new Workflow({ id: 'wf', nodes: [node], connections: {}, active: false, nodeTypes });
	const { additionalData } = executionData({ credential });
	return new LoadOptionsContext(workflow, node, additionalData, '');
}

export { CREDENTIALS };

const manualTrigger: INodeType = {
	description: {
		displayName: 'Manual Trigger',
		name: 'manualTrigger',
		group: ['trigger'],
		version: 1,
		description: 'The trigger of n8n itself; what it hands over is pinned',
		defaults: { name: 'Manual Trigger' },
		inputs: [],
		outputs: ['main'],
		properties: [],
	},
};

const types: Record<string, INodeType> = {
	'n8n-nodes-base.manualTrigger': manualTrigger,
	'n8n-nodes-retell-chat.retellChat': new RetellChat(),
	// n8n offers it to AI agents under this name.
	'n8n-nodes-retell-chat.retellChatTool': new RetellChat(),
	'n8n-nodes-retell-chat.retellChatTrigger': new RetellChatTrigger(),
	'n8n-nodes-retell-chat.retellChatWebhookTrigger': new RetellChatWebhookTrigger(),
	'n8n-nodes-retell-chat.retellInboundSmsTrigger': new RetellInboundSmsTrigger(),
};

export const nodeTypes: INodeTypes = {
	getByName: (name) => typeOf(name),
	getByNameAndVersion: (name) => typeOf(name),
	getKnownTypes: () => ({}),
};

/** The same node types, which tell of their requests. */
function watched({ time, answered }: { time: VirtualTime | undefined; answered: string[] }): INodeTypes {
	const watch = (type: INodeType): INodeType => {
		if (!type.execute) return type;
		const execute: INodeType['execute'] = async function () {
			if (time) underTime(this.helpers, time);
			noteAnswers(this.helpers, answered);
			return (await type.execute?.call(this)) ?? null;
		};
		return Object.assign(Object.create(type) as INodeType, { execute });
	};
	return {
		...nodeTypes,
		getByName: (name) => watch(typeOf(name)),
		getByNameAndVersion: (name) => watch(typeOf(name)),
	};
}

function noteAnswers(helpers: IExecuteFunctions['helpers'], answered: string[]): void {
	const original = { ...helpers };
	helpers.httpRequestWithAuthentication = async function (credentials, request, ...rest) {
		try {
			return (await original.httpRequestWithAuthentication.call(this, credentials, request, ...rest)) as unknown;
		} finally {
			answered.push(request.url);
		}
	};
}

function typeOf(name: string): INodeType {
	const type = types[name];
	if (!type) throw new Error(`The tests know no node type ${name}`);
	return type;
}

export function executionData({ credential, timeout }: Pick<RunOptions, 'credential' | 'timeout'>) {
	const sent: IHttpRequestOptions[] = [];
	const unused = () => Promise.reject(new Error('The tests do not offer this part of n8n'));
	const additionalData: IWorkflowExecuteAdditionalData = {
		credentialsHelper: new StoredCredential(credential, sent, timeout),
		externalSecretsProxy: new ExternalSecretsProxy(),
		executeWorkflow: unused,
		getRunExecutionData: unused,
		getRuntimeCredential: unused,
		startRunnerTask: unused,
		logAiEvent: () => {},
		currentNodeExecutionIndex: 0,
		restApiUrl: 'http://localhost',
		instanceBaseUrl: 'http://localhost',
		formBaseUrl: 'http://localhost',
		formWaitingBaseUrl: 'http://localhost',
		formTestBaseUrl: 'http://localhost',
		webhookBaseUrl: 'http://localhost',
		webhookWaitingBaseUrl: 'http://localhost',
		webhookTestBaseUrl: 'http://localhost',
		mcpBaseUrl: 'http://localhost',
		mcpTestBaseUrl: 'http://localhost',
		variables: {},
	};
	return { additionalData, sent };
}
