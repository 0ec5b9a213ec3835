import { parse } from 'flatted';
import type { IDataObject, IRunExecutionData, ITaskData } from 'n8n-workflow';

/** An execution as n8n's REST API gives it. */
export interface StoredExecution {
  id: string;
  status: string;
  finished: boolean;
  mode: string;
  /** The run's data in the `flatted` notation. */
  data: string;
}

export interface ExecutionResult {
  id: string;
  status: string;
  /** What each node put out: per node, the items of its last run's first output. */
  output: Map<string, IDataObject[]>;
  /** Each failed node's message with its description; a failure of no node in particular under ''. */
  errors: Map<string, string>;
}

const FINAL = new Set(['success', 'error', 'canceled', 'crashed']);

/** Whether an execution with this status will not change any more. */
export function isOver(status: string): boolean {
  return FINAL.has(status);
}

function explain(error: { message?: string; description?: string | null }): string {
  return [error.message, error.description].filter(Boolean).join(' | ');
}

function firstOutput(run: ITaskData): IDataObject[] {
  return (run.data?.['main']?.[0] ?? []).map((item) => item.json);
}

/** Reads an execution's flattened data into per-node outputs and errors. */
export function readExecution(execution: StoredExecution): ExecutionResult {
  // While an execution runs, n8n has no data of it yet.
  const run = (parse(execution.data) as IRunExecutionData | undefined)?.resultData;
  const output = new Map<string, IDataObject[]>();
  const errors = new Map<string, string>();
  for (const [node, runs] of Object.entries(run?.runData ?? {})) {
    const last = runs.at(-1);
    if (!last) continue;
    output.set(node, firstOutput(last));
    if (last.error) errors.set(node, explain(last.error));
  }
  if (run?.error && errors.size === 0) errors.set('', explain(run.error));
  return { id: execution.id, status: execution.status, output, errors };
}
