import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { nameOf } from '../../retell/api/agentFacts';
import { getChatAgent, listChatAgents } from '../../retell/api/agents';
import { listEngines, type ListedEngine } from '../../retell/api/engineList';
import { engineId } from '../../retell/api/engines';
import { readList, type PageRequest } from '../../retell/api/paging';
import type { SendToRetell } from '../../retell/http/client';
import { inParallel } from '../../retell/parallel';
import { isoTime } from '../../retell/times';
import { engineValue } from '../responseEngine';
import { nextPageOf, pick } from './pick';

/** Rows of one page of the picker: engines are long, since they hold all of their prompts. */
const PAGE = 50;
/** So much of a prompt is shown, in characters. */
const TITLE = 60;
/** So many agents are asked what they use, each by a request, and so many at a time. */
const MOST_AGENTS = 20;
const AT_A_TIME = 5;
/** So many agents that share an engine are named. */
const MOST_NAMED = 2;

/** The names of agents by the ID of the engine that they use. */
type Users = Map<string, string[]>;

/**
 * What agents can be built upon: Retell LLMs, then conversation flows. They have no names, so the agents
 * that use them stand for one, then the beginning of the prompt. Retell cannot search them, so a search reads all.
 */
export async function searchEngines(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const text = filter?.trim().toLowerCase() ?? '';
	return await pick(this, async (send) => {
		const list = async ({ pagination_key }: Partial<PageRequest>) =>
			await listEngines(send, { limit: PAGE, pagination_key });
		const looking = readUsers(send);
		if (text !== '') {
			const users = await looking;
			const accepts = ({ id, prompt, kind }: ListedEngine) =>
				[id, prompt, KIND_NAMES[kind], ...(users.get(id) ?? [])].some((each) => each.toLowerCase().includes(text));
			return { results: (await readList(list, { accepts })).map((engine) => rowOf(engine, users)) };
		}
		const [users, page] = await Promise.all([looking, list({ pagination_key: paginationToken })]);
		return { results: page.items.map((engine) => rowOf(engine, users)), paginationToken: nextPageOf(page) };
	});
}

const KIND_NAMES = { 'retell-llm': 'LLM', 'conversation-flow': 'Conversation flow' };

/** Who uses which engine, as far as Retell tells: the names only help to choose. */
async function readUsers(send: SendToRetell): Promise<Users> {
	const users: Users = new Map();
	const agents = await send(listChatAgents({ limit: MOST_AGENTS })).then(
		({ items }) => items.slice(0, MOST_AGENTS),
		() => [],
	);
	await inParallel(agents, AT_A_TIME, async (agent) => {
		const details = await send(getChatAgent(agent.agent_id)).catch(() => undefined);
		if (!details?.response_engine) return;
		const id = engineId(details.response_engine);
		users.set(id, [...(users.get(id) ?? []), nameOf(agent)]);
	});
	return users;
}

/** "Support, Orders and 2 more"; empty if nobody is known to use it. */
function namesOf(users: string[] = []): string {
	const more = users.length > MOST_NAMED ? ` and ${users.length - MOST_NAMED} more` : '';
	return `${[...users].sort().slice(0, MOST_NAMED).join(', ')}${more}`;
}

function rowOf(engine: ListedEngine, users: Users) {
	const { id, kind, prompt, modifiedAt } = engine;
	const words = prompt.replace(/\s+/g, ' ').trim();
	const title = words.length > TITLE ? `${words.slice(0, TITLE)}…` : words || id;
	const day = isoTime(modifiedAt)?.slice(0, 10);
	// Prompts made from one template begin alike.
	const end = words && `…${id.slice(-4)}`;
	return {
		name: [namesOf(users.get(id)), KIND_NAMES[kind], title, day, end].filter(Boolean).join(' · '),
		value: engineValue(engine),
		description: id,
	};
}
