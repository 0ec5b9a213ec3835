import { Explained } from './explained';
import { listed, quoted, shown } from './quotes';

// Tests of agents: test cases, batches of them, and replies without a chat. `label`: the parameter's display name.

export const engineNotTestable = (agentName: string) =>
	new Explained(
		`The agent "${shown(agentName)}" can't be tested`,
		'Retell tests agents that use a Retell LLM or a conversation flow. Select an agent that does.',
	);

export const testedEngineNotFound = (engineId: string, said: string, status: number | null) =>
	new Explained(
		`The response engine "${shown(engineId)}" of the agent wasn't found`,
		`Nothing was run. Check "Agent": in the Retell dashboard, give it a response engine that's still there.${quoted(said)}`,
		status,
	);

export const noTestCases = (agentName: string) =>
	new Explained(
		`The agent "${shown(agentName)}" has no test cases`,
		'Nothing was run. Create test cases for it in the Retell dashboard, then run this again.',
	);

export const testCasesNotFound = (ids: string[], status: number | null) =>
	new Explained(
		"A test case wasn't found",
		`Nothing was run. Check "Test Cases": the response engine of the agent doesn't have all of these: ${listed(ids)}.`,
		status,
	);

export const testCasesReturnNothing = (label: string) =>
	new Explained(
		`"${label}" has no value`,
		'The expression returns nothing for this item. Return a list of IDs, or remove the expression to run all test cases.',
	);

/** `whose`: the display name of the parameter, or the agent's name. */
export const tooManyTestCases = (whose: string, count: number, most: number) =>
	new Explained(
		`"${shown(whose)}" has ${count} test cases, more than Retell runs at a time`,
		`Nothing was run. Select up to ${most} under "Test Cases", and the rest in another item.`,
	);

/** How many tests ended in which way. */
export interface TestCounts {
	total: number;
	passed: number;
	failed: number;
	/** Retell couldn't carry them out. */
	broken: number;
	/** They had no result yet. */
	unfinished: number;
	/** Their status is one that nobody knows. */
	other: number;
}

/** Above the output. */
export const testsSummary = ({ total, passed, failed, broken, unfinished, other }: TestCounts) => {
	const rest = [
		failed > 0 && `${failed} failed`,
		broken > 0 && `${broken} couldn't be carried out by Retell`,
		unfinished > 0 && `${unfinished} had no result in time`,
		other > 0 && `${other} ended in another way`,
	];
	return `${[`${passed} of ${total} ${total === 1 ? 'test' : 'tests'} passed`, ...rest.filter(Boolean)].join(', ')}.`;
};

/** `cases`: name, status and reason of those that didn't pass. `option`: the display name of the option that decides. */
export const testsNotPassed = (counts: TestCounts, cases: string[], option: string) =>
	new Explained(
		`${counts.total - counts.passed} of ${counts.total} ${counts.total === 1 ? 'test' : 'tests'} didn't pass`,
		`${listed(cases)}. To get one item for each test instead, set "${option}" to "Return the Results".`,
	);

/** In `testsNotPassed`: one of the tests. */
export const testOutcome = (name: string, status: string, reason: string) =>
	`"${shown(name)}" (${status})${reason === '' ? '' : `: ${reason.replace(/[.\s]+$/, '')}`}`;

/** At the end of another advice. */
export const testsGoOn = (batchId: string) =>
	`Retell continues the tests that were started, and bills them. See the results of the batch test "${batchId}" in the Retell dashboard.`;

export const batchTestNotFound = (batchId: string) =>
	new Explained(
		`The batch test "${shown(batchId)}" wasn't found`,
		"Its tests were started, but Retell no longer shows their results. Check whether it's still in the Retell dashboard, and that the API key belongs to the same workspace.",
	);

/** In n8n's log. */
export const testsProgress = (agentName: string, finished: number, total: number, batchId: string) =>
	`Tests of the agent "${shown(agentName)}": ${finished} of ${total} have a result (batch test ${batchId})`;

export const noMessages = (label: string) =>
	new Explained(
		`"${label}" has no value`,
		'Enter what the person says, or use an expression that returns the conversation so far. Filter out items without text.',
	);

export const notMessages = (label: string, value: string) =>
	new Explained(
		`"${label}" must be text or a list of messages, not ${shown(value)}`,
		"Enter what the person says, or use an expression such as {{ [...$json.messages, { role: 'user', content: 'And tomorrow?' }] }}.",
	);

export const messageWithoutText = (label: string, role: string) =>
	new Explained(
		`"${label}" has a message with the role ${shown(role)}, but without text`,
		'Return the text of each message as content. Filter out messages that have none.',
	);

/** `role`: what other services call the agent. */
export const roleOfOthers = (label: string, role: string) =>
	new Explained(
		`"${label}" has a message with the role ${shown(role)}, which Retell doesn't know`,
		'Use the role agent for what the agent said, and user for what the person said.',
	);

export const argumentsNotAnObject = (label: string) =>
	new Explained(
		`"${label}" must be an object`,
		'Enter JSON such as { "order": "4711" }, or an expression that returns an object.',
	);

/** `component` and `node`: display names. */
export const componentWithoutNode = (component: string, node: string) =>
	new Explained(
		`"${component}" has a value, but "${node}" doesn't`,
		`Enter the ID of the node in the component, or remove "${component}".`,
	);
