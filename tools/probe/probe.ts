import { openAccount, rowsOf, type Account } from './account.ts';
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
	const made: Made = { agentName: `Probe of n8n-nodes-retell-chat, ${at}`, chatIds: new Set() };
	const agentId = () => {
		if (made.agentId === undefined) throw new Error('there is no agent');
		return made.agentId;
	};
	const startChat: World['startChat'] = async (more) => {
		const chat = await account.must('POST', '/create-chat', { agent_id: agentId(), ...more });
		made.chatIds.add(String(chat.chat_id));
		return chat;
	};
	const world: World = { account, made, engine, patience, agentId, startChat, chats: new Map() };

	const asked: Asked[] = [];
	for (const { title, questions } of CHAPTERS) {
		for (const question of questions) {
			if (signal.aborted) break;
			say(question.asks);
			const { asks, assumes } = question;
			const { answer, isAsAssumed } = await findingOf(question, world);
			const secrets = [apiKey, made.agentName, ...Object.values(engine)];
			asked.push({ chapter: title, asks, assumes, answer: withoutIds(answer, secrets), isAsAssumed });
		}
	}
	const left = await cleanUp(account, made);
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
