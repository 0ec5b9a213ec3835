// The node's own `execute` in n8n-core's context for nodes, with n8n's HTTP client and credentials. Only
// the parameters do not come from a workflow: they can be anything that JavaScript has.
import { inspect } from 'node:util';

import { ExecuteContext } from 'n8n-core';
import {
	createRunExecutionData,
	Workflow,
	type IN8nHttpFullResponse,
	type INode,
	type INodeExecutionData,
} from 'n8n-workflow';

import { RetellChat } from '../../nodes/RetellChat/RetellChat.node.ts';
import type { Credential } from '../nodes/credential.ts';
import { CREDENTIALS, executionData, nodeTypes } from '../nodes/engine.ts';
import { underTime, type VirtualTime } from '../trigger/time.ts';
import { bounded } from './oracle.ts';
import type { Parameters } from './parameters.ts';

const type = new RetellChat();
const node: INode = {
	id: 'node',
	name: 'Retell Chat',
	type: 'n8n-nodes-retell-chat.retellChat',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
	credentials: CREDENTIALS,
};
const workflow = new Workflow({ id: 'wf', nodes: [node], connections: {}, active: false, nodeTypes });

export interface Ran {
	items: INodeExecutionData[];
	thrown?: unknown;
	/** What the server said to each refused request. */
	refused: Refused[];
	/** How many requests were sent. */
	sent: number;
}

export interface Refused {
	method: string;
	path: string;
	status: number;
	said: string;
}

export interface Surroundings {
	credential: Credential;
	time?: VirtualTime;
	/** How long an answer may take, in ms. */
	timeout?: number;
	signal?: AbortSignal;
}

/** Runs the node for one item with these parameters. */
export async function runNode(
	parameters: Parameters,
	{ credential, time, timeout, signal }: Surroundings,
): Promise<Ran> {
	const input = [{ json: {} }];
	const { additionalData, sent } = executionData({ credential, timeout });
	const run = createRunExecutionData();
	const executeData = { node, data: { main: [input] }, source: null };
	const context = new ExecuteContext(
		workflow,
		node,
		additionalData,
		'manual',
		run,
		0,
		input,
		{ main: [input] },
		executeData,
		[],
		signal,
	);
	Object.assign(context, { getNodeParameter: (name: string) => valueOf(parameters, name) });
	const refused: Refused[] = [];
	if (time) underTime(context.helpers, time);
	const { helpers } = context;
	const original = { ...helpers };
	helpers.httpRequestWithAuthentication = async function (credentials, request, ...rest) {
		const response = (await original.httpRequestWithAuthentication.call(
			this,
			credentials,
			request,
			...rest,
		)) as IN8nHttpFullResponse;
		const { statusCode: status, body } = response;
		if (status >= 400) refused.push({ method: request.method ?? '', path: request.url, status, said: inspect(body) });
		return response;
	};
	const work = type.execute.call(context).then(
		(outputs): Ran => ({ items: outputs.flat(), refused, sent: sent.length }),
		(thrown: unknown): Ran => ({ items: [], thrown: thrown ?? 'nothing', refused, sent: sent.length }),
	);
	const ended = bounded(work);
	return time ? await time.settle(ended) : await ended;
}

/** As n8n reads a parameter: by its path, of a locator the value. */
export function valueOf(parameters: Parameters, path: string): unknown {
	let value: unknown = parameters;
	for (const name of path.split('.')) {
		if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
		value = (value as Parameters)[name];
	}
	return isLocator(value) ? value.value : value;
}

function isLocator(value: unknown): value is { value: unknown } {
	return typeof value === 'object' && value !== null && '__rl' in value && 'value' in value;
}
