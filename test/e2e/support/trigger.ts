import { setTimeout as sleep } from 'node:timers/promises';
import type { INode, INodeParameters } from 'n8n-workflow';
import { isOver, type ExecutionResult, type SavedWorkflow, type WorkflowFile } from '../../../tools/n8n/index.ts';
import type { ChatSeed, Sandbox } from '../../../tools/sandbox/index.ts';
import type { Stage } from './stage.ts';
import { until } from '../../../tools/n8n/until.ts';
import { chain, locator, node } from '../../../tools/n8n/workflows.ts';

export const TRIGGER = 'Chat ended';

/**
 * Poll times so many seconds apart. n8n refuses an interval below a minute, but takes several times of the same
 * minute, each of which recurs every minute.
 */
export function everySeconds(seconds: number): INodeParameters {
	const count = Math.floor(60 / seconds);
	const times = Array.from({ length: count }, (_, n) => ({
		mode: 'custom',
		cronExpression: `${n * seconds} * * * * *`,
	}));
	return { item: times };
}

export function polling(parameters: INodeParameters, seconds = 3): INode {
	const pollTimes = everySeconds(seconds);
	return node(TRIGGER, 'n8n-nodes-retell-chat.retellChatTrigger', { event: 'chatEnded', pollTimes, ...parameters });
}

/** A row for each chat that ended: what the README advises to do. */
export function keepsRows(name: string, tableId: string, seconds?: number): WorkflowFile {
	const upsert = {
		resource: 'row',
		operation: 'upsert',
		dataTableId: locator(tableId),
		matchType: 'allConditions',
		filters: { conditions: [{ keyName: 'chat_id', condition: 'eq', keyValue: '={{ $json.chat_id }}' }] },
		columns: {
			mappingMode: 'defineBelow',
			value: { chat_id: '={{ $json.chat_id }}', ended_at: '={{ $json.ended_at }}' },
			matchingColumns: [],
			schema: [],
		},
	};
	return chain(name, polling({}, seconds), node('Keep a row', 'n8n-nodes-base.dataTable', upsert));
}

/** The table for those rows. */
export function createRowsTable({ client }: Pick<Stage, 'client'>, name: string): Promise<string> {
	return client.createTable(name, [
		{ name: 'chat_id', type: 'string' },
		{ name: 'ended_at', type: 'string' },
	]);
}

/** A chat that ends at this moment, and no other with it; returns its id. */
export async function endAChat({ store }: Sandbox, seed: ChatSeed = {}): Promise<string> {
	const { chat_id } = store.addChat(seed);
	store.endChat(chat_id);
	await sleep(2);
	return chat_id;
}

export function listRequests({ requests }: Sandbox) {
	return requests.filter(({ path }) => path === '/v3/list-chats');
}

/** The executions that the trigger started: without those in which its poll failed, and without repetitions. */
export async function deliveries({ client }: Stage, workflow: SavedWorkflow): Promise<ExecutionResult[]> {
	const started = (await client.executions(workflow)).filter(({ mode }) => mode === 'trigger');
	const all: ExecutionResult[] = [];
	for (const { id } of started) all.push(await client.execution(id));
	return all.filter(({ received }) => received.some(({ chat_id }) => chat_id !== undefined)).reverse();
}

/** The ids of the chats that the trigger handed over, in order, as often as it did. */
export async function deliveredIds(stage: Stage, workflow: SavedWorkflow): Promise<string[]> {
	const all = await deliveries(stage, workflow);
	return all.flatMap(({ received }) => received.map(({ chat_id }) => chat_id as string));
}

/** The only execution of a workflow, when it is over. */
export async function onlyExecution({ client }: Stage, workflow: SavedWorkflow): Promise<ExecutionResult> {
	await until('an execution', async () => (await client.executions(workflow)).length > 0);
	const [first, ...others] = await client.executions(workflow);
	expect(others).toEqual([]);
	return client.waitFor(first?.id ?? '');
}

/** Waits until all executions that there are so far are over, and have written what they write. */
export async function allOver({ client }: Stage, workflow: SavedWorkflow): Promise<void> {
	const areOver = async () => (await client.executions(workflow)).every(({ status }) => isOver(status));
	await until('all executions to be over', areOver, { every: 500 });
}

export async function rowIds({ client }: Stage, tableId: string): Promise<string[]> {
	return (await client.rows(tableId)).map(({ chat_id }) => String(chat_id));
}
