import type { ILoadOptionsFunctions, INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';

import { readAgentNames } from '../../retell/api/agentNames';
import { listChats } from '../../retell/api/chats';
import type { Chat, ChatFilterCriteria } from '../../retell/api/types';
import type { SendToRetell } from '../../retell/http/client';
import { SESSION_KEY } from '../../retell/sessions/session';
import { isTime } from '../../retell/times';
import { isRecord, isText, textOf } from '../../retell/values';
import { readChatSearch, searchable, shownDate, type SearchContext } from './chatSearch';
import { nextPageOf, pick } from './pick';

/** Rows of one page of the picker. */
const PAGE = 50;
/** Chats among which is looked for what Retell cannot look for: one page of Retell's. */
const MOST_SEARCHED = 1000;
/** Letters of a person's key that a row has room for. */
const LONGEST_PERSON = 40;
/** The end of a chat's ID, which tells rows apart. */
const SHORT_ID = 6;

/** The newest chats, by agent, status, start and person. The search finds what the rows show, and chat IDs. */
export async function searchChats(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await pickChats(this, filter, paginationToken, {});
}

/** As `searchChats`, the ongoing chats alone. */
export async function searchOngoingChats(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await pickChats(this, filter, paginationToken, {
		chat_status: { type: 'enum', op: 'in', value: ['ongoing'] },
	});
}

/** `only`: which chats there are to choose from. */
async function pickChats(
	context: ILoadOptionsFunctions,
	filter: string | undefined,
	paginationToken: string | undefined,
	only: ChatFilterCriteria,
): Promise<INodeListSearchResult> {
	const timezone = context.getTimezone();
	return await pick(context, async (send) => {
		const search: SearchContext = { names: await readAgentNames(send), timezone, now: Date.now() };
		const { criteria, rest } = readChatSearch(filter ?? '', search);
		const { chat_status: status } = only;
		if (status && criteria.chat_status?.value.every((each) => !status.value.includes(each))) return { results: [] };

		const wanted = { ...criteria, ...only };
		const words = rest.split(' ').filter(Boolean);
		if (words.length < 2) {
			const id: ChatFilterCriteria['chat_id'] = { type: 'string', op: 'co', value: idIn(filter, rest) };
			const { results, next } = await readPage(send, search, rest === '' ? wanted : { ...wanted, chat_id: id }, {
				limit: PAGE,
				...(paginationToken && { pagination_key: paginationToken }),
			});
			if (rest === '' || results.length > 0 || paginationToken)
				return { results: rowsOf(results), paginationToken: next };
		}
		const newest = await readPage(send, search, wanted, { limit: MOST_SEARCHED });
		const found = newest.results.filter((row) => words.every((word) => row.found.includes(word)));
		return { results: rowsOf(found.slice(0, PAGE)) };
	});
}

/** What may be a part of an ID, with the capitals that a person typed. */
function idIn(filter: string | undefined, rest: string): string {
	const typed = textOf(filter).replace(/…/g, '').trim();
	return typed.toLowerCase() === rest ? typed : rest;
}

interface Row {
	id: string;
	/** Agent, status, start and person. */
	parts: string[];
	/** What the search is compared with. */
	found: string;
}

async function readPage(
	send: SendToRetell,
	search: SearchContext,
	criteria: ChatFilterCriteria,
	page: { limit: number; pagination_key?: string },
): Promise<{ results: Row[]; next: string | undefined }> {
	const isFiltered = Object.keys(criteria).length > 0;
	const listed = await send(
		listChats({ ...(isFiltered && { filter_criteria: criteria }), sort_order: 'descending', ...page }),
	);
	return { results: listed.items.map((chat) => rowOf(chat, search)), next: nextPageOf(listed) };
}

function rowOf(chat: Chat, { names, timezone }: SearchContext): Row {
	const { agent_id: agent, chat_id: id, chat_status: status, start_timestamp: start } = chat;
	const person = personOf(chat);
	const shown = [names.get(agent) ?? agent, status, isTime(start) ? shownDate(start, timezone) : ''];
	const short = person.length > LONGEST_PERSON ? `${person.slice(0, LONGEST_PERSON)}…` : person;
	return {
		id,
		parts: [...shown, short || shortId(id)].filter(isText),
		found: searchable([...shown, person, id].filter(isText).join(' ')),
	};
}

/** Who is in the chat, as far as it says: the key of a session, or the numbers of text messages. */
function personOf({ metadata }: Chat): string {
	if (!isRecord(metadata)) return '';
	const { [SESSION_KEY]: key, from_number: from, to_number: to } = metadata;
	return textOf(key).trim() || [from, to].map(textOf).filter(Boolean).join(' → ');
}

/** The rows as n8n shows them. Those that would look the same show the end of their IDs. */
function rowsOf(rows: Row[]): INodeListSearchItems[] {
	const titles = rows.map(({ parts }) => parts.join(' · '));
	return rows.map(({ id, parts }, index) => {
		const title = titles[index] ?? id;
		const isAlone = titles.indexOf(title) === titles.lastIndexOf(title);
		return { name: isAlone ? title : [...parts, shortId(id)].join(' · '), value: id, description: id };
	});
}

function shortId(id: string): string {
	return id.length > SHORT_ID ? `…${id.slice(-SHORT_ID)}` : id;
}
