import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import type { SavedWorkflow } from '../../../tools/n8n/index.ts';
import type { Stage } from '../support/stage.ts';
import { deliveredIds } from '../support/trigger.ts';

interface Account {
	/** How many chats were handed over so many times. */
	delivered: Record<string, number>;
	never: string[];
	/** Those of the last that n8n itself lost. */
	lostByN8n: string[];
}

export async function accountFor(stage: Stage, workflow: SavedWorkflow, ended: string[]): Promise<Account> {
	const all = await deliveredIds(stage, workflow);
	const byTimes = Map.groupBy(ended, (id) => all.filter((each) => each === id).length);
	const never = byTimes.get(0) ?? [];
	return {
		delivered: Object.fromEntries([...byTimes].map(([times, ids]) => [`${times} times`, ids.length])),
		never,
		lostByN8n: lostByN8n(stage, workflow, never),
	};
}

/**
 * Those of the chats of which n8n's own database has that the trigger handed them over, in its stored state, and no
 * execution that knows of them.
 */
function lostByN8n({ userFolder }: Stage, { id: workflowId }: SavedWorkflow, chatIds: string[]): string[] {
	const database = new DatabaseSync(join(userFolder, '.n8n', 'database.sqlite'), { readOnly: true });
	try {
		const state = database.prepare('SELECT instr(staticData, ?) AS found FROM workflow_entity WHERE id = ?');
		const executions = database.prepare('SELECT count(*) AS found FROM execution_data WHERE instr(data, ?) > 0');
		return chatIds.filter((id) => state.get(id, workflowId)?.['found'] !== 0 && executions.get(id)?.['found'] === 0);
	} finally {
		database.close();
	}
}
