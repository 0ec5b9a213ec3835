import type Retell from 'retell-sdk';

import { isPlain, textOf } from './answers';
import type { RetellApi } from './api';
import { Explained } from './explained';
import { idInput, wholeInput } from './inputs';
import type { PageRequest } from './paging';
import type { ConversationFlow, Llm, Page } from './types';

// What a chat agent is built upon: a Retell LLM (prompts) or a conversation flow. Both are made in
// Retell's dashboard. They have no names, only IDs, and the lists of the two are apart.

export type ResponseEngine = NonNullable<Retell.ChatAgentUpdateParams['response_engine']>;

export interface ListedEngine {
	kind: Kind;
	id: string;
	/** Its prompt; empty if it has none. */
	prompt: string;
	/** In ms since 1970. */
	modifiedAt: number | undefined;
}

type Kind = 'retell-llm' | 'conversation-flow';
const KINDS: Kind[] = ['retell-llm', 'conversation-flow'];

/** One value that tells an engine's kind and ID; `engineInput` reads it. */
export function engineValue({ kind, id }: Pick<ListedEngine, 'kind' | 'id'>): string {
	return `${kind}:${id}`;
}

/**
 * A page of all engines, first the LLMs, then the flows, each the newest first. The page on which
 * the LLMs end holds the first flows, too, so that no page in between is empty.
 */
export async function listEngines(retell: RetellApi, page: PageRequest): Promise<Page<ListedEngine>> {
	const [kind, key] = placeOf(page.pagination_key);
	const { limit } = page;
	const request = (start: string) => ({ limit, ...(start && { pagination_key: start }) });
	const rows: ListedEngine[] = [];
	let flowKey = key;
	if (kind === 'retell-llm') {
		const llms = await retell.listRetellLlms(request(key));
		rows.push(...llms.items.map(engineOfLlm));
		if (llms.has_more) return pageOf(rows, kind, llms);
		flowKey = '';
	}
	const flows = await retell.listConversationFlows(request(flowKey));
	rows.push(...flows.items.map(engineOfFlow));
	return pageOf(rows, 'conversation-flow', flows);
}

/**
 * An engine: `retell-llm:ID`, `conversation-flow:ID`, an ID that shows its kind, or the
 * `response_engine` of another agent.
 *
 * @throws Explained for anything else
 */
export function engineInput(value: unknown, label: string): ResponseEngine {
	if (isPlain(value)) return engineOfAgent(value, label);
	const text = idInput(value, label);
	const kind = KINDS.find((each) => text.startsWith(`${each}:`));
	if (kind) return engineOf(kind, idInput(text.slice(kind.length + 1), label));
	if (text.startsWith('llm_')) return engineOf('retell-llm', text);
	if (text.startsWith('conversation_flow_')) return engineOf('conversation-flow', text);
	throw new Explained(
		`"${label}" does not tell what it is: ${text}`,
		'Pick one from the list, or write retell-llm: or conversation-flow: before the ID.',
	);
}

/** The ID of an engine; of one outside of Retell, its address. */
export function engineId(engine: ResponseEngine): string {
	if (engine.type === 'retell-llm') return engine.llm_id;
	return engine.type === 'conversation-flow' ? engine.conversation_flow_id : engine.llm_websocket_url;
}

function engineOfAgent(engine: Record<string, unknown>, label: string): ResponseEngine {
	const { type, version } = engine;
	const kind = KINDS.find((each) => each === type);
	if (!kind) {
		throw new Explained(
			`"${label}" is neither a Retell LLM nor a conversation flow: ${textOf(engine)}`,
			'Pick one from the list, or give the response_engine of an agent that has one.',
		);
	}
	const id = kind === 'retell-llm' ? engine.llm_id : engine.conversation_flow_id;
	const isPinned = version !== undefined && version !== null;
	return {
		...engineOf(kind, idInput(id, label)),
		...(isPinned && { version: wholeInput(version, `${label}: version`, 0) }),
	};
}

function engineOf(kind: Kind, id: string): ResponseEngine {
	return kind === 'retell-llm' ? { type: kind, llm_id: id } : { type: kind, conversation_flow_id: id };
}

function pageOf(items: ListedEngine[], kind: Kind, { has_more, pagination_key: key }: Page<unknown>) {
	return { items, has_more, pagination_key: typeof key === 'string' ? `${kind}:${key}` : undefined };
}

function placeOf(token = ''): [kind: Kind, key: string] {
	const kind = KINDS.find((each) => token.startsWith(`${each}:`)) ?? 'retell-llm';
	return [kind, token.slice(kind.length + 1)];
}

function engineOfLlm(llm: Llm): ListedEngine {
	const { llm_id: id, general_prompt: prompt, last_modification_timestamp: modifiedAt } = llm;
	return { kind: 'retell-llm', id, prompt: textOf(prompt), modifiedAt };
}

function engineOfFlow(flow: ConversationFlow): ListedEngine {
	const { conversation_flow_id: id, global_prompt: prompt, last_modification_timestamp: modifiedAt } = flow;
	return { kind: 'conversation-flow', id, prompt: textOf(prompt), modifiedAt };
}
