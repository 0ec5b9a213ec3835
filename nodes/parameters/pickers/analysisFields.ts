import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import { orGone } from '../../retell/api/call';
import { getChatAgent } from '../../retell/api/agents';
import { listChats } from '../../retell/api/chats';
import type { SendToRetell } from '../../retell/http/client';
import { inParallel } from '../../retell/parallel';
import { isRecord, isText } from '../../retell/values';
import { pick } from './pick';

/** So many of the newest chats show which fields there are. */
const SAMPLE = 100;
const PARALLEL = 5;

/**
 * The fields of the post-chat analysis: those of the agents that the node's filter selects; if none is
 * selected, those that the newest chats have.
 */
export async function getAnalysisFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return await pick(this, async (send) => {
		const agents = selectedAgents(this);
		const fields = agents.length > 0 ? await fieldsOfAgents(send, agents) : await fieldsOfChats(send);
		return [...fields]
			.sort(([a], [b]) => a.localeCompare(b))
			.map(([name, description]) => ({ name, value: name, ...(description !== '' && { description }) }));
	});
}

async function fieldsOfAgents(send: SendToRetell, agents: string[]): Promise<Map<string, string>> {
	const found = await inParallel(agents, PARALLEL, async (id) => await send(orGone(getChatAgent(id))));
	const fields = found.flatMap((agent): unknown[] =>
		agent !== 'gone' && Array.isArray(agent.post_chat_analysis_data) ? agent.post_chat_analysis_data : [],
	);
	return new Map(
		fields.flatMap((field) =>
			// What Retell finds for its own fields stands beside the custom data, where this filter doesn't look.
			isRecord(field) && isText(field.name) && field.type !== 'system-presets'
				? [[field.name, isText(field.description) ? field.description : ''] as const]
				: [],
		),
	);
}

async function fieldsOfChats(send: SendToRetell): Promise<Map<string, string>> {
	const { items } = await send(listChats({ sort_order: 'descending', limit: SAMPLE }));
	const data = items.map(({ chat_analysis: analysis }): unknown => analysis?.custom_analysis_data);
	return new Map(
		data.filter(isRecord).flatMap((each) =>
			Object.keys(each)
				.filter(isText)
				.map((name) => [name, ''] as const),
		),
	);
}

/** None for an expression, which has a value only in a run. The trigger's agents stand outside its filters. */
function selectedAgents(context: ILoadOptionsFunctions): string[] {
	const selected = ['filters.agentIds', 'agentIds'].map((name): unknown => context.getCurrentNodeParameter(name));
	return selected.flatMap((ids): unknown[] => (Array.isArray(ids) ? ids : [])).filter(isText);
}
