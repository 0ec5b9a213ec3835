import { isId, isRecord } from '../values';
import type {
	AgentVersion,
	Chat,
	ChatAgent,
	Completion,
	ConversationFlow,
	ListedAgent,
	Llm,
	Page,
	PhoneNumber,
} from './types';

// Retell's answers are checked for what the package relies on, and for no more: unknown keys and
// values are accepted, since Retell adds to its answers without notice.

/** Whatever has a `chat_id`. */
export function isChat(value: unknown): value is Chat {
	return isRecord(value) && isId(value.chat_id);
}

/** Whatever has a `agent_id`. */
export function isChatAgent(value: unknown): value is ChatAgent {
	return isRecord(value) && isId(value.agent_id);
}

/** Whatever has a `agent_id`. */
export function isListedAgent(value: unknown): value is ListedAgent {
	return isRecord(value) && isId(value.agent_id);
}

/** Whatever has a version's number. */
export function isAgentVersion(value: unknown): value is AgentVersion {
	return isRecord(value) && isVersionNumber(value.version);
}

/** The number of an agent's version: a whole one from 0. */
export function isVersionNumber(value: unknown): value is number {
	return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** Whatever has a `phone_number`. */
export function isPhoneNumber(value: unknown): value is PhoneNumber {
	return isRecord(value) && isId(value.phone_number);
}

/** Whatever has a `llm_id`. */
export function isLlm(value: unknown): value is Llm {
	return isRecord(value) && isId(value.llm_id);
}

/** Whatever has a `conversation_flow_id`. */
export function isConversationFlow(value: unknown): value is ConversationFlow {
	return isRecord(value) && isId(value.conversation_flow_id);
}

/** Its messages may be of roles that nobody knows. */
export function isCompletion(value: unknown): value is Completion {
	return isRecord(value) && Array.isArray(value.messages) && value.messages.every(isRecord);
}

/**
 * Makes the reader of a page of rows: `{items, has_more, pagination_key?}`. A row that isn't what it
 * should be is left out and counted: it must not keep the others from being read.
 */
export function pageOf<Row>(isRow: (value: unknown) => value is Row) {
	return (value: unknown): Page<Row> | undefined => {
		if (!isPage(value)) return undefined;
		const items = value.items.filter(isRow);
		const rowsWithoutId = value.items.length - items.length;
		return { ...value, items, ...(rowsWithoutId > 0 && { rowsWithoutId }) };
	};
}

/** Makes the check for a page of which every row counts: decisions are built upon it. */
export function isPageOf<Row>(isRow: (value: unknown) => value is Row) {
	return (value: unknown): value is Page<Row> => isPage(value) && value.items.every(isRow);
}

function isPage(value: unknown): value is Page<unknown> {
	return isRecord(value) && Array.isArray(value.items);
}
