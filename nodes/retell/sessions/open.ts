import { orGone } from '../api/call';
import { getChat } from '../api/chats';
import type { Chat } from '../api/types';
import type { Sender } from '../api/longList';
import { hasPersonWritten } from '../output/reply';
import { findOngoing } from './lists';
import { findUnchecked, noteChat, noteOver, rememberedOf, type Remembered } from './memory';
import type { Session } from './session';
import { endUnused, startsWith } from './starts';

/** A session with the name that it has in this process: the same session of another account has another. */
export interface NamedSession extends Session {
	name: string;
}

/** The chats of an execution's sessions. */
export interface OpenSessions {
	/**
	 * The chat in which a session goes on: the one that this process knows, or else one that Retell lists, or
	 * else a new one. Only whoever has the session's turn may ask.
	 *
	 * @throws what Retell threw
	 */
	open: (session: NamedSession) => Promise<OpenedChat>;
	/** The same after a chat was found to have ended. */
	openNext: (session: NamedSession, over: string) => Promise<OpenedChat>;
}

/** Where a message goes. */
export interface OpenedChat {
	chatId: string;
	/** Whether this process started the chat, and nothing was said in it yet. */
	isNew: boolean;
	/** The chat that it takes the place of. */
	previousId?: string;
}

interface Look {
	keys: Set<string>;
	found: Map<string, Chat>;
	at: number;
}

/** @param sessions all sessions of the execution: those of one agent are looked for together, once */
export function openSessionsWith(sender: Sender, sessions: () => NamedSession[]): OpenSessions {
	const { send } = sender;
	const { start, findTwin } = startsWith(sender);
	const firstLooks = new Map<string, Promise<Look>>();

	const look = async (agentId: string, wanted: NamedSession[]): Promise<Look> => {
		const at = Date.now();
		const names = new Map(wanted.map(({ key, name }) => [key, name]));
		const over = (key: string) => rememberedOf(names.get(key) ?? '').over;
		const keys = new Set(names.keys());
		return { keys, found: await findOngoing(sender, agentId, keys, over), at };
	};
	const lookFirst = async (session: NamedSession): Promise<Look> => {
		const { agentId, key } = session;
		const looking =
			firstLooks.get(agentId) ??
			look(
				agentId,
				sessions().filter((each) => each.agentId === agentId),
			);
		firstLooks.set(agentId, looking);
		const first = await looking;
		const { over } = rememberedOf(session.name);
		const isStale = !first.keys.has(key) || over.includes(first.found.get(key)?.chat_id ?? '');
		return isStale ? await look(agentId, [session]) : first;
	};
	const openBy = async (session: NamedSession, known: Remembered, { keys, found, at: lookedAt }: Look) => {
		const ongoing = found.get(session.key);
		const starting = async () =>
			await start(session, { lookedAt, over: known.over }).catch((thrown: unknown) => {
				// It may have been started unseen: the next message looks anew.
				keys.delete(session.key);
				known.isInDoubt = true;
				throw thrown;
			});
		const { chat, isNew } = ongoing ? { chat: ongoing, isNew: false } : await starting();
		const { chat_id: chatId } = chat;
		noteChat(session.name, known, { chatId, key: session.key, isNew, ...(isNew && { started: { chat, lookedAt } }) });
		return chatId;
	};
	/** Goes over to the older of twins, if lists did not show it when the other was started. */
	const settle = async ({ agentId, key, name }: NamedSession, known: Remembered) => {
		const unchecked = findUnchecked(known);
		if (!unchecked) return;
		const { isInDoubt = false } = known;
		Object.assign(known, { started: undefined, isInDoubt: undefined });
		const twin = await findTwin(agentId, { key, over: known.over, ...unchecked });
		if (!twin) return;
		// One that this process started unseen has taken no message.
		const isLeftover = isInDoubt && !(await hasSpoken(twin.chat_id));
		if (!isLeftover) noteChat(name, known, { chatId: twin.chat_id, isNew: false });
		await endUnused(send, isLeftover ? twin.chat_id : unchecked.chat.chat_id);
	};
	const hasSpoken = async (chatId: string) => {
		const chat = await send(orGone(getChat(chatId))).catch(() => 'unread' as const);
		return typeof chat !== 'string' && hasPersonWritten(chat);
	};
	const open = async (session: NamedSession, lookFor: (session: NamedSession) => Promise<Look>) => {
		const known = rememberedOf(session.name);
		await settle(session, known);
		const chatId = known.chatId ?? (await openBy(session, known, await lookFor(session)));
		return { chatId, isNew: known.isNew, previousId: known.previousId };
	};

	return {
		open: async (session) => await open(session, lookFirst),
		async openNext(session, over) {
			noteOver(session.name, over);
			return await open(session, async () => await look(session.agentId, [session]));
		},
	};
}
