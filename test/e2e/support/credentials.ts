import type { ExecutionResult, Saved } from '../../../tools/n8n/index.ts';
import { chain, retell, START, start } from '../../../tools/n8n/workflows.ts';
import type { Stage } from './stage.ts';

type Credentials = Record<'retellChatApi', Saved>;

/** What the editor gets to show under "From list", where an agent is to be picked. */
export function searchAgents(
	{ client }: Stage,
	credentials: Credentials,
	more: { filter?: string; paginationToken?: unknown } = {},
) {
	const node = 'n8n-nodes-retell-chat.retellChat';
	return client.search({ node, method: 'searchAgents', parameter: 'agentId', credentials, ...more });
}

/** A workflow that lists chats, run by hand; its node is "List". */
export async function listChats({ client }: Stage, credentials: Credentials): Promise<ExecutionResult> {
	const list = { ...retell('List', { resource: 'chat', operation: 'getAll' }), credentials };
	return client.execute(await client.saveWorkflow(chain('Lists chats', start(), list)), START);
}
