import { setTimeout as sleep } from 'node:timers/promises';
import type { Saved } from './client.ts';
import type { Connection } from './connection.ts';
import { isOver, readExecution, type ExecutionResult, type StoredExecution } from './execution.ts';

/** An execution in n8n's list of them. */
export interface ListedExecution {
	id: string;
	status: string;
	mode: string;
}

/** n8n's greatest length of a page of executions. */
const PAGE = 100;
/**
 * All there are. Unless they are named, n8n asks its database twice, for what runs and for what is over: an execution that
 * ends at this moment would be in both answers, or in none.
 */
const STATUSES = ['canceled', 'crashed', 'error', 'new', 'running', 'success', 'unknown', 'waiting'];
/** After that, an execution that is over without any data has none. */
const DATA_WITHIN = 10_000;

interface Page {
	results: ListedExecution[];
	/** n8n 2 pages by it, n8n 1 by the last execution's id. */
	nextCursor?: string | null;
}

/** What ran, and what came of it. */
export function executions({ get, send }: Connection) {
	async function stored(id: string): Promise<StoredExecution> {
		return get<StoredExecution>(`/executions/${id}`);
	}
	async function execution(id: string): Promise<ExecutionResult> {
		return readExecution(await stored(id));
	}

	return {
		execution,

		/** All that n8n keeps of an execution, as it would be exported or looked through. */
		async executionText(id: string): Promise<string> {
			return JSON.stringify(await stored(id));
		},

		/** The workflow's executions, newest first, without their data. */
		async executions({ id }: Saved): Promise<ListedExecution[]> {
			const filter = JSON.stringify({ workflowId: id, status: STATUSES });
			const all: ListedExecution[] = [];
			for (let from: object = {}; ;) {
				const { results, nextCursor } = await get<Page>('/executions', { filter, limit: PAGE, ...from });
				all.push(...results);
				if (results.length < PAGE) return all.sort((one, other) => Number(other.id) - Number(one.id));
				from = nextCursor ? { cursor: nextCursor } : { lastId: results.at(-1)?.id };
			}
		},

		/** Whether an execution of the workflow is under way. */
		async isAtWork({ id }: Saved): Promise<boolean> {
			const filter = JSON.stringify({ workflowId: id, status: ['new', 'running'] });
			return (await get<Page>('/executions', { filter, limit: 1 })).results.length > 0;
		},

		/** Waits until the execution is over, however it ends. */
		async waitFor(executionId: string, timeoutMs = 120_000): Promise<ExecutionResult> {
			const deadline = Date.now() + timeoutMs;
			let overSince: number | undefined;
			for (;;) {
				const result = await execution(executionId);
				if (isOver(result.status)) overSince ??= Date.now();
				else if (Date.now() > deadline) throw new Error(`Execution ${executionId} is still ${result.status}`);
				// n8n 1 stores the data after the status.
				const isWhole = result.output.size > 0 || result.errors.size > 0;
				if (overSince !== undefined && (isWhole || Date.now() > overSince + DATA_WITHIN)) return result;
				await sleep(200);
			}
		},

		/** Stops a running execution, as the editor's button does. */
		async stop(executionId: string): Promise<void> {
			await send('post', `/executions/${executionId}/stop`, {});
		},

		/** Runs an execution again with the workflow as it is now; returns the new execution's id. */
		async retry(executionId: string): Promise<string> {
			return (await send<{ id: string }>('post', `/executions/${executionId}/retry`, { loadWorkflow: true })).id;
		},
	};
}
