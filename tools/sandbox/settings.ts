import type { AgentRecord, AgentVersion, ChatRecord } from './records.ts';
import { latestVersion } from './records.ts';

/** What an agent's version may say about its chats. */
export type AgentSettings = Partial<AgentVersion>;

/**
 * The settings a chat lives by: those of the agent's version it was created with, as they are now (a
 * draft may change under a running chat), with the chat's own on top (`agent_override`, inbound texts).
 */
export function settingsOf(chat: ChatRecord, agent: AgentRecord | undefined): AgentSettings {
	const version = agent ? (agent.versions.find((one) => one.version === chat.version) ?? latestVersion(agent)) : {};
	return chat.overrides ? { ...version, ...chat.overrides } : version;
}
