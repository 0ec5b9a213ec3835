import { testsGoOn, testsProgress } from '../../../../messages/agentTests';
import { createBatchTest, getBatchTest, listTestRuns, TESTS_PAGE } from '../../../../retell/api/agentTests';
import type { TestableEngine } from '../../../../retell/api/engines';
import { readList } from '../../../../retell/api/paging';
import type { BatchTest, TestRun } from '../../../../retell/api/types';
import { isTransient } from '../../../../retell/http/causes';
import { isText } from '../../../../retell/values';
import { countRowsWithoutId } from '../../../run/listing';
import type { Run } from '../../../run/operation';
import { Unfinished } from '../../../run/unfinished';

/** Between two looks at a batch, in ms: at first, and at last. */
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30_000;
const GROWTH = 1.5;

const UNDER_WAY = ['in_progress', 'pending'];
/** How the status of a batch begins that has come to an end: Retell documents "complete" alone. */
const AT_AN_END = /^(complete|cancel|end|error|fail|stop)/;
/** For so long the results of a batch that is over are asked for, in ms: they are paid for, and a list can be late. */
const LATE_RESULTS = 60_000;

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
	const isOver = await awaitEnd(run, started, Date.now() + wait, told);
	const until = Date.now() + LATE_RESULTS;
	for (let pause = FIRST_WAIT; ; pause = Math.min(LONGEST_WAIT, pause * GROWTH)) {
		const isLast = Date.now() + pause >= until;
		const read = await readRuns(run, started.test_case_batch_job_id).catch((thrown: unknown) => {
			if (isLast || !isTransient(thrown)) throw thrown;
		});
		if (read && (isLast || !isOver || hasAll(read.runs, told.total))) {
			if (read.withoutId > 0) countRowsWithoutId(run)(read.withoutId);
			return read.runs;
		}
		await run.pause(pause);
	}
}

async function readRuns(run: Run, batchId: string): Promise<{ runs: TestRun[]; withoutId: number }> {
	let withoutId = 0;
	const rows = await readList(async (page) => await run.send(listTestRuns(batchId, page)), {
		pageSize: TESTS_PAGE,
		onRowsWithoutId: (count) => (withoutId += count),
	});
	return { runs: withoutRepeated(rows), withoutId };
}

/** While tests end, pages can overlap. Of a run that is listed twice, the one with a result counts. */
function withoutRepeated(runs: TestRun[]): TestRun[] {
	const byId = new Map<string, TestRun>();
	for (const run of runs) {
		const known = byId.get(run.test_case_job_id);
		if (!known || isUnderWay(known)) byId.set(run.test_case_job_id, run);
	}
	return [...byId.values()];
}

function hasAll(runs: TestRun[], total: number): boolean {
	return runs.length >= total && !runs.some(isUnderWay);
}

/** @returns whether the batch has come to an end, or only the time */
async function awaitEnd(run: Run, started: BatchTest, until: number, { total, agentName }: Told): Promise<boolean> {
	let batch = started;
	let finished = 0;
	for (let wait = FIRST_WAIT; isRunning(batch); wait = Math.min(LONGEST_WAIT, wait * GROWTH)) {
		const left = until - Date.now();
		if (left <= 0) return false;
		await run.pause(Math.min(wait, left));
		batch = await look(run, batch);
		if (finishedIn(batch) === finished) continue;
		finished = finishedIn(batch);
		run.log(testsProgress(agentName, finished, total, batch.test_case_batch_job_id));
	}
	return true;
}

/** A look that fails by a fault that goes away is none. */
async function look(run: Run, batch: BatchTest): Promise<BatchTest> {
	return await run.send(getBatchTest(batch.test_case_batch_job_id)).catch((thrown: unknown) => {
		if (isTransient(thrown)) return batch;
		throw thrown;
	});
}

function isRunning(batch: BatchTest): boolean {
	const { status, total_count: total } = batch;
	const hasCounted = Number.isInteger(total) && total > 0 && finishedIn(batch) >= total;
	return !hasCounted && !(isText(status) && AT_AN_END.test(status));
}

function finishedIn({ pass_count: passed, fail_count: failed, error_count: broken }: BatchTest): number {
	return [passed, failed, broken].filter(Number.isInteger).reduce((sum, count) => sum + count, 0);
}
