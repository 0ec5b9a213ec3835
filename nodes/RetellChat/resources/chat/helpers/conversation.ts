import { newChatsEndAtOnce } from '../../../../messages/conversations';
import { readChatId } from '../../../../parameters/locators';
import { createChatCompletion } from '../../../../retell/api/chats';
import type { Completion } from '../../../../retell/api/types';
import { inParallel } from '../../../../retell/parallel';
import { openSessions, type Session, type SessionOutcome } from '../../../../retell/sessions';
import { perRun, type Item, type Run } from '../../../run/operation';
import { startSuccessor, trySend, type ClosedChat } from './closedChat';
import { isSession, readMessage, readSession, startsNewIfEnded } from './conversationFields';
import { checkNobodyHasWritten } from './emptyMessage';

/** So many chats in a row that ended before anything was said: then no other is started. */
const MOST_IN_VAIN = 2;

/** Where a message goes. */
interface Destination {
	chatId: string;
	/** Whether this execution started the chat, and nothing was said in it yet. */
	isNew: boolean;
	/** The chat that it takes the place of. */
	previousId?: string;
}

interface Conversation {
	/** Its messages are sent one after the other. */
	lane: string;
	openDestination: () => Promise<Destination>;
	/** Finds or starts the chat that follows one that is over. Undefined: the message fails. */
	openSuccessor?: (over: ClosedChat, overIds: string[]) => Promise<Destination>;
}

/** How far a conversation has got in an execution, so that the next message follows. */
interface Progress {
	destination?: Destination;
	/** Its chats that were found to be over. */
	overIds: string[];
	/** How many of them in a row were put in place of others, or new, and took no message. */
	inVain: number;
}

const progressIn = perRun(() => new Map<string, Progress>());

/**
 * What the messages of one conversation share: its chat's ID, or its agent and session key.
 *
 * @throws Explained if the item's chat, agent or key is none
 */
export function laneOf(item: Item): string {
	return conversationOf(item).lane;
}

/**
 * Sends a message to the conversation of an item, and returns where it went. Another chat gets it
 * only if Retell shows that the one before is over: what a refusal says is no proof, since it can
 * quote the message. Only where Retell does not show the chat, its very words at the beginning are.
 *
 * @throws Explained for an empty message in a chat in which the person has written, and when one
 * chat after the other ends before it takes the message
 */
export async function sendToConversation(
	item: Item,
	content: string,
): Promise<{ destination: Destination; completion: Completion }> {
	const { lane, openDestination, openSuccessor } = conversationOf(item);
	const progress: Progress = progressIn(item.run).get(lane) ?? { overIds: [], inVain: 0 };
	progressIn(item.run).set(lane, progress);
	if (progress.inVain >= MOST_IN_VAIN) throw newChatsEndAtOnce();
	let destination = progress.destination ?? (await openDestination());

	for (;;) {
		if (content === '' && !destination.isNew) await checkNobodyHasWritten(item, destination.chatId);
		const sent = openSuccessor
			? await trySend(item, destination.chatId, content)
			: await item.send(createChatCompletion({ chat_id: destination.chatId, content }));
		if ('messages' in sent) {
			progress.destination = { chatId: destination.chatId, isNew: false };
			progress.inVain = 0;
			return { destination, completion: sent };
		}
		progress.overIds.push(destination.chatId);
		if (destination.isNew || destination.previousId !== undefined) progress.inVain += 1;
		if (!openSuccessor || progress.inVain >= MOST_IN_VAIN) throw newChatsEndAtOnce();
		destination = {
			...(await openSuccessor(sent, progress.overIds)),
			previousId: destination.previousId ?? destination.chatId,
		};
		progress.destination = destination;
	}
}

function conversationOf(item: Item): Conversation {
	return isSession(item) ? sessionOf(item) : chatOf(item);
}

function chatOf(item: Item): Conversation {
	const chatId = readChatId(item);
	return {
		lane: chatId,
		openDestination: async () => await Promise.resolve({ chatId, isNew: false }),
		openSuccessor: startsNewIfEnded(item) ? async (over) => await startSuccessor(item, over) : undefined,
	};
}

function sessionOf(item: Item): Conversation {
	const session = readSession(item);
	const { agentId, key } = session;
	const lane = JSON.stringify([agentId, key]);
	return {
		lane,
		openDestination: async () => getDestination((await sessionChats(item.run)).get(agentId)?.get(key)),
		openSuccessor: async (_over, overIds) => {
			const { send, run } = item;
			const wanted = { parallel: run.parallel, not: overIds, refusals: refusalsIn(run) };
			const [chat] = await openSessions(send, agentId, [session], wanted);
			return getDestination(chat);
		},
	};
}

/** How Retell refused agents in an execution: each is asked for once. */
const refusalsIn = perRun(() => new Map<string, unknown>());

/** The chats of all sessions of an execution, by agent and key: looked up together, once. */
const sessionChats = perRun(async (run: Run) => {
	const { items, send, parallel } = run;
	const wanted = new Map<string, Map<string, Session>>();
	for (const session of items.flatMap(sessionIfReadable)) {
		const { agentId, key } = session;
		const sessions = wanted.get(agentId) ?? new Map<string, Session>();
		if (!sessions.has(key)) sessions.set(key, session);
		wanted.set(agentId, sessions);
	}
	const chats = await inParallel([...wanted], parallel, async ([agentId, byKey]) => {
		const sessions = [...byKey.values()];
		const found = await openSessions(send, agentId, sessions, { parallel, refusals: refusalsIn(run) }).catch(
			(thrown: unknown) => sessions.map((): SessionOutcome => ({ thrown })),
		);
		return [agentId, new Map(sessions.map(({ key }, index) => [key, found[index]]))] as const;
	});
	return new Map(chats);
});

function getDestination(chat: SessionOutcome | undefined): Destination {
	if (chat && 'chatId' in chat) return chat;
	throw chat?.thrown;
}

/** A session with a wrong value is left out; its own item tells what is wrong. */
function sessionIfReadable(item: Item): Session[] {
	try {
		readMessage(item);
		return [readSession(item)];
	} catch {
		return [];
	}
}
