import { readChatList, type Sender } from '../api/longList';
import type { Chat, ChatFilterCriteria } from '../api/types';
import { isTime } from '../times';
import { sessionKeyOf } from './session';

// Retell keeps the sessions: the key stands in the metadata of their chats, which lists show but cannot filter by.

/** How far apart two processes that meet can start their chats, in ms. */
const MARGIN = 60_000;

/**
 * The ongoing chat of each session of an agent, by key: the newest. Of twins, which can stay where
 * the younger could not be ended, the oldest: in it the conversation goes on. The agent's ongoing
 * chats are listed, the newest first, until all sessions are found, however many sessions there are.
 *
 * @param over chats to leave out, because they were found to have ended
 */
export async function findOngoing(
	sender: Sender,
	agentId: string,
	wanted: Set<string>,
	over: (key: string) => string[],
): Promise<Map<string, Chat>> {
	const found = new Map<string, Chat>();
	for await (const chats of ongoingChats(sender, agentId)) {
		for (const chat of chats) {
			const key = sessionKeyOf(chat);
			if (!wanted.has(key) || over(key).includes(chat.chat_id)) continue;
			const younger = found.get(key);
			if (!younger || (isOlder(chat, younger) && areTwins(chat, younger))) found.set(key, chat);
		}
		if (found.size === wanted.size) break;
	}
	return found;
}

/** A chat that was started for a session, and what it is compared with. */
export interface Started {
	key: string;
	chat: Chat;
	/** When the session was looked for and not found, in ms since 1970, by this machine's clock. */
	lookedAt: number;
	/** Chats to leave out, because they were found to have ended. */
	over: string[];
}

/**
 * Looks for chats of the same sessions that another process started at the same moment. Both then go
 * on in the oldest. One list, however many chats were started.
 *
 * @returns by key, the oldest of those that began before ours; none if they could not be looked for, since
 * what the person wrote must not be lost because of a twin, which is rare
 */
export async function findOlderTwins(sender: Sender, agentId: string, started: Started[]): Promise<Map<string, Chat>> {
	const ours = new Map(started.map((each) => [each.key, each]));
	const oldest = new Map<string, Chat>();
	const listed = new Set<string>();
	const first = Math.min(...started.map(({ chat }) => findStart(chat) ?? 0));
	const reach = Date.now() - Math.min(...started.map(({ lookedAt }) => lookedAt)) + MARGIN;
	const since: ChatFilterCriteria = {
		start_timestamp: { type: 'number', op: 'ge', value: Math.max(0, first - reach) },
	};
	try {
		for await (const chats of ongoingChats(sender, agentId, since)) {
			for (const chat of chats) {
				const key = sessionKeyOf(chat);
				const own = ours.get(key);
				if (!own || own.over.includes(chat.chat_id)) continue;
				listed.add(chat.chat_id);
				const rival = oldest.get(key);
				if (!rival || isOlder(chat, rival)) oldest.set(key, chat);
			}
		}
	} catch {
		return new Map();
	}
	for (const [key, { chat: own }] of ours) {
		const twin = oldest.get(key);
		// The times of a list agree with one another; that of a create's answer may be another or lack.
		const isOurs = twin && (listed.has(own.chat_id) ? twin.chat_id === own.chat_id : !isOlder(twin, own));
		if (isOurs) oldest.delete(key);
	}
	return oldest;
}

/** Chats with a lower ID win where the times are the same, so that all processes agree. */
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

async function* ongoingChats(sender: Sender, agentId: string, more: ChatFilterCriteria = {}) {
	const criteria: ChatFilterCriteria = {
		agent: [{ agent_id: agentId }],
		chat_status: { type: 'enum', op: 'in', value: ['ongoing'] },
		...more,
	};
	yield* readChatList(
		sender,
		{ criteria, sortOrder: 'descending' },
		{ accepts: (chat) => chat.agent_id === agentId && chat.chat_status === 'ongoing' && isApiChat(chat) },
	);
}

/** Whether what is sent to it stays within the API: to an SMS chat, the answer goes to the person's phone. */
function isApiChat({ chat_type: type }: Chat): boolean {
	return (type ?? 'api_chat') === 'api_chat';
}
