import { openAccount, Refused, rowsOf, type Account } from './account.ts';
import { cleanUp, type Made } from './made.ts';
import type { Question, World } from './question.ts';
import { agents } from './questions/agents.ts';
import { chats } from './questions/chats.ts';
import { lists } from './questions/lists.ts';
import { refusals } from './questions/refusals.ts';
import { withoutIds, type Asked, type Report } from './report.ts';

export const CHAPTERS = [agents, chats, lists, refusals];

export interface Target {
	baseUrl: string;
	apiKey: string;
	account: Report['account'];
	/** The engine of the agent; without it, the first that is listed. */
	engine?: Record<string, string>;
	/** How long something that comes late is waited for, ms. */
	patience: number;
}

export interface Probed {
	report: Report;
	/** What could not be removed, with its ID. */
	left: string[];
}

/**
 * Asks all questions, one after the other, and removes what it made.
 *
 * @param signal stops asking; what was made is removed all the same
 * @param say is told each question
 * @throws if there is no engine, or the key is not known
 */
export async function probe(target: Target, signal: AbortSignal, say: (asks: string) => void): Promise<Probed> {
	const { baseUrl, apiKey, patience } = target;
	const at = new Date().toISOString();
	const account = openAccount(baseUrl, apiKey, signal);
	const engine = target.engine ?? (await findEngine(account));
	const made: Made = {
		since: Date.now(),
		agentName: `Probe of n8n-nodes-retell-chat, ${at}`,
		chatIds: new Set(),
		isUncertain: { agent: false, chat: false },
	};
	const agentId = () => {
		if (made.agentId === undefined) throw new Error('there is no agent');
		return made.agentId;
	};
	const startChat: World['startChat'] = async (more) => {
		const body = { agent_id: agentId(), ...more };
		const chat = await madeOnce('chat', () => account.must('POST', '/create-chat', body));
		made.chatIds.add(String(chat.chat_id));
		return chat;
	};
	const madeOnce: World['madeOnce'] = async (what, make) => {
		try {
			return await make();
		} catch (thrown) {
			if (!(thrown instanceof Refused && thrown.status < 500)) made.isUncertain[what] = true;
			throw thrown;
		}
	};
	const named = new Map<string, string>();
	const chatId = (name: string) => {
		const id = named.get(name);
		if (id === undefined) throw new Error('the chat for it is missing');
		return id;
	};
	const nameChat = (name: string, { chat_id: id }: Record<string, unknown>) => void named.set(name, String(id));
	const world: World = { account, made, engine, patience, agentId, startChat, madeOnce, chatId, nameChat };

	const asked: Asked[] = [];
	for (const { title, questions } of CHAPTERS) {
		for (const question of questions) {
			// Without the agent, the rest can't be asked.
			if (signal.aborted || (asked.length > 0 && made.agentId === undefined)) break;
			say(question.asks);
			const { asks, assumes } = question;
			const { answer, isAsAssumed } = await findingOf(question, world);
			const secrets = [apiKey, made.agentName, ...Object.values(engine)];
			asked.push({ chapter: title, asks, assumes, answer: withoutIds(answer, secrets), isAsAssumed });
		}
	}
	const left = await cleanUp(openAccount(baseUrl, apiKey, new AbortController().signal), made, patience);
	const isPartial = signal.aborted;
	return { report: { account: target.account, at, isPartial, requests: account.requests(), asked }, left };
}

async function findingOf({ ask }: Question, world: World) {
	try {
		return await ask(world);
	} catch (thrown) {
		return { answer: `not learned: ${thrown instanceof Error ? thrown.message : String(thrown)}` };
	}
}

/** An engine of the account: an agent needs one, and making one is the dashboard's work. */
async function findEngine(account: Account): Promise<Record<string, string>> {
	for (const [type, idName, path] of [
		['retell-llm', 'llm_id', '/v2/list-retell-llms'],
		['conversation-flow', 'conversation_flow_id', '/v2/list-conversation-flows'],
	] as const) {
		const [engine] = rowsOf(await account.must('GET', `${path}?limit=1`));
		const id = engine?.[idName];
		if (typeof id === 'string') return { type, [idName]: id };
	}
	throw new Error('The account has no response engine. Make one in the Retell dashboard: create any chat agent there.');
}
