import { openAccount, rowsOf, type Account } from './account.ts';
import { cleanUp, startOf } from './made.ts';
import type { Question, World } from './question.ts';
import { agents } from './questions/agents.ts';
import { chats } from './questions/chats.ts';
import { lists } from './questions/lists.ts';
import { refusals } from './questions/refusals.ts';
import { withoutIds, type Asked, type Report } from './report.ts';

const CHAPTERS = [agents, chats, lists, refusals];

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
	const since = Date.now();
	const made = startOf(since);
	const account = openAccount(baseUrl, apiKey, signal, made);
	const engine = target.engine ?? (await findEngine(account));
	const agentId = () => {
		if (made.agentId === undefined) throw new Error('there is no agent');
		return made.agentId;
	};
	const startChat: World['startChat'] = async (more) =>
		await account.must('POST', '/create-chat', { agent_id: agentId(), ...more });
	const named = new Map<string, string>();
	const chatId = (name: string) => {
		const id = named.get(name);
		if (id === undefined) throw new Error('the chat for it is missing');
		return id;
	};
	const nameChat = (name: string, { chat_id: id }: Record<string, unknown>) => void named.set(name, String(id));
	const world: World = { account, made, engine, patience, agentId, startChat, chatId, nameChat };

	const questions = questionsFor(target);
	const asked: Asked[] = [];
	for (const { chapter, question } of questions) {
		// Without the agent, the rest can't be asked.
		if (signal.aborted || (asked.length > 0 && made.agentId === undefined)) break;
		say(question.asks);
		const { asks, assumes } = question;
		const { answer, isAsAssumed } = await findingOf(question, world);
		const secrets = [apiKey, made.agentName, ...Object.values(engine)];
		asked.push({ chapter, asks, assumes, answer: withoutIds(answer, secrets), isAsAssumed });
	}
	const left = await cleanUp(openAccount(baseUrl, apiKey, new AbortController().signal), made, patience);
	const isPartial = asked.length < questions.length;
	const at = new Date(since).toISOString();
	return { report: { account: target.account, at, isPartial, requests: account.requests(), asked }, left };
}

/** Publishing can publish a version of the engine, too: that is for an engine which a person has named. */
export function questionsFor({ account, engine }: Pick<Target, 'account' | 'engine'>) {
	const mayPublish = account !== 'Retell' || engine !== undefined;
	return CHAPTERS.flatMap(({ title: chapter, questions }) =>
		questions.filter(({ publishes }) => mayPublish || !publishes).map((question) => ({ chapter, question })),
	);
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
