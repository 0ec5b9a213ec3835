import { until } from '../n8n/until.ts';
import { isOver } from '../n8n/index.ts';
import type { Audit, Execution } from './audit.ts';
import type { Chronicle } from './chronicle.ts';
import type { Site } from './site.ts';
import type { Workflows } from './workflows.ts';

const WITHIN = 600_000;
const EVERY = 3_000;

/** Waits for the chats: each has an execution, or the stored state has it as delivered, and none comes any more. */
export async function waitForChats(audit: Audit, { rows }: Workflows, ended: string[]): Promise<void> {
	const check = async () => {
		const stored = await audit.stored(rows.id);
		const delivered = new Set(
			(await audit.executions()).filter(({ workflow }) => workflow === rows.id).flatMap(({ chats }) => chats),
		);
		return ended.every((chat) => delivered.has(chat) || stored.has(chat));
	};
	// What is missing then is in the account.
	await until('the last chats', check, { within: WITHIN, every: EVERY }).catch(() => undefined);
}

async function waitForExecutions(audit: Audit): Promise<void> {
	const check = async () => (await audit.executions()).every(({ status }) => isOver(status));
	await until('all executions to be over', check, { within: WITHIN, every: EVERY }).catch(() => undefined);
}

/**
 * Runs the workflow again where it was cut short, as a person would in n8n's list of executions; gives the ids of the
 * executions of which n8n no longer has the data.
 */
async function retryCutShort(
	{ client }: Site,
	executions: Execution[],
	kept: Map<string, string>,
): Promise<Set<string>> {
	const withoutData = new Set<string>();
	for (const { id, status, mode, chats } of executions) {
		if (mode === 'retry' || status === 'success' || chats.length === 0) continue;
		// Where n8n could not queue an execution, it writes the error over what the trigger had delivered.
		const isKept = chats.every((chat) => kept.get(id)?.includes(chat));
		if (isKept) await client.retry(id).catch(() => withoutData.add(id));
		else withoutData.add(id);
	}
	return withoutData;
}

/**
 * Brings everything to an end: n8n marks what a worker left behind as crashed when main starts, and then it is run again.
 */
export async function bringToAnEnd(
	site: Site,
	audit: Audit,
	{ rows }: Workflows,
	chronicle: Chronicle,
): Promise<Set<string>> {
	chronicle.tell('The last executions are waited for');
	await waitForExecutions(audit);
	chronicle.tell('n8n is restarted once more, and looks for what was left behind');
	await site.main.end('SIGTERM', 0);
	await site.main.up();
	await waitForExecutions(audit);
	const kept = new Map((await audit.data(rows.id)).map(({ id, data }) => [id, data]));
	const executions = (await audit.executions()).filter(({ workflow }) => workflow === rows.id);
	const withoutData = await retryCutShort(site, executions, kept);
	await waitForExecutions(audit);
	return withoutData;
}
