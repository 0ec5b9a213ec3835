import { parse } from 'flatted';
import type { IDataObject, IRunExecutionData, ITaskDataConnections } from 'n8n-workflow';

/** An execution as n8n's REST API gives it. */
export interface StoredExecution {
	id: string;
	status: string;
	/** When it began and when it was over, as ISO texts. */
	startedAt?: string | null;
	stoppedAt?: string | null;
	/** The run's data in the `flatted` notation. */
	data: string;
}

export interface ExecutionResult {
	id: string;
	status: string;
	/** What each node put out: per node, the items of its last run's first output. */
	output: Map<string, IDataObject[]>;
	/** How long the execution took, ms; undefined while it runs. */
	ms: number | undefined;
	/** How long each node's last run took, ms. */
	times: Map<string, number>;
	/** The items with which the trigger started the workflow: also there when n8n was killed meanwhile. */
	received: IDataObject[];
	/** Each failed node's message with its description; a failure of no node in particular under ''. */
	errors: Map<string, string>;
	/** The notes that nodes set above their outputs. */
	hints: string[];
}

const FINAL = new Set(['success', 'error', 'canceled', 'crashed']);

/** Whether an execution with this status will not change any more. */
export function isOver(status: string): boolean {
	return FINAL.has(status);
}

function explain(error: { message?: string; description?: string | null }): string {
	return [error.message, error.description].filter(Boolean).join(' | ');
}

function firstOf(data: ITaskDataConnections | undefined): IDataObject[] {
	return (data?.['main']?.[0] ?? []).map((item) => item.json);
}

/** The output of the first node; where n8n was killed before it stored that, what waited to be worked on. */
function receivedBy({ executionData, resultData }: IRunExecutionData): IDataObject[] {
	const [first] = Object.values(resultData.runData);
	// A recovered execution has such an item for what it does not know.
	const stored = firstOf(first?.[0]?.data).filter((json) => !json['isArtificialRecoveredEventItem']);
	return stored.length > 0 ? stored : firstOf(executionData?.nodeExecutionStack[0]?.data);
}

function lengthOf({ startedAt, stoppedAt }: StoredExecution): number | undefined {
	return startedAt && stoppedAt ? Date.parse(stoppedAt) - Date.parse(startedAt) : undefined;
}

/** Reads an execution's flattened data into per-node outputs and errors. */
export function readExecution(execution: StoredExecution): ExecutionResult {
	// While an execution runs, n8n has no data of it yet.
	const data = parse(execution.data) as IRunExecutionData | undefined;
	const run = data?.resultData;
	const output = new Map<string, IDataObject[]>();
	const errors = new Map<string, string>();
	const times = new Map<string, number>();
	const hints: string[] = [];
	for (const [node, runs] of Object.entries(run?.runData ?? {})) {
		const last = runs.at(-1);
		if (!last) continue;
		output.set(node, firstOf(last.data));
		times.set(node, last.executionTime);
		hints.push(...(last.hints ?? []).map(({ message }) => message));
		if (last.error) errors.set(node, explain(last.error));
	}
	if (run?.error && errors.size === 0) errors.set('', explain(run.error));
	const received = data ? receivedBy(data) : [];
	return {
		id: execution.id,
		status: execution.status,
		output,
		ms: lengthOf(execution),
		times,
		received,
		errors,
		hints,
	};
}
