import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { listEngines, type ListedEngine } from '../../retell/api/engineList';
import { readList, type PageRequest } from '../../retell/api/paging';
import { isoTime } from '../../retell/times';
import { engineValue } from '../responseEngine';
import { nextPageOf, pick } from './pick';

/** Rows of one page of the picker: engines are long, since they hold all of their prompts. */
const PAGE = 50;
/** So much of a prompt is shown, in characters. */
const TITLE = 60;

/**
 * What agents can be built upon: Retell LLMs, then conversation flows. They have no names, so the
 * beginning of the prompt stands for one. Retell cannot search them, so a search reads all.
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
		if (text !== '') {
			const accepts = ({ id, prompt, kind }: ListedEngine) =>
				[id, prompt, KIND_NAMES[kind]].some((each) => each.toLowerCase().includes(text));
			return { results: (await readList(list, { accepts })).map(rowOf) };
		}
		const page = await list({ pagination_key: paginationToken });
		return { results: page.items.map(rowOf), paginationToken: nextPageOf(page) };
	});
}

const KIND_NAMES = { 'retell-llm': 'LLM', 'conversation-flow': 'Conversation flow' };

function rowOf(engine: ListedEngine) {
	const { id, kind, prompt, modifiedAt } = engine;
	const words = prompt.replace(/\s+/g, ' ').trim();
	const title = words.length > TITLE ? `${words.slice(0, TITLE)}…` : words || id;
	const day = isoTime(modifiedAt)?.slice(0, 10);
	// Prompts made from one template begin alike.
	const end = words && `…${id.slice(-4)}`;
	return {
		name: [KIND_NAMES[kind], title, day, end].filter(Boolean).join(' · '),
		value: engineValue(engine),
		description: id,
	};
}
