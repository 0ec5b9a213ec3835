import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import type { Stage } from '../support/stage.ts';

interface Trace {
	/** n8n has stored the trigger's state in which this chat was handed over. */
	inState: boolean;
	/** n8n has stored an execution that knows of this chat. */
	inExecutions: boolean;
}

/** Looks chats up in n8n's own database: the static data of the workflow, and the data of all executions. */
export function tracesOf({ userFolder }: Stage, workflowId: string, chatIds: string[]): Trace[] {
	const database = new DatabaseSync(join(userFolder, '.n8n', 'database.sqlite'), { readOnly: true });
	try {
		const state = database.prepare('SELECT instr(staticData, ?) AS found FROM workflow_entity WHERE id = ?');
		const executions = database.prepare('SELECT count(*) AS found FROM execution_data WHERE instr(data, ?) > 0');
		return chatIds.map((id) => ({
			inState: state.get(id, workflowId)?.['found'] !== 0,
			inExecutions: executions.get(id)?.['found'] !== 0,
		}));
	} finally {
		database.close();
	}
}
