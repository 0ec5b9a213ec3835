import { randomUUID } from 'node:crypto';
import type { SavedWorkflow } from '../n8n/index.ts';
import { answersPeople } from '../../test/e2e/support/people.ts';
import { createRowsTable, keepsRows } from '../../test/e2e/support/trigger.ts';
import { webhookTrigger } from '../../test/e2e/webhooks/workflow.ts';
import { chain, locator, node } from '../n8n/workflows.ts';
import type { Site } from './site.ts';

const POLL_SECONDS = 5;

/** What people would let run: the workflows of the soak, all published. */
export interface Workflows {
	/** The polling trigger: a row for each chat that ended. */
	rows: SavedWorkflow;
	table: string;
	/** The webhook trigger, for the same chats. */
	instant: SavedWorkflow;
	/** A webhook with which people write to an agent. */
	people: SavedWorkflow;
	peopleUrl: string;
	instantUrl: string;
}

export async function publishAll(site: Site, agentId: string): Promise<Workflows> {
	const { client, url } = site;
	const [instantId, peopleId] = [randomUUID(), randomUUID()];
	const table = await createRowsTable(site, 'Ended chats');
	const rows = await site.save(keepsRows('Keep rows', table, POLL_SECONDS));
	const instant = await site.save(
		chain('Hear at once', webhookTrigger({}, { webhookId: instantId }), node('Go on', 'n8n-nodes-base.noOp', {})),
	);
	const people = await site.save(
		answersPeople('Answer people', peopleId, {
			agentId: locator(agentId),
			options: { ifEnded: 'startNew' },
		}),
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
