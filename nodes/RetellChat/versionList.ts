import type { RetellApi } from '../retell/api';
import { readList } from '../retell/paging';
import type { AgentVersion, ChatAgent } from '../retell/types';

/** Rows of a page of versions. Retell does not document how many it would give. */
const PAGE = 50;
/** Versions that were changed so shortly after one another may be those of executions that run now. */
const IN_PLAY_MS = 60_000;

/** All versions of an agent without their settings, the newest first. */
export async function readVersions(retell: RetellApi, agentId: string): Promise<AgentVersion[]> {
	return await readList(async (page) => await retell.listAgentVersions(agentId, page), { pageSize: PAGE });
}

/** The numbers of those that are published. */
export function publishedOf(versions: AgentVersion[]): number[] {
	return versions.filter(({ is_published: isPublished }) => isPublished === true).map(({ version }) => version);
}

/** Those that were made after one version and before another. */
export function between(versions: AgentVersion[], after: number, before: number): AgentVersion[] {
	return versions.filter(({ version }) => version > after && version < before);
}

/** Whether a draft may be about to go: an execution that runs now deletes its own, if others were made just before. */
export function isInPlay({ last_modification_timestamp: time }: ChatAgent, others: AgentVersion[]): boolean {
	return others.some((each) => !(Math.abs(each.last_modification_timestamp - time) > IN_PLAY_MS));
}
