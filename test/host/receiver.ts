// A webhook trigger behind a small HTTP server that does what n8n's does for webhooks: it reads the
// body as it came, calls the node, stores the node's state, answers, and runs what comes after.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse } from 'node:querystring';
import { buffer } from 'node:stream/consumers';

import type {
	IDataObject,
	IExecuteResponsePromiseData,
	INode,
	INodeExecutionData,
	INodeParameters,
	IWorkflowExecuteAdditionalData,
	INodeType,
	Logger,
	Workflow,
	WorkflowActivateMode,
	WorkflowExecuteMode,
} from 'n8n-workflow';

import { until } from '../../tools/sandbox/holds.ts';
import { described, hooksOf, nodeOf, nodeTypesOf, plain, workflowWith, type Credential } from './data.ts';
import { core, parts } from './n8n.ts';
import { TYPES, WEBHOOK_TRIGGERS, type WebhookTriggerName } from './retell.ts';
import { pathOf, takeStep, WEBHOOK_ID, webhookContext, type Step } from './webhook.ts';

/** A webhook trigger that can be called, and published and unpublished. */
export type Receiver = Awaited<ReturnType<typeof startReceiver>>;

interface Execution {
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

export interface ReceiverOptions {
	credential: Credential;
	/** The instant trigger, unless said otherwise. */
	trigger?: WebhookTriggerName;
	/** Nodes that come after it, one after the other. */
	nodes?: INode[];
	/** What a first node among those does; the items that it gives, or else those that came in, go on. */
	step?: () => object[] | void | Promise<void>;
	parameters?: INodeParameters;
	/** What n8n stored before. */
	staticData?: IDataObject;
	workflowId?: string;
	nodeName?: string;
	nodeId?: string;
	/** So many requests n8n takes, and cannot store their executions. */
	failsFirst?: number;
	/** How long n8n is at a request before it asks the trigger. */
	reading?: () => Promise<unknown>;
	/** How long n8n is at a request, from what the trigger gave to the answer. */
	storing?: () => Promise<unknown>;
	/** The ID of n8n itself: one n8n for all, unless said otherwise. */
	instanceId?: string;
	/** As in a workflow that came through n8n's API: the URLs then have the workflow's id and the node's name. */
	withoutWebhookId?: boolean;
}

export async function startReceiver(options: ReceiverOptions) {
	const { trigger = 'retellChatWebhookTrigger', step } = options;
	const nodes = [...(step ? [STEP] : []), ...(options.nodes ?? [])];
	const type = WEBHOOK_TRIGGERS[trigger];
	const node = nodeOf(`n8n-nodes-retell-chat.${trigger}`, {
		id: options.nodeId ?? 'trigger',
		...(!options.withoutWebhookId && { webhookId: WEBHOOK_ID }),
		name: options.nodeName ?? type.description.displayName,
		parameters: { ...options.parameters },
	});
	const { workflowId = 'wf', credential } = options;
	let stored = structuredClone(options.staticData ?? {});
	const started: INodeExecutionData[] = [];
	const statuses: number[] = [];
	const thrown: string[] = [];
	const logged: string[] = [];
	const executions: Execution[] = [];
	let gone = 0;
	let failures = 0;
	let called = 0;
	const calls = new Set<Promise<unknown>>();

	// Each call gets a workflow of its own, with what n8n's database holds.
	const workflowOf = () =>
		workflowWith({
			id: workflowId,
			nodes: [node, ...nodes],
			active: true,
			nodeTypes: nodeTypesOf(step ? { ...TYPES, [STEP.type]: typeOfStep(step) } : TYPES),
			staticData: structuredClone(stored),
		});

	const server = createServer((request, response) => {
		const closed = new Promise<void>((resolve) => {
			response.once('close', () => {
				if (response.writableEnded) statuses.push(response.statusCode);
				else gone += 1;
				resolve();
			});
		});
		const call: Promise<unknown> = Promise.all([answer(request, response), closed]).finally(() => calls.delete(call));
		calls.add(call);
	});
	// A connection that nobody uses stays open: a test that was held up would else meet one that is being closed.
	server.keepAliveTimeout = 0;
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	let base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

	async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const rawBody = await buffer(request);
		await options.reading?.();
		const isTest = request.url?.startsWith('/webhook-test/') === true;
		let body: unknown;
		try {
			body = parsed(request.headers['content-type'], rawBody.toString());
		} catch {
			return void response.writeHead(422).end();
		}
		const workflow = workflowOf();
		const mode = isTest ? 'manual' : 'webhook';
		called += 1;
		const { context, additionalData } = webhookContext({ trigger, workflow, node, credential, base }, mode, {
			httpRequest: Object.assign(request, { rawBody, body }),
			httpResponse: response,
		});
		try {
			const { noWebhookResponse, workflowData } = await type.webhook.call(context);
			if (workflowData) await options.storing?.();
			if (workflowData && failures++ < (options.failsFirst ?? 0)) throw new Error('The database is locked');
			stored = plain(workflow.staticData);
			if (!noWebhookResponse) response.writeHead(200).end('{}');
			started.push(...(workflowData ?? []).flat());
			if (workflowData && nodes.length > 0) {
				executions.push(await execute(workflow, node, workflowData, { additionalData, mode, response }));
			}
		} catch (error) {
			thrown.push(error instanceof Error ? error.message : String(error));
			// As n8n: what has its answer cannot get another one, and its connection is dropped.
			if (response.headersSent) request.socket.destroy();
			else response.writeHead(500).end();
		}
	}

	async function take(step: Step, activation?: WorkflowActivateMode) {
		const workflow = workflowOf();
		let unwatch = () => {};
		try {
			const prepare: Parameters<typeof takeStep>[2] = (context) => {
				context.getInstanceId = () => options.instanceId ?? 'instance';
				unwatch = watchWarnings(context.logger, logged);
			};
			await takeStep({ trigger, workflow, node, credential, base }, step, prepare, activation);
		} finally {
			unwatch();
		}
		stored = plain(workflow.staticData);
	}

	return {
		/** Where Retell is to send webhooks to the published workflow. */
		get url() {
			return `${base}/webhook/${pathOf(workflowId, node)}`;
		},
		/** Where it is to send them while somebody listens for a test event. */
		get testUrl() {
			return `${base}/webhook-test/${pathOf(workflowId, node)}`;
		},
		/** What started the workflow, in order. */
		started,
		/** The executions of what comes after the trigger, in the order of their ends. */
		executions,
		/** Answers given, in order. */
		statuses,
		/** What the trigger threw at calls, in order. */
		thrown,
		/**
		 * Waits until all calls that came are answered, and all that they started has ended. Whoever has an
		 * answer knows no more than that: the execution may have just begun.
		 */
		settled: async () => {
			while (calls.size > 0) await Promise.all(calls);
		},
		/** Waits until so many executions have ended, whether or not the call is answered. */
		ended: (count: number) => until(() => executions.length >= count),
		/** Waits until so many calls are answered, whether or not what they started has ended. */
		answered: (count: number) => until(() => statuses.length >= count),
		/** Waits until so many calls have come in so far, whether or not they are answered. */
		called: (count: number) => until(() => called >= count),
		/** Waits until so many callers have gone away before they had an answer. */
		left: (count: number) => until(() => gone >= count),
		publish: (activation?: WorkflowActivateMode) => take('publish', activation),
		unpublish: () => take('unpublish'),
		listen: () => take('listen'),
		stopListening: () => take('stopListening'),
		/** n8n is killed and starts again at the same address, with nothing stored. */
		restart: () => {
			stored = {};
		},
		/** n8n is to be found at another address from now on, of which the old one is no part. */
		move: (to: string) => {
			base = to;
		},
		/** Gives the node another name. */
		rename: (name: string) => {
			node.name = name;
		},
		/** What n8n stored of the trigger. */
		staticData: () => stored,
		/** What publishing, unpublishing and listening wrote into n8n's log. */
		logged,
		close: async () => {
			server.close();
			server.closeAllConnections();
			await once(server, 'close');
		},
	};
}

/** Notes what is written into a log as a warning; gives back how to stop. */
function watchWarnings(logger: Logger, lines: string[]): () => void {
	const warn = logger.warn.bind(logger);
	logger.warn = (line, more) => {
		lines.push(line);
		warn(line, more);
	};
	return () => {
		logger.warn = warn;
	};
}

const STEP = nodeOf('test.step', { name: 'Step', credentials: undefined });

function typeOfStep(step: NonNullable<ReceiverOptions['step']>): INodeType {
	return {
		description: described('step'),
		async execute() {
			const items = await step();
			return [items?.map((json) => ({ json: { ...json } })) ?? this.getInputData()];
		},
	};
}

/** Runs what comes after a trigger. What the workflow answers goes out as n8n's server sends it. */
async function execute(
	workflow: Workflow,
	trigger: INode,
	data: INodeExecutionData[][],
	{ additionalData, mode, response }: Surroundings,
): Promise<Execution> {
	const hooks = hooksOf(workflow, mode);
	hooks.addHandler('sendResponse', (answer) => send(response, answer));
	additionalData.hooks = hooks;
	const stack = [{ node: trigger, data: { main: data }, source: null }];
	const started = parts.createRunExecutionData({ executionData: { nodeExecutionStack: stack } });
	const run = await new core.WorkflowExecute(additionalData, mode, started).processRunExecutionData(workflow);
	const { error, runData } = run.data.resultData;
	const last = runData[Object.keys(workflow.nodes).at(-1) ?? '']?.[0];
	return { error, json: (last?.data?.main?.[0] ?? []).map(({ json }) => json) };
}

/** A body of bytes as it is, anything else not at all, since the trigger said that n8n shall not answer. */
function send(response: ServerResponse, answer: IExecuteResponsePromiseData): void {
	if (!('statusCode' in answer) || !Buffer.isBuffer(answer.body)) return void response.end();
	response.statusCode = Number(answer.statusCode);
	for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, String(value));
	response.end(answer.body);
}

/** As n8n reads bodies: undefined for types that it does not know, and for nothing at all. */
function parsed(contentType: string | undefined, text: string): unknown {
	if (text === '') return undefined;
	switch (contentType?.split(';')[0]) {
		case 'application/json':
			return JSON.parse(text);
		case 'application/x-www-form-urlencoded':
			return parse(text);
		case 'text/plain':
			return text;
		default:
			return undefined;
	}
}
