import axios from 'axios';
import type { INodeParameters } from 'n8n-workflow';

import { DEMO_AGENTS } from '../../../tools/sandbox/index.ts';
import type { SavedWorkflow } from '../../../tools/n8n/index.ts';
import { chain, locator, node, retell } from '../../../tools/n8n/workflows.ts';
import type { Stage } from './stage.ts';

/** People who write to a published workflow, each message an execution of its own. */
export interface People {
	workflow: SavedWorkflow;
	/** Sends a message and waits for the end of the execution: the item that came out. */
	say: (person: string, text: string) => Promise<Record<string, unknown>>;
	/** What each chat of a person was told, in the order of the chats. */
	said: (person: string) => string[][];
}

export async function welcomePeople(stage: Stage, path: string, parameters: INodeParameters = {}): Promise<People> {
	const workflow = await stage.save(
		chain(
			`Answer ${path}`,
			node(
				'Somebody writes',
				'n8n-nodes-base.webhook',
				{ httpMethod: 'POST', path, responseMode: 'lastNode' },
				{ webhookId: path, typeVersion: 2 },
			),
			retell('Answer', {
				resource: 'chat',
				operation: 'sendMessage',
				conversation: 'session',
				agentId: locator(DEMO_AGENTS.support),
				sessionKey: '={{ $json.body.person }}',
				message: '={{ $json.body.text }}',
				...parameters,
			}),
		),
	);
	await stage.client.publish(workflow);
	return {
		workflow,
		async say(person, text) {
			const url = `${stage.n8n.url}/webhook/${path}`;
			const { data } = await axios.post<Record<string, unknown>>(url, { person, text }, { proxy: false });
			return data;
		},
		said: (person) =>
			stage.sandbox.store
				.chats()
				.filter(({ metadata }) => metadata?.['session_key'] === person)
				.map(({ messages }) => messages.flatMap((message) => (message.role === 'user' ? [message.content] : []))),
	};
}
