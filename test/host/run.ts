// Runs workflows through n8n-core's own engine, expressions, parameters and HTTP helpers.
import { createHash } from 'node:crypto';
import { inspect } from 'node:util';

import type {
	IDataObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	INode,
	INodeExecutionData,
	INodeParameters,
	INodeType,
	Workflow,
} from 'n8n-workflow';

import { hooksOf, nodeOf, nodeTypesOf, workflowWith, type Credential, type Timeout } from './data.ts';
import { CREDENTIALS, type WorkflowFixture } from './fixture.ts';
import { core, parts } from './n8n.ts';
import { executionData, nodeTypes, TYPES } from './retell.ts';
import { underTime, type VirtualTime } from './time.ts';

export interface RunOptions {
	credential: Credential;
	/** What the trigger hands to the next node; one empty item by default. */
	input?: object[];
	/** Changes to the parameters of the Retell Chat node. */
	parameters?: INodeParameters;
	onError?: INode['onError'];
	/** Of which process of n8n it is one: what one process remembers, another does not know. */
	process?: string;
	/** The execution's number in n8n; none if it has none. */
	executionId?: string;
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

interface ExecutionFailure {
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
			node.credentials = credentialsIn(options);
		}
	}
	const { time } = options;
	const answered: string[] = [];
	const workflow = workflowWith({ nodes, connections, nodeTypes: watched({ time, answered }) });
	const { additionalData, sent } = executionData(options);
	additionalData.hooks = hooksOf(workflow, 'manual');
	additionalData.executionId = options.executionId;

	const trigger = nodes.find((node) => node.type.endsWith('Trigger'));
	const last = nodes.at(-1);
	if (!trigger || !last) throw new Error('The fixture needs a trigger and a node after it');
	const input = (options.input ?? [{}]).map((json) => ({ json: { ...json } }));

	const running = new core.WorkflowExecute(additionalData, 'manual').run({
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

/** Another credential for each process, since what a process remembers goes by its ID; and for each key of a sandbox. */
function credentialsIn({ credential, process = '' }: RunOptions): INode['credentials'] {
	const { name } = CREDENTIALS.retellChatApi;
	// The key itself must be nowhere in what n8n stores.
	const id = createHash('sha256').update(`${credential.apiKey} ${process}`).digest('hex');
	return { retellChatApi: { id, name } };
}

/** Calls a picker's method as the editor does. */
export function loadOptionsContext(credential: Credential, parameters: INodeParameters = {}) {
	const node = nodeOf('n8n-nodes-retell-chat.retellChat', { parameters });
	const { additionalData } = executionData({ credential });
	additionalData.currentNodeParameters = parameters;
	return new core.LoadOptionsContext(workflowWith({ nodes: [node], nodeTypes }), node, additionalData, '');
}

export interface ContextSettings {
	workflow: Workflow;
	node: INode;
	additionalData: ReturnType<typeof executionData>['additionalData'];
	mode?: 'manual' | 'webhook';
	/** What ran before the node. */
	before?: { name: string; json: unknown };
}

/** n8n-core's context for a node's own `execute`, with one empty item for input. */
export function executeContext({ workflow, node, additionalData, mode = 'manual', before }: ContextSettings) {
	const main = [[{ json: {} }]];
	const runData = before && {
		[before.name]: [
			{
				startTime: 0,
				executionTime: 0,
				executionIndex: 0,
				executionStatus: 'success' as const,
				source: [],
				data: { main: [[{ json: before.json as IDataObject }]] },
			},
		],
	};
	return new core.ExecuteContext(
		workflow,
		node,
		additionalData,
		mode,
		parts.createRunExecutionData({ resultData: { runData: runData ?? {} } }),
		0,
		main[0] ?? [],
		{ main },
		{ node, data: { main }, source: before ? { main: [{ previousNode: before.name }] } : null },
		[],
	);
}

/** The same node types, which tell of their requests. */
function watched({ time, answered }: { time: VirtualTime | undefined; answered: string[] }) {
	const watch = (type: INodeType): INodeType => {
		if (!type.execute) return type;
		const execute: INodeType['execute'] = async function () {
			if (time) underTime(this, time);
			noteAnswers(this.helpers, answered);
			return (await type.execute?.call(this)) ?? null;
		};
		return Object.assign(Object.create(type) as INodeType, { execute });
	};
	return nodeTypesOf(Object.fromEntries(Object.entries(TYPES).map(([name, type]) => [name, watch(type)])));
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
