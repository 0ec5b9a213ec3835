// Subjects that are nodes of n8n: this package's, and n8n's own.
import type { INodeParameters } from 'n8n-workflow';
import type { Credential } from '../../../test/host/data.ts';
import type { Subject } from './engine.ts';
import { httpRequestNode, retellNode } from './n8n.ts';

export interface Setup extends Credential {
	parallel: number;
	/** Between two batches of the HTTP Request node, ms. */
	interval: number;
	agent: string;
}

const locator = (value: string) => ({ __rl: true, mode: 'id', value });

function retellChat(parameters: INodeParameters): Subject {
	return {
		name: 'n8n-nodes-retell-chat.retellChat',
		type: retellNode('RetellChat'),
		version: 1,
		parameters: { resource: 'chat', ...parameters },
	};
}

/** What the node finds when it is added to a workflow: no *Parallel Requests*. */
function optionsWith(parallelRequests: number | undefined): INodeParameters {
	return parallelRequests === undefined ? {} : { parallelRequests };
}

export function nodeEnd(parallel?: number): Subject {
	return retellChat({ operation: 'end', chatId: locator('={{ $json.chat_id }}'), options: optionsWith(parallel) });
}

export function nodeList(parameters: INodeParameters = {}): Subject {
	return retellChat({ operation: 'getAll', returnAll: true, filters: {}, options: {}, ...parameters });
}

export function nodeTranscripts({ parallel: parallelRequests }: Setup): Subject {
	return nodeList({ options: { includeTranscript: true, parallelRequests } });
}

/** The node's "Send Message" with one conversation for each key. */
export function nodeSends(agent: string, parallel?: number): Subject {
	return retellChat({
		operation: 'sendMessage',
		conversation: 'session',
		agentId: locator(agent),
		sessionKey: '={{ $json.key }}',
		message: '={{ $json.text }}',
		options: optionsWith(parallel),
	});
}

/** The HTTP Request node for the same call: all at once, or in batches. */
export function httpEnd(baseUrl: string, batch?: { batchSize: number; batchInterval: number }): Subject {
	const { type, version } = httpRequestNode();
	const parameters = {
		method: 'PATCH',
		url: `=${baseUrl}/end-chat/{{ $json.chat_id }}`,
		authentication: 'predefinedCredentialType',
		nodeCredentialType: 'retellChatApi',
		options: batch ? { batching: { batch } } : {},
	};
	return { name: 'n8n-nodes-base.httpRequest', type, version, parameters };
}
