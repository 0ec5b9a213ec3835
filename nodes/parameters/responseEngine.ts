import { engineKindMissing, notAnEngine } from '../messages/settings';
import { ENGINE_KINDS, type EngineKind, type ResponseEngine } from '../retell/api/engines';
import { isPlain, textOf } from '../retell/values';
import { idInput } from './check/ids';
import { wholeInput } from './check/values';
import { locatorField } from './locators';

export const responseEngineField = locatorField(
	{
		displayName: 'Response Engine',
		name: 'responseEngine',
		description:
			'What the agent answers with: a Retell LLM (prompts and tools) or a conversation flow. Create them in the Retell dashboard. To reuse the engine of another agent, map its response_engine with an expression.',
	},
	{ placeholder: 'Select a response engine...', search: 'searchEngines' },
	{ displayName: 'By ID', name: 'id', placeholder: 'e.g. llm_7c1d2e3f4a5b or conversation_flow_7c1d2e3f4a5b' },
);

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
	throw engineKindMissing(label, text);
}

function engineOfAgent(engine: Record<string, unknown>, label: string): ResponseEngine {
	const { type, version } = engine;
	const kind = ENGINE_KINDS.find((each) => each === type);
	if (!kind) throw notAnEngine(label, textOf(engine));
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
