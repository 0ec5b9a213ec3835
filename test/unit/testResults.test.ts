import { findNotPassed, rowsOf } from '../../nodes/RetellChat/resources/agentTest/helpers/results.ts';

test('a test case that Retell has no name of is told by its ID', () => {
	const rows = rowsOf([], ['test_case_1'], new Map(), { agent_id: 'agent_1', version: 0, batchId: 'batch_1' });
	expect(findNotPassed(rows, 'On Failure')?.description).toMatch(/^"test_case_1" \(pending\)\. /);
});
