import { setTimeout as sleep } from 'node:timers/promises';

import { rowsOf, type Account, type Answer } from './account.ts';

/** What was made for the questions, all of which is removed again. */
export interface Made {
	/** When the probe began, ms since 1970: what is older is not its own. */
	since: number;
	/** The name of the agent, by which it is found if the answer to its creation is lost. */
	agentName: string;
	agentId?: string;
	chatIds: Set<string>;
	/** How many creations may have taken effect whose answer was lost. */
	lost: { agents: number; chats: number };
	/** Notes what a request has made. Without an answer, nobody knows. */
	note: (path: string, answer: Answer | undefined) => void;
}

/** Retell's answer for what isn't there (any more). */
const GONE = [404, 422];
const TIMED_OUT = 408;
/** Clocks can differ by so much, ms. */
const CLOCK = 5 * 60_000;

export function startOf(since: number): Made {
	const made: Made = {
		since,
		agentName: `Probe of n8n-nodes-retell-chat, ${new Date(since).toISOString()}`,
		chatIds: new Set(),
		lost: { agents: 0, chats: 0 },
		note(path, answer) {
			if (path === '/create-chat') {
				const { chat_id: id } = answer?.body ?? {};
				if (typeof id === 'string') made.chatIds.add(id);
				else if (mayBeDone(answer)) made.lost.chats++;
			}
			if (path === '/create-chat-agent') {
				const { agent_id: id } = answer?.body ?? {};
				if (typeof id === 'string') made.agentId = id;
				else if (mayBeDone(answer)) made.lost.agents++;
			}
		},
	};
	return made;
}

function mayBeDone(answer: Answer | undefined): boolean {
	const { status = 500 } = answer ?? {};
	return status < 300 || status === TIMED_OUT || status >= 500;
}

/**
 * Removes what was made, and nothing else: of what lists show, only what they say is of this agent and new.
 *
 * @param patience for how long what lists show late is looked for, ms; only where an answer was lost
 * @returns what may still be there, for a person to remove it
 */
export async function cleanUp(account: Account, made: Made, patience: number): Promise<string[]> {
	const left: string[] = [];
	const { lost } = made;
	const isRemoved = async (deletion: string, look: string) => {
		const { status } = await account.send('DELETE', deletion);
		// A refusal for another reason can have the same status.
		return status < 300 || (GONE.includes(status) && GONE.includes((await account.send('GET', look)).status));
	};
	const remove = async (what: string, deletion: string, look: string) => {
		if (!(await isRemoved(deletion, look).catch(() => false))) left.push(what);
	};

	const isAgentLost = made.agentId === undefined && lost.agents > 0;
	const agentId = isAgentLost ? await findLate(() => findAgent(account, made), patience) : made.agentId;
	if (agentId === undefined && isAgentLost) left.push(`an agent with the name "${made.agentName}"`);
	if (agentId !== undefined && lost.chats > 0) {
		const all = made.chatIds.size + lost.chats;
		await findLate(async () => {
			for (const id of await chatsOf(account, agentId, made)) made.chatIds.add(id);
			return made.chatIds.size >= all ? 'found' : undefined;
		}, patience);
		if (made.chatIds.size < all) left.push(`up to ${all - made.chatIds.size} chats with the agent ${agentId}`);
	}
	for (const id of made.chatIds) await remove(`the chat ${id}`, `/delete-chat/${id}`, `/get-chat/${id}`);
	if (agentId !== undefined) {
		await remove(`the agent ${agentId}`, `/delete-chat-agent/${agentId}`, `/get-chat-agent/${agentId}`);
	}
	return left;
}

/** Looks again and again; a look that fails is none. */
async function findLate<Found>(look: () => Promise<Found | undefined>, patience: number): Promise<Found | undefined> {
	for (const until = Date.now() + patience; ; await sleep(Math.min(1_000, patience / 10))) {
		const found = await look().catch(() => undefined);
		if (found !== undefined || Date.now() > until) return found;
	}
}

async function findAgent(account: Account, { agentName }: Made): Promise<string | undefined> {
	const filter_criteria = { channel: { type: 'string', op: 'eq', value: 'chat' }, query: agentName };
	const listed = await account.must('POST', '/v2/list-agents', { filter_criteria });
	const id = rowsOf(listed).find(({ agent_name: name }) => name === agentName)?.agent_id;
	return typeof id === 'string' ? id : undefined;
}

/** A server that ignores the filter would list the chats of others. */
async function chatsOf(account: Account, agentId: string, { since }: Made): Promise<string[]> {
	const filter_criteria = { agent: [{ agent_id: agentId }] };
	const listed = await account.must('POST', '/v3/list-chats', { filter_criteria, limit: 100 });
	return rowsOf(listed).flatMap(({ chat_id: id, agent_id: of, start_timestamp: start }) =>
		of === agentId && typeof id === 'string' && Number(start) > since - CLOCK ? [id] : [],
	);
}
