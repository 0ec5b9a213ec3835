import { randomUUID } from 'node:crypto';
import type { SavedWorkflow } from '../n8n/index.ts';
import { keepsRows } from '../../test/e2e/support/trigger.ts';
import { chain, locator, node, retell } from '../n8n/workflows.ts';
import type { Site } from './site.ts';

const POLL_SECONDS = 5;
export const ANSWER = 'Answer';

/** What people would let run: the workflows of the soak, all published. */
export interface Workflows {
	/** The polling trigger: a row for each chat that ended. */
	rows: SavedWorkflow;
	/** The table of these rows. */
	table: string;
	/** The webhook trigger, for the same chats. */
	instant: SavedWorkflow;
	/** A webhook with which people write to an agent. */
	people: SavedWorkflow;
	/** Where they write to. */
	peopleUrl: string;
	/** Where Retell tells of chats. */
	instantUrl: string;
}

export async function publishAll(site: Site, agentId: string): Promise<Workflows> {
	const { client, url } = site;
	const [instantId, peopleId] = [randomUUID(), randomUUID()];
	const table = await client.createTable('Ended chats', [
		{ name: 'chat_id', type: 'string' },
		{ name: 'ended_at', type: 'string' },
	]);
	const rows = await site.save(keepsRows('Keep rows', table, POLL_SECONDS));
	const instant = await site.save(
		chain(
			'Hear at once',
			node(
				'Retell calls',
				'n8n-nodes-retell-chat.retellChatWebhookTrigger',
				{ setUpWebhook: 'manually', events: ['chatEnded'], agentIds: [] },
				{ webhookId: instantId },
			),
			node('Go on', 'n8n-nodes-base.noOp', {}),
		),
	);
	const people = await site.save(
		chain(
			'Answer people',
			node(
				'Somebody writes',
				'n8n-nodes-base.webhook',
				{ httpMethod: 'POST', path: peopleId, responseMode: 'lastNode' },
				{ webhookId: peopleId, typeVersion: 2 },
			),
			retell(ANSWER, {
				resource: 'chat',
				operation: 'sendMessage',
				conversation: 'session',
				agentId: locator(agentId),
				sessionKey: '={{ $json.body.person }}',
				message: '={{ $json.body.text }}',
				options: { ifEnded: 'startNew' },
			}),
		),
	);
	for (const workflow of [rows, instant, people]) await client.publish(workflow);
	return {
		rows,
		table,
		instant,
		people,
		peopleUrl: `${url}/webhook/${peopleId}`,
		instantUrl: `${url}/webhook/${instantId}/webhook`,
	};
}
