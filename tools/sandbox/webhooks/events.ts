import { fill, variablesOf } from '../conversation.ts';
import type { Milestone } from '../schemas.ts';
import { listItem, wholeChat } from '../present.ts';
import { settingsOf } from '../records.ts';
import type { AgentRecord, ChatRecord } from '../records.ts';

const USUAL: readonly string[] = ['chat_started', 'chat_ended', 'chat_analyzed'];

/** Where an event goes, and how long its answer may take. */
export interface Target {
	url: string;
	timeoutMs: number;
}

/** The body of any event. */
export function envelope(event: string, content: object): string {
	return JSON.stringify({ event, ...content });
}

/**
 * The body of a chat's event as of now: basic information at the start, no analysis at the end. What the
 * agent's storage setting keeps out of get-chat is in here all the same (Retell's webhook guide).
 */
export function chatBody(milestone: Milestone, chat: ChatRecord): string {
	const shown = milestone === 'chat_started' ? listItem(chat) : wholeChat(chat);
	if (milestone === 'chat_ended') delete shown.chat_analysis;
	return envelope(milestone, { chat: shown });
}

/**
 * Where a chat's event goes: to the agent's own webhook, else to the account's; nowhere if the agent does
 * not want it. No list of events means the usual three (reference), an empty one none (our reading).
 *
 * The settings are those of the version the chat runs on. That is documented in parts only: settings
 * belong to a version, and a chat names its version; that its webhooks follow it is the plain reading.
 * A URL may hold `{{variables}}` of the chat (webhook guide); that they are encoded is our guess.
 * That `webhook_events` holds for the account's webhook too is one as well: "which events this agent
 * should receive".
 */
export function targetOf(
	milestone: Milestone,
	chat: ChatRecord,
	agent: AgentRecord | undefined,
	account: { accountUrl: string | null; timeoutMs: number },
): Target | null {
	const settings = settingsOf(chat, agent);
	if (!(settings.webhook_events ?? USUAL).includes(milestone)) return null;
	const url = settings.webhook_url ?? account.accountUrl;
	if (url === null) return null;
	const variables: Record<string, string> = {};
	for (const [name, value] of Object.entries(variablesOf(chat))) variables[name] = encodeURIComponent(value);
	return { url: fill(url, variables), timeoutMs: settings.webhook_timeout_ms ?? account.timeoutMs };
}
