import type { SendToRetell } from '../http/client';
import { textOf } from '../values';
import { listConversationFlows, listRetellLlms } from './agents';
import { ENGINE_KINDS, type EngineKind } from './engines';
import type { PageRequest } from './paging';
import type { ConversationFlow, Llm, Page } from './types';

export interface ListedEngine {
	kind: EngineKind;
	id: string;
	/** Its prompt; empty if it has none. */
	prompt: string;
	/** In ms since 1970. */
	modifiedAt: number | undefined;
}

/**
 * A page of all engines, first the LLMs, then the flows, each the newest first. The page on which
 * the LLMs end holds the first flows, too, so that no page in between is empty.
 */
export async function listEngines(send: SendToRetell, page: PageRequest): Promise<Page<ListedEngine>> {
	const [kind, key] = positionOf(page.pagination_key);
	const { limit } = page;
	const request = (start: string) => ({ limit, ...(start && { pagination_key: start }) });
	const rows: ListedEngine[] = [];
	let flowKey = key;
	if (kind === 'retell-llm') {
		const llms = await send(listRetellLlms(request(key)));
		rows.push(...llms.items.map(engineOfLlm));
		if (llms.has_more) return pageOf(rows, kind, llms);
		flowKey = '';
	}
	const flows = await send(listConversationFlows(request(flowKey)));
	rows.push(...flows.items.map(engineOfFlow));
	return pageOf(rows, 'conversation-flow', flows);
}

function pageOf(items: ListedEngine[], kind: EngineKind, { has_more, pagination_key: key }: Page<unknown>) {
	return { items, has_more, pagination_key: typeof key === 'string' ? `${kind}:${key}` : undefined };
}

function positionOf(token = ''): [kind: EngineKind, key: string] {
	const kind = ENGINE_KINDS.find((each) => token.startsWith(`${each}:`)) ?? 'retell-llm';
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
