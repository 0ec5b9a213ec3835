import { isId, isRecord } from '../retell/answers';
import { Explained } from '../retell/explained';
import { dynamicVariablesInput } from '../retell/inputs';
import { inParallel } from '../retell/parallel';
import { chatsOfSessions, type Session, type SessionChat } from '../retell/sessions';
import type { Completion } from '../retell/types';
import { isSession, readMessage, readSession, startsNewIfEnded } from './fields/conversation';
import { readChatId } from './fields/locators';
import { perRun, type Item, type Run } from './operation';

/** How many chats a message may find ended before that is an error. */
const MOST_ENDED = 3;

/** Where a message goes. */
interface Place {
	chatId: string;
	/** Whether this execution started the chat, and nothing was said in it yet. */
	isNew: boolean;
	/** The chat that it takes the place of. */
	previousId?: string;
}

interface Conversation {
	/** Its messages are sent one after the other. */
	lane: string;
	find: () => Promise<Place>;
	/** Finds or starts the chat that follows one that has ended. Undefined: that one is sent to. */
	goOn?: (endedIds: string[]) => Promise<Place>;
}

/**
 * What the messages of one conversation share: its chat's ID, or its agent and session key.
 *
 * @throws Explained if the item's chat, agent or key is none
 */
export function laneOf(item: Item): string {
	return conversationOf(item).lane;
}

/** Sends a message to the conversation of an item, and tells where it went. */
export async function say(item: Item, content: string): Promise<{ place: Place; completion: Completion }> {
	const { lane, find, goOn } = conversationOf(item);
	const { retell, run } = item;
	const places = placesOf(run);
	const over = overIn(run);
	let place = places.get(lane) ?? (await find());

	for (let left = MOST_ENDED; goOn && left > 0; left--) {
		const offered = await retell.offerMessage({ chat_id: place.chatId, content });
		if (typeof offered !== 'string') return said(offered);
		const ended = [...(over.get(lane) ?? []), place.chatId];
		over.set(lane, ended);
		place = { ...(await goOn(ended)), previousId: place.previousId ?? place.chatId };
		places.set(lane, place);
	}
	return said(await retell.sendMessage({ chat_id: place.chatId, content }));

	function said(completion: Completion) {
		places.set(lane, { chatId: place.chatId, isNew: false });
		return { place, completion };
	}
}

/** Where the conversations of an execution have got to, so that the next message follows. */
const placesOf = perRun(() => new Map<string, Place>());

/** Chats of a lane that were found to have ended. */
const overIn = perRun(() => new Map<string, string[]>());

function conversationOf(item: Item): Conversation {
	return isSession(item) ? sessionOf(item) : chatOf(item);
}

function chatOf(item: Item): Conversation {
	const chatId = readChatId(item);
	return {
		lane: chatId,
		find: async () => await Promise.resolve({ chatId, isNew: false }),
		goOn:
			startsNewIfEnded(item)
				? async (endedIds) => await startSuccessor(item, endedIds.at(-1) ?? chatId)
				: undefined,
	};
}

/** Starts a chat with the agent, its version, the variables and the metadata of one that has ended. */
async function startSuccessor({ retell }: Item, endedId: string): Promise<Place> {
	const ended = await retell.getChat(endedId);
	if (ended.chat_type === 'sms_chat') {
		throw new Explained(
			`The SMS chat "${endedId}" has ended`,
			'A new chat would not reach the phone. Use "Create SMS Chat" to text the person again.',
		);
	}
	const { agent_id, version, metadata, retell_llm_dynamic_variables: variables } = ended;
	if (!isId(agent_id)) {
		throw new Explained(
			`The chat "${endedId}" has ended`,
			'Retell does not say with which agent it was, so no new chat can be started. Use "Create" with the agent that you want.',
		);
	}
	const chat = await retell.createChat({
		agent_id,
		agent_version: typeof version === 'number' ? version : undefined,
		metadata: isRecord(metadata) ? metadata : undefined,
		retell_llm_dynamic_variables: isRecord(variables) ? dynamicVariablesInput(variables, 'Dynamic Variables') : undefined,
	});
	return { chatId: chat.chat_id, isNew: true };
}

function sessionOf(item: Item): Conversation {
	const session = readSession(item);
	const { agentId, key } = session;
	const lane = JSON.stringify([agentId, key]);
	return {
		lane,
		find: async () => placeOf((await sessionChats(item.run)).get(agentId)?.get(key)),
		goOn: async (endedIds) => {
			const { retell, run } = item;
			const [chat] = await chatsOfSessions(retell, agentId, [session], { parallel: run.parallel, not: endedIds });
			return placeOf(chat);
		},
	};
}

/** The chats of all sessions of an execution, by agent and key: looked up together, once. */
const sessionChats = perRun(async ({ items, retell, parallel }: Run) => {
	const wanted = new Map<string, Map<string, Session>>();
	for (const session of items.flatMap(sessionIfReadable)) {
		const { agentId, key } = session;
		const sessions = wanted.get(agentId) ?? new Map<string, Session>();
		if (!sessions.has(key)) sessions.set(key, session);
		wanted.set(agentId, sessions);
	}
	const chats = await inParallel([...wanted], parallel, async ([agentId, byKey]) => {
		const sessions = [...byKey.values()];
		const found = await chatsOfSessions(retell, agentId, sessions, { parallel }).catch((thrown: unknown) =>
			sessions.map((): SessionChat => ({ thrown })),
		);
		return [agentId, new Map(sessions.map(({ key }, index) => [key, found[index]]))] as const;
	});
	return new Map(chats);
});

function placeOf(chat: SessionChat | undefined): Place {
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
