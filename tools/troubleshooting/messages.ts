// Each message of the package as a person could see it: with a sample of what it is made of.
import type { Explained } from '../../nodes/messages/explained.ts';
import * as agents from '../../nodes/messages/agents.ts';
import * as agentTests from '../../nodes/messages/agentTests.ts';
import * as attributes from '../../nodes/messages/attributes.ts';
import * as cleaningUp from '../../nodes/messages/cleaningUp.ts';
import * as contacts from '../../nodes/messages/contacts.ts';
import * as conversations from '../../nodes/messages/conversations.ts';
import * as credential from '../../nodes/messages/credential.ts';
import * as entered from '../../nodes/messages/entered.ts';
import * as enteredData from '../../nodes/messages/enteredData.ts';
import * as executions from '../../nodes/messages/executions.ts';
import * as filters from '../../nodes/messages/filters.ts';
import * as inboundSms from '../../nodes/messages/inboundSms.ts';
import * as lists from '../../nodes/messages/lists.ts';
import * as pollingTrigger from '../../nodes/messages/pollingTrigger.ts';
import * as retell from '../../nodes/messages/retell.ts';
import * as sessionKey from '../../nodes/messages/sessionKey.ts';
import * as settings from '../../nodes/messages/settings.ts';
import * as uncertain from '../../nodes/messages/uncertain.ts';
import * as versions from '../../nodes/messages/versions.ts';
import * as webhookTriggers from '../../nodes/messages/webhookTriggers.ts';

export interface Message {
	/** Its name in the code; if there are several samples of it, with that of the sample: `notFound.chat`. */
	name: string;
	text: string;
	/** What the sample is made of. */
	args: unknown[];
	/** The second part of an error. */
	advice: string;
}

type ArgumentsOf<Said> = Said extends (...args: infer Args) => string | Explained ? Args : [];

/** The arguments of each message that takes some, or those of several samples by a name. Without them, the types don't fit. */
type Samples<Messages> = {
	[Name in keyof Messages as ArgumentsOf<Messages[Name]> extends [] ? never : Name]:
		ArgumentsOf<Messages[Name]> | Record<string, ArgumentsOf<Messages[Name]>>;
};

function said<Messages extends object>(messages: Messages, samples: Samples<Messages>): Message[] {
	const given = new Map<string, unknown>(Object.entries(samples));
	return Object.entries(messages).flatMap(([name, message]: [string, unknown]) => {
		const sample = given.get(name) ?? [];
		if (Array.isArray(sample)) return [messageOf(name, message, sample)];
		return Object.entries(sample).map(([which, args]: [string, unknown[]]) =>
			messageOf(`${name}.${which}`, message, args),
		);
	});
}

function messageOf(name: string, message: unknown, args: unknown[]): Message {
	const words = (typeof message === 'function' ? Reflect.apply(message, undefined, args) : message) as
		string | Explained;
	return typeof words === 'string'
		? { name, text: words, args, advice: '' }
		: { name, text: words.message, args, advice: words.description };
}

const ONE = { items: 1, of: 1 };
const KEY = 'Session Key';
const MINUTES = { least: 2, most: 4320 };
const AUTO_CLOSE = 'Auto-Close After (Minutes)';
const VERSION = { version: '5', agent: 'Support' };
const NODE = 'Retell Chat Webhook Trigger';
const AGENT = 'the agent "Support"';
const OLD_URL = 'https://old.example.com/webhook/1a2b/webhook';
const URL = 'https://n8n.example.com/webhook/1a2b/webhook';

/** By the file that it stands in, each message of the package. */
export const MESSAGES: Record<string, Message[]> = {
	agents: said(agents, {
		versionPublished: [3, 'Support', 'If Published'],
		draftMadeOnly: [4],
		draftChangedOnly: [4],
		stillADraft: [4, 'agent_123'],
		liveOrNotUnknown: [4],
		othersKeepChanging: ['agent_123'],
		changesLost: [5, 'agent_123', [4]],
		liveWithoutOther: [5, 4],
		othersPublishedUnknown: [5],
		versionMissing: ['Support'],
		smsAgentNotFound: ['+14155550142', 404],
	}),
	agentTests: said(agentTests, {
		engineNotTestable: ['Support'],
		noTestCases: ['Support'],
		testCasesNotFound: [['test_case_1', 'test_case_2'], 422],
		testCasesReturnNothing: ['Test Cases'],
		tooManyTestCases: ['Support', 1204, 1000],
		testsSummary: [{ total: 10, passed: 6, failed: 1, broken: 1, unfinished: 1, other: 1 }],
		testsNotPassed: {
			ofMany: [
				{ total: 10, passed: 9, failed: 1, broken: 0, unfinished: 0, other: 0 },
				['"Refund" (fail): The agent promised a refund'],
				'On Failure',
			],
			ofOne: [
				{ total: 1, passed: 0, failed: 1, broken: 0, unfinished: 0, other: 0 },
				['"Refund" (fail)'],
				'On Failure',
			],
		},
		testOutcome: ['Refund', 'fail', 'The agent promised a refund.'],
		testedEngineNotFound: ['llm_123', '', 422],
		batchTestNotFound: ['test_case_batch_1'],
		testsGoOn: ['test_case_batch_1'],
		testsProgress: ['Support', 3, 10, 'test_case_batch_1'],
		noMessages: ['Messages'],
		notMessages: ['Messages', '{"text":"Hello"}'],
		messageWithoutText: ['Messages', 'user'],
		roleOfOthers: ['Messages', 'assistant'],
		componentWithoutNode: ['Component ID', 'Current Node ID'],
		argumentsNotAnObject: ['Tool Mocks: Arguments of lookup_order'],
	}),
	attributes: said(attributes, {
		attributesNotStored: [['order'], ONE],
		attributesAltered: [['order'], ONE],
		attributesNotRemoved: [['order'], ONE],
		attributesUnchecked: [1],
	}),
	cleaningUp: said(cleaningUp, {
		filterEmpty: ['Older Than (Hours)'],
		noFilter: ['Filters'],
		noSuchFilter: ['Filters', 'createdAfter', ['startedAfter', 'startedBefore']],
		matchesNearlyAll: ['Started Before', 'earlier'],
		zeroMatchesAll: ['Older Than (Hours)'],
		stoppedHalfWay: ['ended', new Map(Object.entries({ ended: 480, failed: 2 })), ['chat_123', 'chat_456']],
		endedBefore: ['chat_123', '', 400],
		outcomes: [new Map(Object.entries({ ended: 48, failed: 2 }))],
		turnOffPreview: ['Preview Only', 'ended'],
		stoppedAtMost: ['Max Chats'],
	}),
	contacts: said(contacts, {
		noSuchCustomField: ['Custom Fields', 'color', ['plan', 'orders']],
		setAndRemoved: ['Add Tags', 'Remove Tags', 'customer'],
	}),
	conversations: said(conversations, {
		messageIsLeftover: ['undefined'],
		refusedThoughOngoing: ['ongoing', '', 400],
		smsChatEnded: ['chat_123'],
		endedAndGone: ['chat_123', '', 422],
		endedAndNotShown: ['chat_123', '', 422],
		endedWithoutAgent: ['chat_123'],
		firstTextsMissing: [1],
		combinedNotSent: ['Retell is limiting the requests of this account. Run this again later.'],
	}),
	credential: said(credential, {}),
	entered: said(entered, {
		emptyId: ['Chat'],
		notAnId: ['Chat', '..'],
		notAnIdInList: ['Chat IDs', '{"chat_id":"chat_123"}'],
		noVersionSelected: ['Version', 'Agent Version'],
		emptyVersionNumber: ['Version'],
		notAVersion: ['Version', 'v3', 3],
		versionReturnsNothing: ['Draft Version'],
		notAVersionNumber: ['Version', 'latest'],
		emptyPhoneNumber: ['To Number'],
		notAPhoneNumber: ['To Number', '(415) 555-0123', { number: '+14155550123', isGuess: true }],
		emptyText: ['Custom Attributes: ID'],
		notText: ['Agent Tags', '{"name":"beta"}'],
		notAUrl: ['Webhook URL', 'hooks.example.com'],
		emptyNumber: ['Limit'],
		notANumber: ['Min Cost (Cents)', 'ten'],
		notWhole: { least: ['Limit', 0, 1], range: ['Parallel Requests', 51, 1, 50] },
		belowZero: ['Min Cost (Cents)', -1],
		tooLarge: ['Older Than (Hours)', 1e305],
		notADate: ['Started After', 'yesterday', false],
		notABoolean: ['Successful', 'maybe'],
		noSuchOption: ['Statuses', 'finished', ['ongoing', 'ended', 'error']],
		notAList: ['Custom Attributes', 'conditions', 'order is 7', { key: 'order', comparison: 'equals', value: '7' }],
		onlyOneOf: ['Replace Tags', 'Add Tags'],
	}),
	enteredData: said(enteredData, {
		notAnObject: ['Metadata'],
		tooManyBytes: ['Metadata', 60_011, 50_000],
		tooManyBytesTogether: ['Metadata', 60_011, 50_000, 'Update Mode'],
		setAndCleared: { chat: ['Metadata', 'Clear Fields'], agent: ['Webhook URL', 'Clear Fields'] },
		valueWithoutName: ['Metadata'],
		notOfType: ['Metadata: order', 'boolean', 'maybe'],
		cannotBeSent: ['Dynamic Variables: order'],
		cannotBeStored: ['Custom Attributes', 'address'],
	}),
	executions: said(executions, {
		operationUnknown: ['archive', 'chat'],
		itemsFinished: [12, 20],
	}),
	filters: said(filters, {
		boundsCrossed: {
			times: ['Ended Before', 'Ended After', true],
			amounts: ['Max Cost (Cents)', 'Min Cost (Cents)', false],
		},
		noComparison: ['Custom Attributes: Comparison of order', ['equals', 'contains', 'exists']],
		nothingToCompareWith: ['Custom Attributes: Value of order'],
	}),
	inboundSms: said(inboundSms, {
		answerTimeOutOfRange: ['Answer Within (Seconds)', 10, 9],
		answerTooLate: [2500],
		answeredBy: ['Choose Agent'],
	}),
	lists: said(lists, {
		nothingMatches: [['Statuses', 'Started After']],
		nameInFilter: ['order', 'Custom Attributes'],
		namesUnknown: [['order in "Custom Attributes"']],
		emptyFiltersUnused: [['Min Cost (Cents)']],
		chatIdsNotFound: [['chat_123', 'chat_456']],
		moreOfChatIds: ['Limit'],
		leftAlone: [3],
		transcriptsMissing: [3],
		rowsWithoutId: [2],
	}),
	pollingTrigger: said(pollingTrigger, {
		minutesTooMany: ['Look Back (Minutes)', 1440],
		expressionReturnsNoAgent: ['Agents'],
		chatsWaiting: [250, '2026-01-31T09:30:00.000Z'],
		emptyFiltersInTrigger: [['Min Cost (Cents)']],
		rowsWithoutChatId: [2],
		firstPollFailed: ["Retell couldn't be reached"],
		pollFailed: ["Retell couldn't be reached", 2],
	}),
	retell: said(retell, {
		keyRefused: [''],
		permissionMissing: [''],
		paymentDue: [''],
		requestsLimited: [''],
		refusedBecause: ['body/content must be string'],
		valuesRefused: [''],
		chatMustEndFirst: ['chat_123', '', 400],
		notFound: {
			chat: ['chat', 'chat_123', ''],
			agent: ['agent', 'agent_123', ''],
			responseEngine: ['responseEngine', 'llm_123', ''],
			fromNumber: ['fromNumber', '+14155550123', ''],
			phoneNumber: ['phoneNumber', '+14155550142', ''],
			contact: ['contact', '+14155550123', ''],
		},
		versionNotFound: [7, 'agent_123', ''],
		noPublishedVersion: ['agent_123'],
		notAChatAgent: ['agent_123', ''],
		agentOfNumberIsNoChatAgent: [''],
		numberNotRegistered: ['+14155550142', ''],
		someNumberNotRegistered: [''],
		callNotOffered: [''],
		proxyAsksForLogin: [''],
		nothingFound: [''],
		messageToEndedChat: [''],
		serverFailed: [500, true, ''],
		noResponseInTime: [60, true],
		serverTimedOut: [408, true, ''],
		connectionLost: ['ECONNRESET', true],
		unreachable: ['ECONNREFUSED'],
		redirected: [307],
		unreadable: [''],
		listWithoutEnd: [2000],
		tried: [4],
	}),
	sessionKey: said(sessionKey, {
		keyTooLong: [KEY, 60_000],
		emptyKey: [KEY],
		keyHasLeftover: [KEY, 'undefined', 'wa-undefined'],
		keyIsFixedPart: [KEY, 'wa-'],
		keyPartEmpty: [KEY, '{{ $json.channel }}'],
		setToFixed: [KEY, '{{ $json.from }}'],
		keyWithoutLetter: [KEY, ':'],
		otherKeyInMetadata: ['Metadata', 'session_key', KEY],
	}),
	settings: said(settings, {
		autoCloseTooLong: [AUTO_CLOSE, 7200, MINUTES, [{ unit: 'seconds', minutes: 120 }]],
		autoCloseTooShort: [AUTO_CLOSE, 1, MINUTES],
		autoCloseNotPositive: [AUTO_CLOSE, 0, MINUTES],
		notATimeZone: ['Timezone', 'CEST'],
		otherSettingsNotAnObject: ['Other Settings (JSON)'],
		settingHasField: ['Other Settings (JSON)', 'webhook_url', 'Webhook URL'],
		fieldNameTwice: ['Post-Chat Analysis Fields', 'order_number'],
		noChoices: ['Post-Chat Analysis Fields', 'topic'],
		engineKindMissing: ['Response Engine', 'support'],
		notAnEngine: ['Response Engine', '{"type":"custom-llm"}'],
		weightsNotOne: ['Outbound SMS Agents', 0.9, false],
		weightNotPositive: ['Outbound SMS Agents: Weight', 0],
	}),
	uncertain: said(uncertain, {}),
	versions: said(versions, {
		draftNotLive: [VERSION],
		draftsNotLive: [3],
		changesMayBeMissing: [VERSION, { version: 3, wasDraft: false }, ['4']],
		replacedByOther: [VERSION, '6'],
		draftLeft: ['Support', ['4']],
		sameForMoreItems: [2, 'drafts_left'],
		publishedBefore: ['3'],
		liveVersionUnknown: [['agent_123']],
	}),
	webhookTriggers: said(webhookTriggers, {
		noAgentToRegister: ['Register With Agent', 'Set Up Webhook'],
		agentTaken: ['Support', 'hooks.example.com'],
		hostUnreachable: ['localhost:5678'],
		draftOutdated: ['Support', 2, 4],
		noDraftAtRestart: ['Support'],
		agentOfPublishedWorkflow: ['Support'],
		notRemoved: [NODE, 'the agent "agent_1"', URL, "Retell didn't accept the API key"],
		moved: [NODE, AGENT, OLD_URL, URL],
		leftAtEarlierUrl: [NODE, 'the agent "agent_1"', OLD_URL],
		notRegisteredAgain: [NODE, "Retell couldn't be reached"],
		numberTaken: ['+14155550142', 'hooks.example.com', 'Register With Number'],
		numberOfPublishedWorkflow: ['+14155550142'],
	}),
};
