import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { readAgentNames } from '../../retell/api/agentNames';
import { listChats } from '../../retell/api/chats';
import type { Chat, ChatFilterCriteria } from '../../retell/api/types';
import { isTime } from '../../retell/times';
import { isText } from '../../retell/values';
import { nextPageOf, pick } from './pick';

/** Rows of one page of the picker. */
const PAGE = 50;

/** The newest chats, by agent, status and start. The search looks into agents' names and chat IDs. */
export async function searchChats(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const text = filter?.trim() ?? '';
	const timezone = this.getTimezone();
	return await pick(this, async (send) => {
		const names = await readAgentNames(send);
		const criteria = criteriaFor(text, names);
		const time = new Intl.DateTimeFormat('en-GB', {
			timeZone: timezone,
			dateStyle: 'medium',
			timeStyle: 'short',
		});
		const page = await send(
			listChats({
				...(criteria && { filter_criteria: criteria }),
				sort_order: 'descending',
				limit: PAGE,
				...(paginationToken && { pagination_key: paginationToken }),
			}),
		);
		return {
			results: page.items.map((chat) => ({
				name: titleOf(chat, names, time),
				value: chat.chat_id,
				description: chat.chat_id,
			})),
			paginationToken: nextPageOf(page),
		};
	});
}

function criteriaFor(text: string, names: Map<string, string>): ChatFilterCriteria | undefined {
	if (text === '') return undefined;
	const agents = [...names].filter(([, name]) => name.toLowerCase().includes(text.toLowerCase()));
	if (agents.length > 0) return { agent: agents.map(([agent_id]) => ({ agent_id })) };
	return { chat_id: { type: 'string', op: 'co', value: text } };
}

function titleOf(chat: Chat, names: Map<string, string>, time: Intl.DateTimeFormat): string {
	const { agent_id: agent, chat_status: status, start_timestamp: start } = chat;
	const parts = [names.get(agent) ?? agent, status, isTime(start) ? time.format(start) : ''];
	return parts.filter(isText).join(' · ') || chat.chat_id;
}
