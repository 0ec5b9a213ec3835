import { testsGoOn, testsProgress } from '../../../../messages/agentTests';
import { createBatchTest, getBatchTest, listTestRuns, TESTS_PAGE } from '../../../../retell/api/agentTests';
import type { TestableEngine } from '../../../../retell/api/engines';
import { readList } from '../../../../retell/api/paging';
import type { BatchTest, TestRun } from '../../../../retell/api/types';
import { isText } from '../../../../retell/values';
import { causeOf } from '../../../run/faults';
import { countRowsWithoutId } from '../../../run/listing';
import type { Run } from '../../../run/operation';
import { Unfinished } from '../../../run/unfinished';

/** Between two looks at a batch, in ms: at first, and at last. */
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30_000;
const GROWTH = 1.5;

/** After one of these, the next look may succeed. */
const TRANSIENT_CAUSES = ['rate-limited', 'temporarily-unavailable'];
const UNDER_WAY = ['in_progress', 'pending'];

interface BatchResult {
	batchId: string;
	runs: TestRun[];
}

/**
 * Runs test cases, and waits until all have a result or the time is over: then it returns what there is.
 *
 * @param wait in ms
 * @param agentName for the log
 * @throws Unfinished with a note that Retell goes on, for whatever comes after the start, cancelling included
 */
export async function runBatch(
	run: Run,
	engine: TestableEngine,
	testCaseIds: string[],
	wait: number,
	agentName: string,
): Promise<BatchResult> {
	const started = await run.send(createBatchTest(engine, testCaseIds));
	const batchId = started.test_case_batch_job_id;
	const runs = await finish(run, started, wait, { total: testCaseIds.length, agentName }).catch((thrown: unknown) => {
		const note = testsGoOn(batchId);
		// Of a cancelled execution, n8n shows words of its own.
		if (run.signal?.aborted) run.log(note);
		throw new Unfinished([], thrown, note);
	});
	return { batchId, runs };
}

/** Whether a test has no result yet. */
export function isUnderWay({ status }: Pick<TestRun, 'status'>): boolean {
	return !isText(status) || UNDER_WAY.includes(status);
}

/** What the log says of a batch. */
interface Told {
	total: number;
	agentName: string;
}

async function finish(run: Run, started: BatchTest, wait: number, told: Told): Promise<TestRun[]> {
	await awaitEnd(run, started, Date.now() + wait, told);
	return await readList(async (page) => await run.send(listTestRuns(started.test_case_batch_job_id, page)), {
		pageSize: TESTS_PAGE,
		onRowsWithoutId: countRowsWithoutId(run),
	});
}

async function awaitEnd(run: Run, started: BatchTest, until: number, { total, agentName }: Told): Promise<void> {
	let batch = started;
	let finished = 0;
	for (let wait = FIRST_WAIT; isRunning(batch); wait = Math.min(LONGEST_WAIT, wait * GROWTH)) {
		const left = until - Date.now();
		if (left <= 0) return;
		await run.pause(Math.min(wait, left));
		batch = await look(run, batch);
		if (finishedIn(batch) === finished) continue;
		finished = finishedIn(batch);
		run.log(testsProgress(agentName, finished, total, batch.test_case_batch_job_id));
	}
}

/** A look that fails by a fault that goes away is none. */
async function look(run: Run, batch: BatchTest): Promise<BatchTest> {
	return await run.send(getBatchTest(batch.test_case_batch_job_id)).catch((thrown: unknown) => {
		if (TRANSIENT_CAUSES.includes(causeOf(thrown))) return batch;
		throw thrown;
	});
}

/** A status that nobody knows is taken for an end: the tests themselves then show how far they are. */
function isRunning({ status }: BatchTest): boolean {
	return !isText(status) || UNDER_WAY.includes(status);
}

function finishedIn({ pass_count: passed, fail_count: failed, error_count: broken }: BatchTest): number {
	return [passed, failed, broken].filter(Number.isInteger).reduce((sum, count) => sum + count, 0);
}
