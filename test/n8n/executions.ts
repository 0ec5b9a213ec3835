import { setTimeout as sleep } from 'node:timers/promises';
import type { Saved } from './client.ts';
import type { Connection } from './connection.ts';
import { isOver, readExecution } from './execution.ts';
import type { ExecutionResult, StoredExecution } from './execution.ts';

/** An execution in n8n's list of them. */
export interface ListedExecution {
  id: string;
  status: string;
  mode: string;
}

/** n8n's greatest length of a page of executions. */
const PAGE = 100;
/** After that, an execution that is over without any data has none. */
const DATA_WITHIN = 2_000;

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
      const filter = JSON.stringify({ workflowId: id });
      const all: ListedExecution[] = [];
      for (;;) {
        const page = { filter, limit: PAGE, lastId: all.at(-1)?.id };
        const { results } = await get<{ results: ListedExecution[] }>('/executions', page);
        all.push(...results);
        if (results.length < PAGE) return all;
      }
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
