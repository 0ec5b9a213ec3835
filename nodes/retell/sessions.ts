import { NodeApiError } from 'n8n-workflow';
import type Retell from 'retell-sdk';

import { Explained } from '../messages/explained';
import { orEnded, orGone } from './api/call';
import { endChat, listChats } from './api/chats';
import { readPages } from './api/paging';
import { startChat } from './api/startChat';
import type { Chat, ChatFilterCriteria } from './api/types';
import type { SendToRetell } from './http/client';
import { inParallel } from './parallel';
import { isTime } from './times';
import { isRecord, textOf } from './values';

/** Under this name the metadata of a chat hold the key of its session. */
export const SESSION_KEY = 'session_key';
/** How a refusal of an agent begins, within the error that quotes Retell. */
const AGENT_REFUSED = /says: "(cannot find|cannot start|item .* not found)/i;
const NOT_CHAT_AGENT = /says: "cannot start a chat session with selected agent\b/i;
/** How far apart two executions that meet can start their chats, in ms. */
const MARGIN = 60_000;

/** A conversation of a person with an agent, over as many chats as it takes. */
export interface Session {
	agentId: string;
	key: string;
	/** What a new chat is given. Its metadata hold the key. */
	settings: Omit<Retell.ChatCreateParams, 'agent_id'>;
}

interface Circumstances {
	parallel: number;
	not?: string[];
	refusals?: Map<string, unknown>;
}

export type SessionOutcome = { chatId: string; isNew: boolean } | { thrown: unknown };

/**
 * Finds the ongoing chats of sessions of one agent, and starts those that there are not. The
 * answer has the order of the sessions; a chat that could not be started has what was thrown.
 *
 * Retell keeps the sessions: the key stands in the metadata of their chats, which lists show but
 * cannot filter by. So the agent's ongoing chats are listed, the newest first, until all sessions
 * are found. One request for each thousand chats, however many sessions there are.
 *
 * Another execution may start the same session at the same moment. One more list after the starts
 * shows such twins: both executions go on in the oldest, and each ends its own other one.
 *
 * A refusal that concerns the agent, and no person, is the answer for all sessions of that agent: one
 * session goes ahead, and the others are started only if Retell takes the agent.
 *
 * @param not chats to leave out, because they were found to have ended
 * @param refusals keeps how agents were refused, by agent and version
 */
export async function openSessions(
	send: SendToRetell,
	agentId: string,
	sessions: Session[],
	{ parallel, not = [], refusals = new Map<string, unknown>() }: Circumstances,
): Promise<SessionOutcome[]> {
	const began = Date.now();
	const ongoing = await currentChats(send, agentId, sessions, not);
	const missing = sessions.filter(({ key }) => !ongoing.has(key));
	const { created, failed } = await startChats(send, agentId, missing, parallel, refusals);

	const reach = Date.now() - began + MARGIN;
	const twins = await olderTwins(send, agentId, created, not, reach);
	await inParallel([...twins.keys()], parallel, async (key) => await endOwn(send, created.get(key)));
	return sessions.map(({ key }): SessionOutcome => {
		const earlier = ongoing.get(key) ?? twins.get(key);
		if (earlier) return { chatId: earlier.chat_id, isNew: false };
		const own = created.get(key);
		return own ? { chatId: own.chat_id, isNew: true } : { thrown: failed.get(key) };
	});
}

/** Starts a chat for each session. Of those with the same version of the agent, one goes ahead. */
async function startChats(
	send: SendToRetell,
	agentId: string,
	sessions: Session[],
	parallel: number,
	refusals: Map<string, unknown>,
) {
	const created = new Map<string, Chat>();
	const failed = new Map<string, unknown>();
	const start = async ({ key, settings }: Session) => {
		const agent = JSON.stringify([agentId, settings.agent_version]);
		try {
			if (refusals.has(agent)) throw refusals.get(agent);
			created.set(key, await startChat(send, { agent_id: agentId, ...settings }));
		} catch (thrown) {
			if (concernsAgent(thrown)) refusals.set(agent, thrown);
			failed.set(key, thrown);
		}
	};
	const ahead = new Map<unknown, Session>();
	for (const session of sessions) {
		const { agent_version: version } = session.settings;
		if (!ahead.has(version)) ahead.set(version, session);
	}
	await inParallel([...ahead.values()], parallel, start);
	const others = sessions.filter((session) => ahead.get(session.settings.agent_version) !== session);
	await inParallel(others, parallel, start);
	return { created, failed };
}

/**
 * Whether a chat was refused for its agent, the key or the account: so it would be for everybody.
 * A 422 is Retell's answer for an unknown agent and for a voice agent, but may be one for a value, too. A
 * 400 mostly is one for a value.
 */
function concernsAgent(thrown: unknown): boolean {
	// What is explained is that the agent has no published version.
	if (!(thrown instanceof NodeApiError)) return thrown instanceof Explained;
	const { httpCode, description } = thrown;
	if (httpCode === '422') return AGENT_REFUSED.test(description ?? '');
	if (httpCode === '400') return NOT_CHAT_AGENT.test(description ?? '');
	return ['401', '402', '403', '404', '405'].includes(httpCode ?? '');
}

/**
 * The newest ongoing chat of each session. Of twins, which can stay where the younger could not be
 * ended, the oldest: in it the conversation goes on.
 */
async function currentChats(send: SendToRetell, agentId: string, sessions: Session[], not: string[]) {
	const keys = new Set(sessions.map(({ key }) => key));
	const found = new Map<string, Chat>();
	for await (const chats of ongoingChats(send, agentId)) {
		for (const chat of chats) {
			const key = keyOf(chat);
			if (!keys.has(key) || not.includes(chat.chat_id)) continue;
			const younger = found.get(key);
			if (!younger || (isOlder(chat, younger) && areTwins(chat, younger))) found.set(key, chat);
		}
		if (found.size === keys.size) break;
	}
	return found;
}

/** Chats of the same sessions that began before ours, by key: the oldest of each. */
async function olderTwins(send: SendToRetell, agentId: string, ours: Map<string, Chat>, not: string[], reach: number) {
	const oldest = new Map<string, Chat>();
	if (ours.size === 0) return oldest;
	const listed = new Set<string>();
	const first = Math.min(...[...ours.values()].map((chat) => findStart(chat) ?? 0));
	const since: ChatFilterCriteria = {
		start_timestamp: { type: 'number', op: 'ge', value: Math.max(0, first - reach) },
	};
	try {
		for await (const chats of ongoingChats(send, agentId, since)) {
			for (const chat of chats) {
				const key = keyOf(chat);
				if (!ours.has(key) || not.includes(chat.chat_id)) continue;
				listed.add(chat.chat_id);
				const rival = oldest.get(key);
				if (!rival || isOlder(chat, rival)) oldest.set(key, chat);
			}
		}
	} catch {
		// What the person wrote must not be lost because a twin, which is rare, could not be looked for.
		return new Map<string, Chat>();
	}
	for (const [key, own] of ours) {
		const twin = oldest.get(key);
		// The times of a list agree with one another; that of a create's answer may be another or lack.
		const isOurs = twin && (listed.has(own.chat_id) ? twin.chat_id === own.chat_id : !isOlder(twin, own));
		if (isOurs) oldest.delete(key);
	}
	return oldest;
}

/** Chats with a lower ID win where the times are the same, so that all executions agree. */
function isOlder(a: Chat, b: Chat): boolean {
	const [timeA, timeB] = [findStart(a) ?? Infinity, findStart(b) ?? Infinity];
	return timeA === timeB ? a.chat_id < b.chat_id : timeA < timeB;
}

function areTwins(a: Chat, b: Chat): boolean {
	const [timeA, timeB] = [findStart(a), findStart(b)];
	return timeA !== undefined && timeB !== undefined && Math.abs(timeA - timeB) <= MARGIN;
}

function findStart({ start_timestamp: start }: Chat): number | undefined {
	return isTime(start) ? start : undefined;
}

/** If it cannot be ended, it closes by its agent's silence. */
async function endOwn(send: SendToRetell, chat: Chat | undefined): Promise<void> {
	if (chat) await send(orGone(orEnded(endChat(chat.chat_id)))).catch(() => undefined);
}

async function* ongoingChats(send: SendToRetell, agentId: string, more: ChatFilterCriteria = {}) {
	yield* readPages(
		async (page) =>
			await send(
				listChats({
					filter_criteria: {
						agent: [{ agent_id: agentId }],
						chat_status: { type: 'enum', op: 'in', value: ['ongoing'] },
						...more,
					},
					sort_order: 'descending',
					...page,
				}),
			),
		{ accepts: (chat) => chat.agent_id === agentId && chat.chat_status === 'ongoing' && isApiChat(chat) },
	);
}

/** Whether what is sent to it stays within the API: to an SMS chat, the answer goes to the person's phone. */
function isApiChat({ chat_type: type }: Chat): boolean {
	return (type ?? 'api_chat') === 'api_chat';
}

function keyOf({ metadata }: Chat): string {
	return isRecord(metadata) ? textOf(metadata[SESSION_KEY]).trim() : '';
}
