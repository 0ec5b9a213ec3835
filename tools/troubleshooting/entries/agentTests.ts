import * as messages from '../../../nodes/messages/agentTests.ts';
import { toldBy } from '../entry.ts';

export const agentTests = toldBy(messages, {
	engineNotTestable: { with: ['Support'], means: 'The agent uses an engine that runs outside of Retell.' },
	noTestCases: {
		with: ['Support'],
		means: 'Test cases belong to the response engine of the version that is tested. It has none.',
		also: 'If other versions have some, select one of these under *Version*.',
	},
	testCasesNotFound: {
		with: [['test_case_1', 'test_case_2'], 422],
		means: 'A test case was deleted, or belongs to another agent, or to another version of this one.',
		also: '*Get Many* lists those that there are.',
	},
	testCasesReturnNothing: { with: ['Test Cases'] },
	tooManyTestCases: {
		with: ['Support', 1204, 1000],
		means: 'Retell runs at most 1,000 test cases in a batch.',
	},
	testsSummary: {
		with: [{ total: 10, passed: 6, failed: 1, broken: 1, unfinished: 1, other: 1 }],
		means:
			'How the tests came out. The status of those that Retell couldn\'t carry out is "error". Those without a result have "timed_out"; Retell continues them.',
	},
	testsNotPassed: {
		with: [
			{ total: 10, passed: 9, failed: 1, broken: 0, unfinished: 0, other: 0 },
			['"Refund" (fail): The agent promised a refund'],
			'On Failure',
		],
		means: '*On Failure* is *Fail the Item*, and not all tests passed in time.',
	},
	testOutcome: { with: ['Refund', 'fail', 'The agent promised a refund.'], unlisted: 'A part of another message' },
	batchTestNotFound: {
		with: ['test_case_batch_1'],
		means: 'While the node was waiting for its results, the batch test went away.',
		also: 'Running this again starts the tests anew.',
	},
	testsGoOn: {
		with: ['test_case_batch_1'],
		means: 'The tests were started before the node stopped waiting, or before Retell refused a request.',
		also: 'Running this again starts them anew.',
	},
	testsProgress: { with: ['Support', 3, 10, 'test_case_batch_1'], unlisted: 'No advice is needed' },
	noMessages: { with: ['Messages'] },
	notMessages: { with: ['Messages', '{"text":"Hello"}'] },
	messageWithoutText: { with: ['Messages', 'user'] },
	roleOfOthers: { with: ['Messages', 'assistant'] },
	componentWithoutNode: { with: ['Component ID', 'Current Node ID'] },
	argumentsNotAnObject: { with: ['Tool Mocks: Arguments of lookup_order'] },
});
