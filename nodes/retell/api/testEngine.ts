import { engineNotTestable } from '../../messages/agentTests';
import { isId, isRecord } from '../values';
import { nameOf } from './agentFacts';
import { isVersionNumber } from './answers';
import type { TestableEngine } from './engines';
import type { ChatAgent } from './types';

/**
 * The response engine of an agent's version, in the version that the agent uses: what its tests run on.
 *
 * @throws Explained if it is one that Retell doesn't run itself
 */
export function testEngineOf(agent: ChatAgent): TestableEngine {
	// Retell's answers are checked for no more than an agent's ID.
	const engine: unknown = agent.response_engine;
	if (!isRecord(engine)) throw engineNotTestable(nameOf(agent));
	const { type, llm_id, conversation_flow_id, version } = engine;
	const pinned = isVersionNumber(version) ? { version } : {};
	if (type === 'retell-llm' && isId(llm_id)) return { type, llm_id, ...pinned };
	if (type === 'conversation-flow' && isId(conversation_flow_id)) return { type, conversation_flow_id, ...pinned };
	throw engineNotTestable(nameOf(agent));
}
