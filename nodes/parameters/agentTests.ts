import type { INodeProperties } from 'n8n-workflow';

import { testCasesReturnNothing, tooManyTestCases } from '../messages/agentTests';
import { MOST_TEST_CASES } from '../retell/api/agentTests';
import { chosenVersionInput, idsInput } from './check/ids';
import { choiceInput, isBlank, wholeInput } from './check/values';
import { readCollection } from './common';
import { locatorField } from './locators';
import type { Parameters, WithTemplate } from './parameters';

// What is tested, how long that may take, and what a test that fails does.

const TEST_CASES = 'Test Cases';
const MINUTE = 60_000;
/** A day. */
const MOST_MINUTES = 1440;
const USUAL_MINUTES = 15;

/** The version of the agent, as an option: from a list, or by number or tag. */
export const testedVersionField: INodeProperties = {
	...locatorField(
		{
			displayName: 'Version',
			name: 'version',
			description:
				"The version of the agent to test. If empty, it's the newest version, which is the draft if you've made one since the agent was published.",
		},
		{ placeholder: 'Select a version...', search: 'searchAgentVersions' },
		{ displayName: 'By Number or Tag', name: 'id', placeholder: 'e.g. 3' },
	),
	required: false,
	typeOptions: { loadOptionsDependsOn: ['agentId.value'] },
};

export const testCaseIdsField: INodeProperties = {
	displayName: 'Test Case Names or IDs',
	name: 'testCaseIds',
	type: 'multiOptions',
	typeOptions: { loadOptionsMethod: 'getTestCases', loadOptionsDependsOn: ['agentId.value', 'options.version.value'] },
	default: [],
	description:
		'Which test cases of the agent to run. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
	hint: 'If none is selected, all test cases of the agent run',
};

export const waitMinutesField: INodeProperties = {
	displayName: 'Wait (Minutes)',
	name: 'waitMinutes',
	type: 'number',
	default: USUAL_MINUTES,
	typeOptions: { minValue: 0, maxValue: MOST_MINUTES },
	description:
		'Wait at most this long for the results. After that, the tests that have no result yet are returned as they are, with <code>timed_out</code>. Retell continues them.',
};

export const onFailureField: INodeProperties = {
	displayName: 'On Failure',
	name: 'onFailure',
	type: 'options',
	options: [
		{
			name: 'Fail the Item',
			value: 'error',
			description: "The item fails unless all tests pass in time, so that the workflow doesn't continue",
		},
		{
			name: 'Return the Results',
			value: 'return',
			description: "The node returns one item for each test, even if it didn't pass",
		},
	],
	default: 'return',
	description: "What to do if a test doesn't pass",
};

/**
 * IDs of the selected test cases; none: all.
 *
 * @throws Explained if an expression yields none, since it must not stand for all; and for more than Retell runs at a time
 */
export function readTestCaseIds({ get, getTemplate }: WithTemplate): string[] {
	const { name } = testCaseIdsField;
	const value = get(name);
	const ids = isBlank(value) ? [] : idsInput(value, TEST_CASES);
	if (ids.length === 0 && !isBlank(getTemplate(name))) throw testCasesReturnNothing(TEST_CASES);
	if (ids.length > MOST_TEST_CASES) throw tooManyTestCases(TEST_CASES, ids.length, MOST_TEST_CASES);
	return ids;
}

/**
 * The version to test; undefined for the newest.
 *
 * @throws Explained for a version that is none, and for an expression that yields none
 */
export function readTestedVersion({ get }: Pick<Parameters, 'get'>): string | number | undefined {
	if (!('version' in readCollection({ get }, 'options'))) return undefined;
	return chosenVersionInput(get('options.version'), testedVersionField.displayName);
}

/**
 * How long to wait for the results, in ms, and whether the item fails where a test doesn't pass.
 *
 * @throws Explained for values that are none
 */
export function readTestOptions({ get }: Pick<Parameters, 'get'>): { wait: number; failsItem: boolean } {
	const { waitMinutes = USUAL_MINUTES, onFailure = onFailureField.default } = readCollection({ get }, 'options');
	return {
		wait: wholeInput(waitMinutes, waitMinutesField.displayName, 0, MOST_MINUTES) * MINUTE,
		failsItem: choiceInput(onFailure, onFailureField.displayName, ['error', 'return']) === 'error',
	};
}
