import type { TestCase, TestRun } from '../api/types';
import { isoTime } from '../times';
import { isRecord, isText } from '../values';

/** A test case: Retell's names, times as ISO texts. Every key is always there, null where Retell has nothing. */
export function simplifyTestCase(testCase: TestCase) {
	return {
		test_case_definition_id: testCase.test_case_definition_id,
		name: testCase.name ?? null,
		user_prompt: testCase.user_prompt ?? null,
		metrics: testCase.metrics ?? null,
		dynamic_variables: testCase.dynamic_variables ?? null,
		tool_mocks: testCase.tool_mocks ?? null,
		llm_model: testCase.llm_model ?? null,
		created_at: isoTime(testCase.creation_timestamp),
		modified_at: isoTime(testCase.user_modified_timestamp),
	};
}

/** The ID of the test case that was run; undefined if Retell doesn't show it. */
export function testCaseIdOf({ test_case_definition_id: id, test_case_definition_snapshot: snapshot }: TestRun) {
	if (isText(id)) return id;
	return isRecord(snapshot) && isText(snapshot.test_case_definition_id) ? snapshot.test_case_definition_id : undefined;
}

/** The name of the test case that was run; undefined if Retell doesn't show it. */
export function nameOfRun({ test_case_definition_snapshot: snapshot }: TestRun): string | undefined {
	return isRecord(snapshot) && isText(snapshot.name) ? snapshot.name : undefined;
}

/**
 * The messages in the transcript of a test run; none if it has none yet. Retell doesn't document the form of it,
 * only that there is one for LLMs and one for flows: so it's the list in it whose entries have roles.
 */
export function messagesOfRun({ transcript_snapshot: snapshot }: TestRun): Array<Record<string, unknown>> {
	const lists: unknown[] = isRecord(snapshot) ? [snapshot.messages, ...Object.values(snapshot)] : [snapshot];
	for (const list of lists) {
		const messages = Array.isArray(list) ? list.filter(isRecord) : [];
		if (messages.some(({ role }) => isText(role))) return messages;
	}
	return [];
}
