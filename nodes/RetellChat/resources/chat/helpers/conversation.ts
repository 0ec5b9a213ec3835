import { NodeApiError } from 'n8n-workflow';

import { dynamicVariablesInput } from '../../../../parameters/check/objects';
import { readChatId } from '../../../../parameters/locators';
import { getChatAgent } from '../../../../retell/api/agents';
import { orGone } from '../../../../retell/api/call';
import { createChat, createChatCompletion, getChat } from '../../../../retell/api/chats';
import type { Chat, Completion } from '../../../../retell/api/types';
import { Explained } from '../../../../retell/explained';
import type { SendToRetell } from '../../../../retell/http/client';
import { inParallel } from '../../../../retell/parallel';
import { openSessions, type Session, type SessionOutcome } from '../../../../retell/sessions';
import { isId, isRecord, shown } from '../../../../retell/values';
import { perRun, type Item, type Run } from '../../../run/operation';
import { isSession, messageField, readMessage, readSession, startsNewIfEnded } from './conversationFields';

/** So many chats in a row that ended before anything was said: then no other is started. */
const MOST_IN_VAIN = 2;

/** Statuses by which a message may have been refused because its chat is over or gone. */
const REFUSED = ['400', '404', '422'];
const OVER = ['ended', 'error'];
/** Retell's words for it, quoted in an error: they count from their beginning alone, since they can go on with a person's. */
const SAYS_ENDED = /says: "chat already ended\b/i;

/** Where a message goes. */
interface Destination {
	chatId: string;
	/** Whether this execution started the chat, and nothing was said in it yet. */
	isNew: boolean;
	/** The chat that it takes the place of. */
	previousId?: string;
}

/** A chat that takes no more messages, and how a message to it was refused. */
interface ClosedChat {
	chatId: string;
	/** As Retell shows it, if it does. */
	chat: Chat | 'gone' | 'unread';
	refusal: NodeApiError;
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
	if (progress.inVain >= MOST_IN_VAIN) throw endingAtOnce();
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
		if (!openSuccessor || progress.inVain >= MOST_IN_VAIN) throw endingAtOnce();
		destination = {
			...(await openSuccessor(sent, progress.overIds)),
			previousId: destination.previousId ?? destination.chatId,
		};
		progress.destination = destination;
	}
}

/** Sends a message where it is no surprise that the chat is over. */
async function trySend({ send }: Item, chatId: string, content: string): Promise<Completion | ClosedChat> {
	const call = createChatCompletion({ chat_id: chatId, content });
	const sent = await send(call).catch((refusal: unknown) => ({ refusal }));
	if ('messages' in sent) return sent;
	const { refusal } = sent;
	if (!(refusal instanceof NodeApiError) || !REFUSED.includes(refusal.httpCode ?? '')) throw refusal;
	const chat = await send(orGone(getChat(chatId))).catch((thrown: unknown) => {
		if (!(thrown instanceof NodeApiError)) throw thrown;
		return 'unread' as const;
	});
	const isSaid = saysEnded(refusal);
	if (chat === 'unread' && !isSaid) {
		refusal.description = [refusal.description, "The node couldn't check whether the chat has ended."].join(' ');
		throw refusal;
	}
	if (typeof chat === 'string' || OVER.includes(chat.chat_status)) return { chatId, chat, refusal };
	throw isSaid ? notShownAsEnded(refusal, chat) : refusal;
}

function saysEnded({ description }: NodeApiError): boolean {
	return SAYS_ENDED.test(description ?? '');
}

/** Retell's words as an error quotes them. */
function quoteIn({ description }: NodeApiError): string {
	return /Retell says: ".*"/s.exec(description ?? '')?.[0] ?? '';
}

function notShownAsEnded(refusal: NodeApiError, { chat_status: status }: Chat): Explained {
	return new Explained(
		`Retell refused the message, but shows the chat as ${shown(status) || 'unknown'}`,
		`No other chat got the message. Run this again: what Retell shows can be some seconds old. If it stays like this, end the chat with "End" first. ${quoteIn(refusal)}`,
		Number(refusal.httpCode),
	);
}

/** An empty message lets the agent speak first. After the person, it would be an answer to nothing. */
async function checkNobodyHasWritten({ send }: Item, chatId: string): Promise<void> {
	const chat = await send(orGone(getChat(chatId)));
	if (chat === 'gone' || OVER.includes(chat.chat_status)) return;
	const { message_with_tool_calls: messages } = chat;
	const isStored = Array.isArray(messages) || (await checkMessagesAreStored(send, chat));
	if (isStored && !messages?.some((message) => isRecord(message) && ['sms', 'user'].includes(message.role))) return;
	throw new Explained(
		`"${messageField.displayName}" is empty`,
		isStored
			? 'The person has already written in this chat. An empty message only lets the agent speak first. Leave out items without text, such as photos and stickers.'
			: "An empty message only lets the agent speak first, and Retell doesn't store the messages of this chat, so the node can't tell whether the person has written. Enter text.",
	);
}

/** Whether a chat that Retell shows without messages has none: where they aren't stored, nobody can tell. */
async function checkMessagesAreStored(
	send: SendToRetell,
	{ agent_id: agentId, version, transcript }: Chat,
): Promise<boolean> {
	if (transcript !== undefined) return transcript === '';
	const agent = await send(orGone(getChatAgent(agentId, version ?? undefined)));
	return agent !== 'gone' && agent.data_storage_setting !== 'basic_attributes_only';
}

function endingAtOnce(): Explained {
	return new Explained(
		'Two chats in a row ended before they took the message',
		'The node starts no more of them. The agent seems to end its chats at once: check in Retell what ends them, such as its tools, its flow or its silence setting. Then run this again.',
	);
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

/** Why no chat can follow one that Retell does not show. */
const AGENT_UNKNOWN = {
	gone: 'Retell no longer has it, so the node doesn\'t know with which agent to start a new one. Use "Create" with the agent that you want.',
	unread:
		"The node couldn't read it, so it doesn't know with which agent to start a new one. Run this again in a minute.",
};

/** Starts a chat with the agent, its version, the variables and the metadata of one that has ended. */
async function startSuccessor({ send }: Item, { chatId, chat: ended, refusal }: ClosedChat): Promise<Destination> {
	if (typeof ended === 'string') {
		if (!saysEnded(refusal)) throw refusal;
		throw new Explained(
			`The chat "${chatId}" has ended`,
			`${AGENT_UNKNOWN[ended]} ${quoteIn(refusal)}`,
			Number(refusal.httpCode),
		);
	}
	if (ended.chat_type === 'sms_chat') {
		throw new Explained(
			`The SMS chat "${ended.chat_id}" has ended`,
			'A new chat would not reach the phone. Use "Create SMS Chat" to text the person again.',
		);
	}
	const { agent_id, version, metadata, retell_llm_dynamic_variables: variables } = ended;
	if (!isId(agent_id)) {
		throw new Explained(
			`The chat "${ended.chat_id}" has ended`,
			'Retell does not say with which agent it was, so no new chat can be started. Use "Create" with the agent that you want.',
		);
	}
	const chat = await send(
		createChat({
			agent_id,
			agent_version: typeof version === 'number' ? version : undefined,
			metadata: isRecord(metadata) ? metadata : undefined,
			retell_llm_dynamic_variables: isRecord(variables)
				? dynamicVariablesInput(variables, 'Dynamic Variables')
				: undefined,
		}),
	);
	return { chatId: chat.chat_id, isNew: true };
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
