import { newChatsEndAtOnce } from '../../../../messages/conversations';
import { readChatId } from '../../../../parameters/locators';
import { createChatCompletion } from '../../../../retell/api/chats';
import type { Completion } from '../../../../retell/api/types';
import { isUnsent } from '../../../../retell/http/client';
import { showsEnd } from '../../../../retell/output/reply';
import { post, type Letter } from '../../../../retell/sessions/mailbox';
import { noteOver, noteSaid } from '../../../../retell/sessions/memory';
import { openSessionsWith, type NamedSession, type OpenedChat } from '../../../../retell/sessions/open';
import { perItem, perRun, type Item, type Run } from '../../../run/operation';
import { startSuccessor, trySend, type ClosedChat } from './closedChat';
import { chatOfCombined, readCombining } from './combining';
import { isSession, readMessage, readSession, startsNewIfEnded } from './conversationFields';
import { checkNobodyHasWritten } from './emptyMessage';

/** So many chats in a row that ended before anything was said: then no other is started. */
const MOST_IN_VAIN = 2;

/** Where the messages of one conversation go. */
interface Conversation {
	open: () => Promise<OpenedChat>;
	/** Finds or starts the chat that follows one that is over. Undefined: the message fails. */
	openSuccessor?: (over: ClosedChat) => Promise<OpenedChat>;
	/** Notes that a message has arrived, and whether the reply ended the chat. */
	noteReply: (chatId: string, isOver: boolean) => void;
}

/** What became of a message: its reply, or the chat of an earlier one with which it was sent. */
export type SentMessage = Reply | { combinedIn: string };

interface Reply {
	destination: OpenedChat;
	/** What was sent: several messages of the person, if they were combined. */
	text: string;
	completion: Completion;
}

/** How many chats of a conversation in a row were put in place of others, or new, and took no message. */
const inVainIn = perRun(() => new Map<string, number>());

/**
 * What the messages of one conversation share: its chat's ID, or its session's name.
 *
 * @throws Explained if the item's chat, agent or key is none
 */
export function laneOf(item: Item): string {
	return isSession(item) ? nameOf(item) : readChatId(item);
}

/**
 * Sends an item's message to its conversation, and returns where it went. Messages of a session go
 * one after the other, in the order in which their executions came.
 *
 * @throws Explained for an empty message in a chat in which the person has written, and when one
 * chat after the other ends before it takes the message
 */
export async function sendToConversation(item: Item): Promise<SentMessage> {
	const text = readMessage(item);
	if (!isSession(item)) return await sendTo(chatOf(item), item, () => text);

	itemsPostedIn(item.run);
	const turn = await letterOf(item).turn(item.run.signal);
	if (turn === 'cancelled') throw item.run.cancelled();
	if ('together' in turn) return { combinedIn: chatOfCombined(turn.together) };
	const sending = sendTo(sessionOf(item), item, () => turn.take().filter(Boolean).join('\n'));
	void sending.then(
		({ destination }) => turn.end({ chatId: destination.chatId }),
		(thrown: unknown) => {
			if (isUnsent(thrown)) turn.giveBack();
			turn.end({ thrown });
		},
	);
	return await sending;
}

/** Notes that the chat of an item's session has ended: the next message starts another. */
export function noteEnd(item: Item, chatId: string): void {
	if (isSession(item)) noteOver(nameOf(item), chatId);
}

/**
 * Another chat gets the message only if Retell shows that the one before is over: what a refusal says
 * is no proof, since it can quote the message. Only where Retell does not show the chat, its very
 * words at the beginning are.
 *
 * @param take returns what is to be sent; called once a chat is there
 */
async function sendTo(
	{ open, openSuccessor, noteReply }: Conversation,
	item: Item,
	take: () => string,
): Promise<Reply> {
	const lane = laneOf(item);
	const inVain = inVainIn(item.run);
	const isInVain = () => (inVain.get(lane) ?? 0) >= MOST_IN_VAIN;
	if (isInVain()) throw newChatsEndAtOnce();
	let destination = await open();
	const content = take();
	const arrived = (completion: Completion): Reply => {
		inVain.delete(lane);
		noteReply(destination.chatId, showsEnd(completion.messages));
		return { destination, text: content, completion };
	};

	for (;;) {
		const { chatId, isNew, previousId } = destination;
		if (content === '' && !isNew) await checkNobodyHasWritten(item, chatId);
		if (!openSuccessor) return arrived(await item.send(createChatCompletion({ chat_id: chatId, content })));
		const sent = await trySend(item, chatId, content);
		if ('messages' in sent) return arrived(sent);
		if (isNew || previousId !== undefined) inVain.set(lane, (inVain.get(lane) ?? 0) + 1);
		if (isInVain()) throw newChatsEndAtOnce();
		destination = await openSuccessor(sent);
	}
}

/** The chats that take the place of those that the items name, in an execution. */
const successorsIn = perRun(() => new Map<string, OpenedChat>());

function chatOf(item: Item): Conversation {
	const chatId = readChatId(item);
	const successors = successorsIn(item.run);
	return {
		open: async () => await Promise.resolve(successors.get(chatId) ?? { chatId, isNew: false }),
		openSuccessor: startsNewIfEnded(item)
			? async (over) => {
					const { previousId = over.chatId } = successors.get(chatId) ?? {};
					const successor = { ...(await startSuccessor(item, over)), previousId };
					successors.set(chatId, successor);
					return successor;
				}
			: undefined,
		noteReply: (own) => successors.set(chatId, { chatId: own, isNew: false }),
	};
}

function sessionOf(item: Item): Conversation {
	const session = { ...readSession(item), name: nameOf(item) };
	const { open, openNext } = openSessionsIn(item.run);
	return {
		open: async () => await open(session),
		openSuccessor: async ({ chatId }) => await openNext(session, chatId),
		noteReply: (chatId, isOver) => {
			noteSaid(session.name);
			if (isOver) noteOver(session.name, chatId);
		},
	};
}

const openSessionsIn = perRun((run: Run) =>
	openSessionsWith(run, () =>
		itemsPostedIn(run).map((item): NamedSession => ({ ...readSession(item), name: nameOf(item) })),
	),
);

/** A session's name in this process. */
const nameOf = perItem((item) => {
	const { agentId, key } = readSession(item);
	return JSON.stringify([item.run.credentialId, agentId, key]);
});

/** An item's message in its session's mailbox, until the execution is over. */
const letterOf = perItem((item): Letter => {
	item.run.check(item);
	const { executionNumber: execution } = item.run;
	const letter = post(nameOf(item), { text: readMessage(item), combining: readCombining(item), execution });
	item.run.atEnd.push(letter.withdraw);
	return letter;
});

/** The items with a message, all of which are posted when the first of them is worked on. */
const itemsPostedIn = perRun((run: Run) =>
	run.items.filter((item) => {
		try {
			return letterOf(item);
		} catch {
			// Its own execution tells what is wrong with it.
			return false;
		}
	}),
);
