import type { ILoadOptionsFunctions, INodeListSearchResult, INodePropertyOptions } from 'n8n-workflow';

import { textOf } from '../../retell/answers';
import { readList } from '../../retell/paging';
import type { ListedAgent } from '../../retell/types';
import { pick } from './pick';

/** Rows of one page of a picker. */
const PAGE = 100;

export async function searchAgents(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await pick(this, async (retell) => {
		const { items, has_more, pagination_key } = await retell.listChatAgents({
			query: filter?.trim(),
			limit: PAGE,
			...(paginationToken && { pagination_key: paginationToken }),
		});
		return {
			results: items.map((agent) => ({ name: nameOf(agent), value: agent.agent_id })),
			paginationToken: has_more ? pagination_key : undefined,
		};
	});
}

/** All chat agents, for a field in which several can be chosen. */
export async function getAgents(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return await pick(this, async (retell) => {
		const agents = await readList(retell.listChatAgents);
		return agents.map((agent) => ({
			name: nameOf(agent),
			value: agent.agent_id,
			description: agent.agent_id,
		}));
	});
}

/** The name of an agent; its id where it has none. */
export function nameOf({ agent_name: name, agent_id: id }: ListedAgent): string {
	return textOf(name).trim() || id;
}
