import type { Chat, ChatAgent, ChatMessage, ListedAgent, Page, PhoneNumber } from './types';

/** True for anything that has properties: an object, but not null and not a list. */
export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Any value as a text: of an object its JSON, of a date its ISO text. */
export function textOf(value: unknown): string {
	if (value === undefined || value === null) return '';
	if (typeof value !== 'object') return String(value);
	const json = JSON.stringify(value);
	const plain: unknown = JSON.parse(json);
	return typeof plain === 'string' ? plain : json;
}

// Retell's answers are checked for what the package relies on, and for no more: unknown keys and
// values must pass, since Retell adds to its answers without notice.

export function isChat(value: unknown): value is Chat {
	return isRecord(value) && isText(value.chat_id);
}

export function isChatAgent(value: unknown): value is ChatAgent {
	return isRecord(value) && isText(value.agent_id);
}

export function isListedAgent(value: unknown): value is ListedAgent {
	return isRecord(value) && isText(value.agent_id);
}

export function isPhoneNumber(value: unknown): value is PhoneNumber {
	return isRecord(value) && isText(value.phone_number);
}

export function isCompletion(value: unknown): value is { messages: ChatMessage[] } {
	return isRecord(value) && Array.isArray(value.messages) && value.messages.every(isRecord);
}

/** Makes the check for a page of rows: `{items, has_more, pagination_key?}`. */
export function isPageOf<Row>(isRow: (value: unknown) => value is Row) {
	return (value: unknown): value is Page<Row> =>
		isRecord(value) && Array.isArray(value.items) && value.items.every(isRow);
}

function isText(value: unknown): value is string {
	return typeof value === 'string' && value !== '';
}
