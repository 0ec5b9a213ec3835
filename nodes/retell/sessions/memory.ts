import type { Chat } from '../api/types';

/** For so long, what this process knows of a session counts before a list, in ms. */
const MEMORY = 10 * 60_000;
/** After so long, lists show a chat that was started, in ms: nobody knows how late they can be. */
const SHOWN_AFTER = 10_000;
const MOST_SESSIONS = 10_000;
const MOST_OVER = 10;

/** What this process knows of a session. */
export interface Remembered {
	/** Its ongoing chat; undefined if that is not known. */
	chatId?: string;
	/** The session's key, once a chat of it was noted. */
	key?: string;
	/** Whether nothing was said in it yet. */
	isNew: boolean;
	/** The chat, if this process started it and has not looked for twins since lists must show it. */
	started?: { chat: Chat; lookedAt: number };
	/** The chat before, until a message has arrived in the one that takes its place. */
	previousId?: string;
	/** Whether a chat may have been started whose ID was lost. */
	isInDoubt?: boolean;
	/** Its chats that have ended or changed hands, the newest last: lists can go on showing them as they were. */
	over: string[];
	/** When this was learned, in ms. */
	learnedAt: number;
}

/** By the names of sessions; the one that was asked for last comes last. */
const sessions = new Map<string, Remembered>();

/** What this process knows of a session; a new entry if nothing, or nothing that still counts. */
export function rememberedOf(name: string): Remembered {
	const known = findFresh(name) ?? { isNew: false, over: [], learnedAt: Date.now() };
	sessions.delete(name);
	sessions.set(name, known);
	for (const oldest of sessions.keys()) {
		if (sessions.size <= MOST_SESSIONS) break;
		sessions.delete(oldest);
	}
	return known;
}

function findFresh(name: string): Remembered | undefined {
	const known = sessions.get(name);
	return known && Math.abs(Date.now() - known.learnedAt) <= MEMORY ? known : undefined;
}

/** Notes the chat in which a session goes on. */
export function noteChat(
	name: string,
	known: Remembered,
	found: Pick<Remembered, 'chatId' | 'isNew' | 'key' | 'started'>,
): void {
	Object.assign(known, { started: undefined, ...found, learnedAt: Date.now() });
	// While it was looked for, it may have grown old, or made room for others.
	sessions.delete(name);
	sessions.set(name, known);
}

/** Notes that a chat of a session has ended. */
export function noteOver(name: string, chatId: string): void {
	const known = rememberedOf(name);
	known.over = [...known.over.filter((each) => each !== chatId), chatId].slice(-MOST_OVER);
	if (known.chatId === undefined || known.chatId === chatId) known.previousId ??= chatId;
	if (known.chatId === chatId) noteChat(name, known, { chatId: undefined, isNew: false });
}

/**
 * Notes the key that a chat has from now on: sessions with another one no longer go on in it.
 *
 * @param key empty if it has none
 */
export function noteKey(chatId: string, key: string): void {
	for (const known of sessions.values()) {
		if (known.key === key) {
			known.over = known.over.filter((each) => each !== chatId);
		} else if (known.chatId === chatId) {
			known.over = [...known.over, chatId].slice(-MOST_OVER);
			Object.assign(known, { chatId: undefined, isNew: false, started: undefined });
		}
	}
}

/** The chat that this process started, once lists must show its twins, and nobody has looked since. */
export function findUnchecked({ started }: Remembered): Remembered['started'] {
	return started && Date.now() - started.lookedAt >= SHOWN_AFTER ? started : undefined;
}

/** Notes that a message has arrived in a session's chat. */
export function noteSaid(name: string): void {
	Object.assign(rememberedOf(name), { isNew: false, previousId: undefined });
}
