// Subjects that are a node's `execute` around a library: what a person would write in its place.
import type { IExecuteFunctions, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import axios from 'axios';
import pLimit from 'p-limit';
import { described } from '../../../test/host/data.ts';
import type { Subject } from './engine.ts';
import type { Setup } from './nodes.ts';

type Work = (items: INodeExecutionData[], context: IExecuteFunctions) => Promise<object[]>;

const BARE = 'bench.bare';

/** A node that does `work` and hands on what it gives; its parameters are texts. */
export function nodeAround(work: Work, parameters: INodeParameters = {}): Subject {
	const properties = Object.keys(parameters).map((name) => {
		return { displayName: name, name, type: 'string' as const, default: '' };
	});
	return {
		name: BARE,
		type: {
			description: described(BARE, { credentials: [{ name: 'retellChatApi' }], properties }),
			async execute() {
				const results = await work(this.getInputData(), this);
				return [results.map((json) => ({ json: { ...json } }))];
			},
		},
		version: 1,
		parameters,
	};
}

export function textIn({ json }: INodeExecutionData, key: string): string {
	const value = json[key];
	if (typeof value !== 'string') throw new Error(`The item has no ${key}`);
	return value;
}

export function idOf(item: INodeExecutionData): string {
	return textIn(item, 'chat_id');
}

export function axiosEnd({ baseUrl, apiKey, parallel }: Setup): Subject {
	const limit = pLimit(parallel);
	return nodeAround(
		async (items) =>
			await limit.map(items, async (item) => {
				await axios.patch(`${baseUrl}/end-chat/${idOf(item)}`, undefined, {
					headers: { authorization: `Bearer ${apiKey}` },
				});
				return { chat_id: idOf(item), ended: true };
			}),
	);
}

/** n8n's helper for requests alone, with the credential: what every node pays that lets n8n send. */
export function helperEnd({ baseUrl, parallel }: Setup): Subject {
	const limit = pLimit(parallel);
	return nodeAround(
		async (items, context) => await limit.map(items, async (item) => await endByHelper(context, baseUrl, idOf(item))),
	);
}

/** The same, with the chat of each item from a parameter: n8n evaluates its expression, as for any node. */
export function helperEndByExpression({ baseUrl, parallel }: Setup): Subject {
	const limit = pLimit(parallel);
	return nodeAround(
		async (items, context) =>
			await limit.map(items, async (_, index) => {
				const id = context.getNodeParameter('chatId', index);
				if (typeof id !== 'string') throw new Error('The item has no chat_id');
				return await endByHelper(context, baseUrl, id);
			}),
		{ chatId: '={{ $json.chat_id }}' },
	);
}

async function endByHelper(context: IExecuteFunctions, baseUrl: string, id: string): Promise<object> {
	await context.helpers.httpRequestWithAuthentication.call(context, 'retellChatApi', {
		method: 'PATCH',
		url: `${baseUrl}/end-chat/${id}`,
	});
	return { chat_id: id, ended: true };
}
