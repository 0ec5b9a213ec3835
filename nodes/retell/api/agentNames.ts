import type { SendToRetell } from '../http/client';
import { nameOf } from './agentFacts';
import { listChatAgents } from './agents';

/** One page of Retell's: a workspace with more chat agents has some without a name here. */
const MOST_AGENTS = 1000;

/** The names of the chat agents by ID, by one request. */
export async function readAgentNames(send: SendToRetell): Promise<Map<string, string>> {
	const { items } = await send(listChatAgents({ limit: MOST_AGENTS }));
	return new Map(items.map((agent) => [agent.agent_id, nameOf(agent)]));
}
