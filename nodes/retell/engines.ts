import type Retell from 'retell-sdk';

import { isPlain, shown } from './answers';
import { Explained } from './explained';
import { idInput, wholeInput } from './inputs';

// What a chat agent is built upon: a Retell LLM (prompts) or a conversation flow. Both are made in
// Retell's dashboard. They have no names, only IDs, and the lists of the two are apart.

export type ResponseEngine = NonNullable<Retell.ChatAgentUpdateParams['response_engine']>;

export type EngineKind = 'retell-llm' | 'conversation-flow';
export const ENGINE_KINDS: EngineKind[] = ['retell-llm', 'conversation-flow'];

/** One value that tells an engine's kind and ID; `engineInput` reads it. */
export function engineValue({ kind, id }: { kind: EngineKind; id: string }): string {
	return `${kind}:${id}`;
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
	const kind = ENGINE_KINDS.find((each) => text.startsWith(`${each}:`));
	if (kind) return engineOf(kind, idInput(text.slice(kind.length + 1), label));
	if (text.startsWith('llm_')) return engineOf('retell-llm', text);
	if (text.startsWith('conversation_flow_')) return engineOf('conversation-flow', text);
	throw new Explained(
		`"${label}" does not tell what it is: ${shown(text)}`,
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
	const kind = ENGINE_KINDS.find((each) => each === type);
	if (!kind) {
		throw new Explained(
			`"${label}" is neither a Retell LLM nor a conversation flow: ${shown(engine)}`,
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

function engineOf(kind: EngineKind, id: string): ResponseEngine {
	return kind === 'retell-llm' ? { type: kind, llm_id: id } : { type: kind, conversation_flow_id: id };
}
