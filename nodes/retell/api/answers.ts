import { isId, isRecord } from '../values';
import type {
	AgentVersion,
	BatchTest,
	Chat,
	ChatAgent,
	Completion,
	Contact,
	Conversation,
	ConversationFlow,
	ListedAgent,
	Llm,
	Page,
	PhoneNumber,
	TestCase,
	TestReply,
	TestRun,
} from './types';

// Retell's answers are checked for what the package relies on, and for no more: unknown keys and
// values are accepted, since Retell adds to its answers without notice.

type Check<Answer> = (value: unknown) => value is Answer;

/** Makes a check for whatever has an ID under a name. */
function withId<Answer extends object>(name: keyof Answer): Check<Answer> {
	return (value): value is Answer => isRecord(value) && isId(value[String(name)]);
}

export const isChat: Check<Chat> = withId('chat_id');
export const isChatAgent: Check<ChatAgent> = withId('agent_id');
export const isListedAgent: Check<ListedAgent> = withId('agent_id');
export const isPhoneNumber: Check<PhoneNumber> = withId('phone_number');
export const isContact: Check<Contact> = withId('contact_id');
export const isLlm: Check<Llm> = withId('llm_id');
export const isConversationFlow: Check<ConversationFlow> = withId('conversation_flow_id');
export const isTestCase: Check<TestCase> = withId('test_case_definition_id');
export const isBatchTest: Check<BatchTest> = withId('test_case_batch_job_id');
export const isTestRun: Check<TestRun> = withId('test_case_job_id');

/** A call or a chat. */
export function isConversation(value: unknown): value is Conversation {
	return isRecord(value) && (isId(value.chat_id) || isId(value.call_id));
}

/** Whatever has a version's number. */
export function isAgentVersion(value: unknown): value is AgentVersion {
	return isRecord(value) && isVersionNumber(value.version);
}

/** The number of an agent's version: a whole one from 0. */
export function isVersionNumber(value: unknown): value is number {
	return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** Its messages may be of roles that nobody knows. */
export function isCompletion(value: unknown): value is Completion {
	return hasMessages(value);
}

/** As `isCompletion`, of a conversation that belongs to no chat. */
export function isTestReply(value: unknown): value is TestReply {
	return hasMessages(value);
}

function hasMessages(value: unknown): boolean {
	return isRecord(value) && Array.isArray(value.messages) && value.messages.every(isRecord);
}

/**
 * Makes the reader of a page of rows: `{items, has_more, pagination_key?}`. A row that isn't what it
 * should be is left out and counted: it must not keep the others from being read.
 */
export function pageOf<Row>(isRow: Check<Row>) {
	return (value: unknown): Page<Row> | undefined => {
		if (!isPage(value)) return undefined;
		const items = value.items.filter(isRow);
		const rowsWithoutId = value.items.length - items.length;
		return { ...value, items, ...(rowsWithoutId > 0 && { rowsWithoutId }) };
	};
}

/** Makes the check for a page of which every row counts: decisions are built upon it. */
export function isPageOf<Row>(isRow: Check<Row>) {
	return (value: unknown): value is Page<Row> => isPage(value) && value.items.every(isRow);
}

function isPage(value: unknown): value is Page<unknown> {
	return isRecord(value) && Array.isArray(value.items);
}
