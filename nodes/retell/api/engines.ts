import type Retell from 'retell-sdk';

// What a chat agent is built upon: a Retell LLM (prompts) or a conversation flow. Both are made in
// Retell's dashboard. They have no names, only IDs, and the lists of the two are apart.

export type ResponseEngine = NonNullable<Retell.ChatAgentUpdateParams['response_engine']>;

/** One that Retell runs itself: it tests no other. */
export type TestableEngine = Exclude<ResponseEngine, { type: 'custom-llm' }>;

export type EngineKind = 'retell-llm' | 'conversation-flow';
export const ENGINE_KINDS: EngineKind[] = ['retell-llm', 'conversation-flow'];

/** The ID of an engine; of one outside of Retell, its address. */
export function engineId(engine: ResponseEngine): string {
	if (engine.type === 'retell-llm') return engine.llm_id;
	return engine.type === 'conversation-flow' ? engine.conversation_flow_id : engine.llm_websocket_url;
}
