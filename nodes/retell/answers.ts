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

/** True for anything that has properties: an object, but not null and not a list. */
export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** True for what JSON calls an object: not for a date, a map or anything else with a class of its own. */
export function isPlain(value: unknown): value is Record<string, unknown> {
	if (!isRecord(value)) return false;
	const prototype: unknown = Object.getPrototypeOf(value);
	// Objects of other realms have another `Object.prototype`.
	return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** The JSON of a value; undefined if it has none: a function, or an object that holds itself. */
export function jsonOf(value: unknown): string | undefined {
	try {
		return JSON.stringify(value);
	} catch {
		return undefined;
	}
}

/** Any value as a text: of an object its JSON, of a date its ISO text. */
export function textOf(value: unknown): string {
	if (value === undefined || value === null) return '';
	if (typeof value !== 'object') return String(value);
	const json = jsonOf(value);
	if (json === undefined) return '(no text)';
	const plain: unknown = JSON.parse(json);
	return typeof plain === 'string' ? plain : json;
}

/** Longest quote of a value in an error, in characters. */
const LONGEST_SHOWN = 200;

/** A value as errors quote it: cut where it is long, since a whole item mapped by accident can have megabytes. */
export function shown(value: unknown): string {
	const text = textOf(value);
	if (text.length <= LONGEST_SHOWN) return text;
	// Half a character cannot be stored.
	return `${text.slice(0, LONGEST_SHOWN).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

// Retell's answers are checked for what the package relies on, and for no more: unknown keys and
// values must pass, since Retell adds to its answers without notice.

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
 * should be is passed over and counted: it must not keep the others from being read.
 */
export function pageOf<Row>(isRow: (value: unknown) => value is Row) {
	return (value: unknown): Page<Row> | undefined => {
		if (!isPage(value)) return undefined;
		const items = value.items.filter(isRow);
		const passedOver = value.items.length - items.length;
		return { ...value, items, ...(passedOver > 0 && { passedOver }) };
	};
}

/** Makes the check for a page of which every row counts: decisions are built upon it. */
export function isPageOf<Row>(isRow: (value: unknown) => value is Row) {
	return (value: unknown): value is Page<Row> => isPage(value) && value.items.every(isRow);
}

function isPage(value: unknown): value is Page<unknown> {
	return isRecord(value) && Array.isArray(value.items);
}

/** A text that a path can hold: one of dots would lead to another call, half a character cannot be sent. */
export function isId(value: unknown): value is string {
	return isText(value) && value !== '.' && value !== '..' && !/\p{Surrogate}/u.test(value);
}

/** True for a text that is not empty. */
export function isText(value: unknown): value is string {
	return typeof value === 'string' && value !== '';
}
