// The node's own `execute` in n8n-core's context for nodes, with n8n's HTTP client and credentials. Only
// the parameters do not come from a workflow: they can be anything that JavaScript has.
import { inspect } from 'node:util';

import type { IN8nHttpFullResponse, INodeExecutionData } from 'n8n-workflow';

import { RetellChat } from '../../nodes/RetellChat/RetellChat.node.ts';
import { nodeOf, workflowWith, type Credential } from '../host/data.ts';
import { executionData, nodeTypes } from '../host/retell.ts';
import { executeContext } from '../host/run.ts';
import { underTime, type VirtualTime } from '../host/time.ts';
import { bounded } from './oracle.ts';
import type { Parameters } from './parameters.ts';

const type = new RetellChat();
const node = nodeOf('n8n-nodes-retell-chat.retellChat');
const workflow = workflowWith({ nodes: [node], nodeTypes });

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
}

/** Runs the node for one item with these parameters. */
export async function runNode(parameters: Parameters, { credential, time, timeout }: Surroundings): Promise<Ran> {
	const { additionalData, sent } = executionData({ credential, timeout });
	const context = executeContext({ workflow, node, additionalData });
	Object.assign(context, { getNodeParameter: (name: string) => valueOf(parameters, name) });
	const refused: Refused[] = [];
	if (time) underTime(context, time);
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
