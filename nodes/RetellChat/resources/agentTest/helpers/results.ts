import { testOutcome, testsNotPassed, testsSummary, type TestCounts } from '../../../../messages/agentTests';
import type { Explained } from '../../../../messages/explained';
import type { TestRun } from '../../../../retell/api/types';
import { messagesOfRun, nameOfRun, testCaseIdOf } from '../../../../retell/output/simplifyTests';
import { isRecord, isText, textOf } from '../../../../retell/values';
import { isUnderWay } from './batch';

/** A test case's result. */
type TestRow = ReturnType<typeof rowOf>;

interface Tested {
	agent_id: string;
	/** The version's number. */
	version: number | null;
	batchId: string;
}

/** The results of a batch, one for each test case: those that Retell's list lacks have no result yet. */
export function rowsOf(runs: TestRun[], testCaseIds: string[], names: Map<string, string>, tested: Tested): TestRow[] {
	const listed = new Set(runs.map(testCaseIdOf));
	const missing = testCaseIds.filter((id) => !listed.has(id));
	return [
		...runs.map((run) => rowOf(testCaseIdOf(run), run, names, tested)),
		...missing.map((id) => rowOf(id, undefined, names, tested)),
	];
}

function rowOf(
	testCaseId: string | undefined,
	run: TestRun | undefined,
	names: Map<string, string>,
	{ agent_id, version, batchId }: Tested,
) {
	return {
		name: (run && nameOfRun(run)) ?? names.get(testCaseId ?? '') ?? null,
		status: isText(run?.status) ? run.status : 'pending',
		result_explanation: run?.result_explanation ?? null,
		timed_out: run === undefined || isUnderWay(run),
		messages: run ? messagesOfRun(run) : [],
		agent_id,
		version,
		test_case_definition_id: testCaseId ?? null,
		test_case_job_id: run?.test_case_job_id ?? null,
		test_case_batch_job_id: batchId,
	};
}

/** What to say unless all tests passed. `option`: the display name of the option that asks for it. */
export function findNotPassed(rows: TestRow[], option: string): Explained | undefined {
	const others = rows.filter(({ status }) => status !== 'pass');
	if (others.length === 0) return undefined;
	const cases = others.map(({ name, test_case_definition_id: id, status, result_explanation: reason }) =>
		testOutcome(textOf(name ?? id), status, textOf(reason)),
	);
	return testsNotPassed(countsOf(rows), cases, option);
}

/** "8 of 10 tests passed." above the output; empty if there was no test. */
export function testsHint(rows: object[]): string {
	const tests = rows.filter(isTestRow);
	return tests.length > 0 ? testsSummary(countsOf(tests)) : '';
}

function isTestRow(row: object): row is Pick<TestRow, 'status' | 'timed_out'> {
	return isRecord(row) && isText(row.test_case_batch_job_id);
}

function countsOf(rows: Array<Pick<TestRow, 'status' | 'timed_out'>>): TestCounts {
	const count = (status: string) => rows.filter((row) => !row.timed_out && row.status === status).length;
	const total = rows.length;
	const [passed, failed, broken] = [count('pass'), count('fail'), count('error')];
	const unfinished = rows.filter((row) => row.timed_out).length;
	return { total, passed, failed, broken, unfinished, other: total - passed - failed - broken - unfinished };
}
