import type { ILoadOptionsFunctions, INodeListSearchResult, INodePropertyOptions } from 'n8n-workflow';

import { nameOf } from '../../retell/api/agentFacts';
import { listChatAgents } from '../../retell/api/agents';
import { readList } from '../../retell/api/paging';
import { nextPageOf, pick } from './pick';

/** Rows of one page of a picker. */
const PAGE = 100;

/** A page of the chat agents whose name or ID fits the filter, as Retell searches them. */
export async function searchAgents(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await pick(this, async (send) => {
		const page = await send(
			listChatAgents({
				query: filter?.trim(),
				limit: PAGE,
				...(paginationToken && { pagination_key: paginationToken }),
			}),
		);
		return {
			results: page.items.map((agent) => ({ name: nameOf(agent), value: agent.agent_id })),
			paginationToken: nextPageOf(page),
		};
	});
}

/** All chat agents, for a field in which several can be chosen. */
export async function getAgents(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return await pick(this, async (send) => {
		const agents = await readList(async (page) => await send(listChatAgents(page)));
		return agents.map((agent) => ({
			name: nameOf(agent),
			value: agent.agent_id,
			description: agent.agent_id,
		}));
	});
}
