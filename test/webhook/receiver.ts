// A webhook trigger behind a small HTTP server that does what n8n's does for webhooks: it reads the
// body as it came, calls the node, stores the node's state, answers, and runs what comes after.
import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse } from 'node:querystring';
import { buffer } from 'node:stream/consumers';

import { HookContext, WebhookContext } from 'n8n-core';
import {
	NodeHelpers,
	Workflow,
	type IConnections,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type INodeType,
	type INodeTypes,
	type IWebhookData,
	type WorkflowActivateMode,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import { RetellChatWebhookTrigger } from '../../nodes/RetellChatWebhookTrigger/RetellChatWebhookTrigger.node.ts';
import { RetellInboundSmsTrigger } from '../../nodes/RetellInboundSmsTrigger/RetellInboundSmsTrigger.node.ts';
import type { Credential } from '../nodes/credential.ts';
import { CREDENTIALS, executionData, nodeTypes } from '../nodes/engine.ts';
import { underTime, type VirtualTime } from '../trigger/time.ts';
import { execute, type Execution } from './execution.ts';

const WEBHOOK_ID = '8c644ca6-ec35-4971-a9a9-b40fb4be585f';

export interface Receiver {
	/** Where Retell is to send webhooks: of the published workflow, and while listening for a test event. */
	url: string;
	testUrl: string;
	/** What started the workflow, in order. */
	started: INodeExecutionData[];
	/** The executions of what comes after the trigger, in the order of their ends. */
	executions: Execution[];
	/** Answers given, in order. */
	statuses: number[];
	/** What the trigger threw at calls, in order. */
	thrown: string[];
	/**
	 * Waits until all calls that came are answered, and all that they started has ended. Whoever has an
	 * answer knows no more than that: the execution may have just begun.
	 */
	settled: () => Promise<void>;
	/** Waits until so many executions have ended, whether or not the call is answered. */
	ended: (count: number) => Promise<void>;
	/** Waits until so many calls are answered, whether or not what they started has ended. */
	answered: (count: number) => Promise<void>;
	/** Waits until so many calls have come in so far, whether or not they are answered. */
	called: (count: number) => Promise<void>;
	/** Waits until so many callers have gone away before they had an answer. */
	left: (count: number) => Promise<void>;
	publish: (mode?: WorkflowActivateMode) => Promise<void>;
	unpublish: () => Promise<void>;
	listen: () => Promise<void>;
	stopListening: () => Promise<void>;
	/** n8n is killed and starts again at the same address, with nothing stored. */
	restart: () => Promise<void>;
	/** n8n is to be found at another address from now on, of which the old one is no part. */
	move: (base: string) => void;
	/** Gives the node another name. */
	rename: (name: string) => void;
	/** What n8n stored of the trigger. */
	staticData: () => IDataObject;
	/** What publishing, unpublishing and listening wrote into n8n's log. */
	logged: string[];
	close: () => Promise<void>;
}

const TRIGGERS = {
	retellChatWebhookTrigger: new RetellChatWebhookTrigger(),
	retellInboundSmsTrigger: new RetellInboundSmsTrigger(),
};

export interface ReceiverOptions {
	credential: Credential;
	/** The instant trigger, unless said otherwise. */
	trigger?: keyof typeof TRIGGERS;
	/** Nodes that come after it, one after the other. */
	nodes?: INode[];
	/** What a first node among those does; the items that it gives, or else those that came in, go on. */
	step?: () => object[] | void | Promise<void>;
	parameters?: INodeParameters;
	/** What n8n stored before. */
	staticData?: IDataObject;
	/** Is told of the requests that publishing and listening make. */
	time?: VirtualTime;
	workflowId?: string;
	nodeName?: string;
	nodeId?: string;
	/** So many requests n8n takes, and cannot store their executions. */
	failsFirst?: number;
	/** How long n8n is at a request, from what the trigger gave to the answer. */
	storing?: () => Promise<unknown>;
	/** The ID of n8n itself: one n8n for all, unless said otherwise. */
	instanceId?: string;
	/** As in a workflow that came through n8n's API: the URLs then have the workflow's id and the node's name. */
	withoutWebhookId?: boolean;
}

export async function startReceiver(options: ReceiverOptions): Promise<Receiver> {
	const { trigger = 'retellChatWebhookTrigger', step } = options;
	const nodes = [...(step ? [STEP] : []), ...(options.nodes ?? [])];
	const type = TRIGGERS[trigger];
	const node: INode = {
		id: options.nodeId ?? 'trigger',
		...(!options.withoutWebhookId && { webhookId: WEBHOOK_ID }),
		name: options.nodeName ?? type.description.displayName,
		type: `n8n-nodes-retell-chat.${trigger}`,
		typeVersion: 1,
		position: [0, 0],
		parameters: { ...options.parameters },
		credentials: CREDENTIALS,
	};
	const [webhookDescription] = type.description.webhooks ?? [];
	if (!webhookDescription) throw new Error('The trigger has no webhook');
	const { workflowId = 'wf' } = options;
	const path = () => NodeHelpers.getNodeWebhookPath(workflowId, node, 'webhook');
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
	const happened = new EventEmitter();

	// Each call gets a workflow of its own, with what n8n's database holds.
	const workflowOf = () =>
		new Workflow({
			id: workflowId,
			nodes: [node, ...nodes],
			connections: chained([node, ...nodes]),
			active: true,
			nodeTypes: step ? withStep(step) : nodeTypes,
			staticData: structuredClone(stored),
		});

	const server = createServer((request, response) => {
		const closed = new Promise<void>((resolve) => {
			response.once('close', () => {
				if (response.writableEnded) statuses.push(response.statusCode);
				else gone += 1;
				happened.emit('change');
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
	let base = `http://127.0.0.1:${portOf(server)}`;

	const additionalDataOf = () => {
		const { additionalData } = executionData(options);
		return Object.assign(additionalData, {
			webhookBaseUrl: `${base}/webhook`,
			webhookTestBaseUrl: `${base}/webhook-test`,
		});
	};
	const webhookOf = (additionalData: ReturnType<typeof additionalDataOf>, isTest: boolean): IWebhookData => ({
		httpMethod: 'POST',
		node: node.name,
		path: path(),
		webhookDescription,
		workflowId,
		workflowExecuteAdditionalData: additionalData,
		isTest,
	});

	async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const rawBody = await buffer(request);
		const isTest = request.url?.startsWith('/webhook-test/') === true;
		let body: unknown;
		try {
			body = parsed(request.headers['content-type'], rawBody.toString());
		} catch {
			response.writeHead(422).end();
			return;
		}
		const additionalData = Object.assign(additionalDataOf(), {
			httpRequest: Object.assign(request, { rawBody, body }),
			httpResponse: response,
		});
		const workflow = workflowOf();
		const mode = isTest ? 'manual' : 'webhook';
		called += 1;
		happened.emit('change');
		const context = new WebhookContext(
			workflow,
			node,
			additionalData,
			mode,
			webhookOf(additionalData, isTest),
			[],
			null,
		);
		try {
			const { noWebhookResponse, workflowData } = await type.webhook.call(context);
			if (workflowData) await options.storing?.();
			if (workflowData && failures++ < (options.failsFirst ?? 0)) throw new Error('The database is locked');
			stored = plain(workflow.staticData);
			if (!noWebhookResponse) response.writeHead(200).end('{}');
			started.push(...(workflowData ?? []).flat());
			if (workflowData && nodes.length > 0) {
				executions.push(await execute(workflow, node, workflowData, { additionalData, mode, response }));
				happened.emit('change');
			}
		} catch (error) {
			thrown.push(error instanceof Error ? error.message : String(error));
			// As n8n: what has its answer cannot get another one, and its connection is dropped.
			if (response.headersSent) request.socket.destroy();
			else response.writeHead(500).end();
		}
	}

	async function until(isSo: () => boolean): Promise<void> {
		while (!isSo()) await once(happened, 'change');
	}

	interface Hook {
		mode: WorkflowExecuteMode;
		activation: WorkflowActivateMode;
		isTest?: boolean;
	}
	async function hook(name: 'create' | 'delete', { mode, activation, isTest = false }: Hook) {
		const additionalData = additionalDataOf();
		const workflow = workflowOf();
		const context = new HookContext(
			workflow,
			node,
			additionalData,
			mode,
			activation,
			webhookOf(additionalData, isTest),
		);
		if (options.time) underTime(context.helpers, options.time);
		context.getInstanceId = () => options.instanceId ?? 'instance';
		const { logger } = context;
		const warn = logger.warn.bind(logger);
		logger.warn = (line, more) => {
			logged.push(line);
			warn(line, more);
		};
		try {
			const methods = type.webhookMethods.default;
			if (name === 'create' && (await methods.checkExists.call(context))) return;
			await methods[name].call(context);
		} finally {
			logger.warn = warn;
		}
		stored = plain(workflow.staticData);
	}

	return {
		get url() {
			return `${base}/webhook/${path()}`;
		},
		get testUrl() {
			return `${base}/webhook-test/${path()}`;
		},
		started,
		executions,
		statuses,
		thrown,
		settled: async () => {
			while (calls.size > 0) await Promise.all(calls);
		},
		ended: (count) => until(() => executions.length >= count),
		answered: (count) => until(() => statuses.length >= count),
		called: (count) => until(() => called >= count),
		left: (count) => until(() => gone >= count),
		publish: (activation = 'activate') => hook('create', { mode: 'trigger', activation }),
		unpublish: () => hook('delete', { mode: 'internal', activation: 'update' }),
		listen: () => hook('create', { mode: 'manual', activation: 'manual', isTest: true }),
		// n8n tears both kinds of webhooks down in the same mode.
		stopListening: () => hook('delete', { mode: 'internal', activation: 'update', isTest: true }),
		restart: async () => {
			server.closeAllConnections();
			await Promise.all(calls);
			stored = {};
		},
		move: (to) => {
			base = to;
		},
		rename: (name) => {
			node.name = name;
		},
		staticData: () => stored,
		logged,
		close: async () => {
			server.close();
			server.closeAllConnections();
			await once(server, 'close');
		},
	};
}

const STEP: INode = {
	id: 'step',
	name: 'Step',
	type: 'test.step',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

function withStep(step: NonNullable<ReceiverOptions['step']>): INodeTypes {
	const type: INodeType = {
		description: {
			displayName: 'Step',
			name: 'step',
			group: ['transform'],
			version: 1,
			description: 'Does what a test wants',
			defaults: { name: 'Step' },
			inputs: ['main'],
			outputs: ['main'],
			properties: [],
		},
		async execute() {
			const items = await step();
			return [items?.map((json) => ({ json: { ...json } })) ?? this.getInputData()];
		},
	};
	return {
		...nodeTypes,
		getByName: (name) => (name === STEP.type ? type : nodeTypes.getByName(name)),
		getByNameAndVersion: (name) => (name === STEP.type ? type : nodeTypes.getByNameAndVersion(name)),
	};
}

function chained(nodes: INode[]): IConnections {
	return Object.fromEntries(
		nodes
			.slice(1)
			.map(({ name }, index) => [nodes[index]?.name ?? '', { main: [[{ node: name, type: 'main', index: 0 }]] }]),
	);
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

/** As n8n's database keeps it. */
function plain(data: IDataObject): IDataObject {
	return JSON.parse(JSON.stringify(data)) as IDataObject;
}

function portOf(server: Server): number {
	return (server.address() as AddressInfo).port;
}
