// The tables of docs/troubleshooting.md: which messages stand in which.
import { agentTests } from './entries/agentTests.ts';
import { agents } from './entries/agents.ts';
import { attributes } from './entries/attributes.ts';
import { cleaningUp } from './entries/cleaningUp.ts';
import { contacts } from './entries/contacts.ts';
import { conversations } from './entries/conversations.ts';
import { credential } from './entries/credential.ts';
import { entered } from './entries/entered.ts';
import { enteredData } from './entries/enteredData.ts';
import { executions } from './entries/executions.ts';
import { filters } from './entries/filters.ts';
import { inboundSms } from './entries/inboundSms.ts';
import { lists } from './entries/lists.ts';
import { pollingTrigger } from './entries/pollingTrigger.ts';
import { retell } from './entries/retell.ts';
import { sessionKey } from './entries/sessionKey.ts';
import { settings } from './entries/settings.ts';
import { uncertain } from './entries/uncertain.ts';
import { versions } from './entries/versions.ts';
import { webhookTriggers } from './entries/webhookTriggers.ts';
import { inLog, only, saidByOthers, without, type Told } from './entry.ts';

export interface Table {
	/** What the columns are called. */
	head: string[];
	/** What stands in them after the message itself. */
	columns: Array<'means' | 'do'>;
	rows: Told[];
}

/** By file, all messages of the catalogue. */
export const TOLD: Record<string, Told[]> = {
	agents,
	agentTests,
	attributes,
	cleaningUp,
	contacts,
	conversations,
	credential,
	entered,
	enteredData,
	executions,
	filters,
	inboundSms,
	lists,
	pollingTrigger,
	retell,
	sessionKey,
	settings,
	uncertain,
	versions,
	webhookTriggers,
};

/** The words of n8n for a field that was left empty, and for an execution that a person stopped. */
export const BY_N8N = { required: 'Parameter "Chat" is required.', cancelled: 'The execution was cancelled manually' };

const SUMMARY = ['outcomes', 'NO_CHATS_MATCH', 'SEE_FAILURE', 'turnOffPreview', 'stoppedAtMost'] as const;
const POLL_LOGS = [
	'chatsWaiting',
	'emptyFiltersInTrigger',
	'rowsWithoutChatId',
	'firstPollFailed',
	'pollFailed',
	'STATE_DAMAGED',
] as const;
const WEBHOOK_LOGS = ['notRemoved', 'moved', 'leftAtEarlierUrl', 'notRegisteredAgain'] as const;
const OF_TESTS = [
	'engineNotTestable',
	'noTestCases',
	'testCasesNotFound',
	'tooManyTestCases',
	'testsNotPassed',
	'batchTestNotFound',
	'testsGoOn',
] as const;
const ENTERED_FOR_TESTS = [
	'testCasesReturnNothing',
	'noMessages',
	'notMessages',
	'messageWithoutText',
	'roleOfOthers',
	'componentWithoutNode',
	'argumentsNotAnObject',
] as const;
const OF_NUMBERS = ['numberTaken', 'numberOfPublishedWorkflow'] as const;

/** By the names that the page's markers give them. */
export const TABLES: Record<string, Table> = {
	credential: explained([
		...credential,
		saidByOthers(
			'`ECONNREFUSED` or `ENOTFOUND`',
			"n8n's own words: nobody answers at *Base URL*.",
			'Correct it: `https://api.retellai.com`. If it is right, may your n8n go to the internet (firewall, proxy, DNS)?',
		),
	]),
	retell: explained([
		...retell,
		...only(contacts, 'linkedToCrm'),
		...only(enteredData, 'tooManyBytesTogether'),
		saidByOthers(
			`\`${BY_N8N.cancelled}\``,
			'Somebody stopped it. The node then waits for nothing more and sends nothing more.',
			'What was done until then stays done.',
		),
		...only(executions, 'itemsFinished', 'RETRY_ON_FAIL_IS_ON'),
	]),
	uncertain: {
		head: ['You see', 'Look here, before you run it again'],
		columns: ['do'],
		rows: uncertain,
	},
	entered: {
		head: ['You see', 'Do this'],
		columns: ['do'],
		rows: [
			saidByOthers(
				`\`${BY_N8N.required}\``,
				'',
				'n8n says so of a field that was left empty. Select one, or map an ID.',
			),
			...entered,
			...without(enteredData, 'tooManyBytesTogether'),
			...filters,
			...settings,
			...without(contacts, 'linkedToCrm'),
			...only(agentTests, ...ENTERED_FOR_TESTS),
			...only(executions, 'operationUnknown'),
		],
	},
	conversations: explained([
		...without(conversations, 'firstTextsMissing'),
		...sessionKey,
		...only(cleaningUp, 'endedBefore'),
	]),
	agents: explained(agents),
	agentTests: explained(only(agentTests, ...OF_TESTS)),
	cleaningUp: explained(without(cleaningUp, 'endedBefore', ...SUMMARY)),
	pollingTrigger: explained([
		...without(pollingTrigger, ...POLL_LOGS),
		saidByOthers(
			'A failed execution with one of the texts above, with each poll',
			'A key or a value must be fixed.',
			'Fix it. Delivery continues where it stopped.',
		),
		saidByOthers(
			'A failed execution now and then: the 4th, 8th, 16th poll in a row that failed',
			'Retell, or the way to it, is down.',
			'Nothing. Chats that end in the meantime are delivered afterward.',
		),
		saidByOthers(
			'Publishing stops with one of the texts above',
			'The first poll found what a person must fix.',
			'Fix it, then publish again.',
		),
		...inLog(only(pollingTrigger, ...POLL_LOGS)),
	]),
	webhookTrigger: explained([
		...without(webhookTriggers, ...WEBHOOK_LOGS, ...OF_NUMBERS),
		...inLog(only(webhookTriggers, ...WEBHOOK_LOGS)),
	]),
	inboundSms: explained([...only(webhookTriggers, ...OF_NUMBERS), ...inboundSms]),
	aboveOutput: {
		head: ['You see', 'It means'],
		columns: ['means'],
		rows: [
			...lists,
			...only(conversations, 'firstTextsMissing'),
			...only(cleaningUp, ...SUMMARY),
			...only(agentTests, 'testsSummary'),
			...attributes,
			...versions,
		],
	},
};

function explained(rows: Told[]): Table {
	return { head: ['You see', 'It means', 'Do this'], columns: ['means', 'do'], rows };
}
