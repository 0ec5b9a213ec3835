// A whole n8n with a published workflow for each node that can end chats.
import { randomUUID } from 'node:crypto';
import axios from 'axios';
import type { INode } from 'n8n-workflow';
import { chain, locator, node } from '../../n8n/workflows.ts';
import { expect } from '../measure.ts';
import type { Stage } from '../stage.ts';
import { startWithPackage } from './whole.ts';

export const ENDERS = ['own', 'http'] as const;
export type EnderName = (typeof ENDERS)[number];

const END = 'End';
/** So long a run may take, ms. */
const PATIENCE = 300_000;

/** How long a run took, by n8n's own account. */
export interface Ended {
	/** The node that ends the chats, ms. */
	nodeMs: number;
	/** The whole execution, ms. */
	wholeMs: number;
}

/** What ends the chat of each item, with nothing set but what it must have. */
function nodesFor(baseUrl: string): Record<EnderName, INode> {
	const own = { resource: 'chat', operation: 'end', chatId: locator('={{ $json.chat_id }}') };
	const http = {
		method: 'PATCH',
		url: `=${baseUrl}/end-chat/{{ $json.chat_id }}`,
		authentication: 'predefinedCredentialType',
		nodeCredentialType: 'retellChatApi',
	};
	return {
		own: node(END, 'n8n-nodes-retell-chat.retellChat', own),
		http: node(END, 'n8n-nodes-base.httpRequest', http, { typeVersion: 4.5 }),
	};
}

/** Starts n8n and publishes for each node: a webhook with a list of chats, an item for each, the node. */
export async function startEnders(stage: Stage, connection: { apiKey: string; baseUrl: string }) {
	const { n8n, client, retellChatApi } = await startWithPackage(stage, connection);
	const nodes = nodesFor(connection.baseUrl);
	const published = await Promise.all(
		ENDERS.map(async (name) => {
			const path = randomUUID();
			// n8n answers when all is over: nothing asks it meanwhile.
			const whenDone = { responseMode: 'lastNode', responseData: 'noData' };
			const webhook = node(
				'Webhook',
				'n8n-nodes-base.webhook',
				{ httpMethod: 'POST', path, ...whenDone },
				{ typeVersion: 2.1, webhookId: path },
			);
			const split = node('Split Out', 'n8n-nodes-base.splitOut', { fieldToSplitOut: 'body.chats' });
			const workflow = await client.saveWorkflow(
				chain(name, webhook, split, { ...nodes[name], credentials: { retellChatApi } }),
			);
			await client.publish(workflow);
			return [name, { workflow, url: `${n8n.url}/webhook/${path}` }] as const;
		}),
	);
	const all = Object.fromEntries(published) as Record<EnderName, (typeof published)[number][1]>;
	return {
		/** Hands the chats to a production run of a node's workflow, and waits until it is over. */
		end: async (ender: EnderName, chats: object[]): Promise<Ended> => {
			const { url, workflow } = all[ender];
			await axios.post(url, { chats }, { timeout: PATIENCE, proxy: false });
			const [newest] = await client.executions(workflow);
			if (!newest) throw new Error(`n8n has no execution of "${ender}"`);
			const { status, ms = NaN, times, output } = await client.waitFor(newest.id);
			expect(`The execution by "${ender}"`, status, 'success');
			expect(`Items of "${ender}"`, output.get(END)?.length, chats.length);
			return { nodeMs: times.get(END) ?? NaN, wholeMs: ms };
		},
		[Symbol.asyncDispose]: n8n.kill,
	};
}
