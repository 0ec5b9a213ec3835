import { NodeApiError } from 'n8n-workflow';

import { Explained } from '../../messages/explained';
import { orEnded, orGone } from '../api/call';
import { endChat } from '../api/chats';
import type { Sender } from '../api/longList';
import { startChat } from '../api/startChat';
import type { Chat } from '../api/types';
import type { SendToRetell } from '../http/client';
import { findOlderTwins, type Started } from './lists';
import type { Session } from './session';

/** How a refusal of an agent begins, within the error that quotes Retell. */
const AGENT_REFUSED = /says: "(cannot find|cannot start|item .* not found)/i;
const NOT_CHAT_AGENT = /says: "cannot start a chat session with selected agent\b/i;

/** Starts the chats of an execution's sessions. */
export interface Starts {
	/**
	 * Starts a chat for a session. Another process may start the same session at the same moment: one
	 * list after the start shows such twins. Both then go on in the older chat, and the other is ended.
	 *
	 * A refusal that concerns the agent, and no person, is the answer for all sessions of that agent: one
	 * session goes ahead, and the others are started only if Retell takes the agent.
	 */
	start: (session: Session, found: Omit<Started, 'key' | 'chat'>) => Promise<{ chat: Chat; isNew: boolean }>;
	/** Looks for an older twin of a chat; those that are asked for at the same time share a list. */
	findTwin: (agentId: string, started: Started) => Promise<Chat | undefined>;
}

export function startsWith(sender: Sender): Starts {
	const { send } = sender;
	/** By agent and version: how Retell refused the agent, if it did. */
	const refusals = new Map<string, Promise<unknown>>();
	const looks = new Map<string, (started: Started) => Promise<Chat | undefined>>();

	const startOne = async ({ agentId, settings }: Session) => {
		const agent = JSON.stringify([agentId, settings.agent_version]);
		const ahead = refusals.get(agent);
		if (!ahead) {
			const starting = startChat(send, { agent_id: agentId, ...settings });
			refusals.set(agent, starting.then(nothing, refusalOfAgent));
			return await starting;
		}
		const refusal = await ahead;
		if (refusal !== undefined) throw refusal;
		return await startChat(send, { agent_id: agentId, ...settings });
	};
	const findTwin = async (agentId: string, started: Started) => {
		const look = looks.get(agentId) ?? together(async (all: Started[]) => await findOlderTwins(sender, agentId, all));
		looks.set(agentId, look);
		return await look(started);
	};

	return {
		async start(session, found) {
			const own = await startOne(session);
			const twin = await findTwin(session.agentId, { key: session.key, chat: own, ...found });
			if (!twin) return { chat: own, isNew: true };
			await endUnused(send, own.chat_id);
			return { chat: twin, isNew: false };
		},
		findTwin,
	};
}

/** Ends a chat that nobody goes on in. If it cannot be ended, it closes by its agent's silence. */
export async function endUnused(send: SendToRetell, chatId: string): Promise<void> {
	await send(orGone(orEnded(endChat(chatId)))).catch(nothing);
}

function nothing(): undefined {
	return undefined;
}

/** What was thrown, if it would be for everybody; undefined if it concerns one person. */
function refusalOfAgent(thrown: unknown): unknown {
	return concernsAgent(thrown) ? thrown : undefined;
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
 * Makes a function of one entry out of one of many: what is asked while the work is under way is asked
 * together with the next, which begins after it.
 *
 * @param work must not throw
 */
function together<Entry extends { key: string }, Result>(
	work: (entries: Entry[]) => Promise<Map<string, Result>>,
): (entry: Entry) => Promise<Result | undefined> {
	let waiting: Entry[] = [];
	let next: Promise<Map<string, Result>> | undefined;
	let running: Promise<unknown> = Promise.resolve();
	const begin = async () => {
		await running;
		const entries = waiting;
		waiting = [];
		next = undefined;
		const working = work(entries);
		running = working;
		return await working;
	};
	return async (entry) => {
		waiting.push(entry);
		next ??= begin();
		return (await next).get(entry.key);
	};
}
