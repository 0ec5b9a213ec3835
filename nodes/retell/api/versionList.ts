import type { SendToRetell } from '../http/client';
import { listAgentVersions } from './agents';
import { readList } from './paging';
import type { AgentVersion } from './types';

/** Rows of a page of versions. Retell does not document how many it would give. */
const PAGE = 50;

/** All versions of an agent without their settings, the newest first. */
export async function readVersions(send: SendToRetell, agentId: string): Promise<AgentVersion[]> {
	return await readList(async (page) => await send(listAgentVersions(agentId, page)), { pageSize: PAGE });
}
