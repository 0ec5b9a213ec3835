import { liveVersionUnknown } from '../../../messages/versions';
import { agentIdField, readAgentId } from '../../../parameters/locators';
import { getChatAgent } from '../../../retell/api/agents';
import { orNone } from '../../../retell/api/call';
import type { AgentVersion } from '../../../retell/api/types';
import { readVersions } from '../../../retell/api/versionList';
import { simplifyVersion } from '../../../retell/output/simplify';
import { isRecord, textOf } from '../../../retell/values';
import { isOfOneChat } from '../../run/faults';
import type { Item, Operation } from '../../run/operation';
import { publishedOf } from './helpers/versionList';

export const getVersions: Operation = {
	name: 'Get Versions',
	action: 'Get the versions of a chat agent',
	description: 'List all versions of a chat agent and show which are drafts and which one is live',
	fields: [{ ...agentIdField, description: 'The chat agent whose versions to list' }],
	summarize: tellUnknown,
	async execute(item) {
		const agentId = readAgentId(item);
		const versions = await readVersions(item.send, agentId);
		const live = await liveVersion(item, agentId, versions);
		return versions.map((version) => {
			const { version: number, is_published, ...rest } = simplifyVersion(version);
			const is_latest_published = is_published === true ? (live === 'unknown' ? null : number === live) : false;
			return { agent_id: agentId, version: number, is_published, is_latest_published, ...rest };
		});
	},
};

/**
 * The version published last. Only where several are published, Retell has to be asked which it is: it need
 * not be the one with the highest number. "unknown" if Retell does not name one of them.
 */
async function liveVersion(
	{ send }: Item,
	agentId: string,
	versions: AgentVersion[],
): Promise<number | 'unknown' | undefined> {
	const published = publishedOf(versions);
	if (published.length < 2) return published[0];
	const last = await send(orNone(getChatAgent(agentId, 'latest_published'))).catch((reason: unknown) => {
		if (isOfOneChat(reason)) return 'none' as const;
		throw reason;
	});
	return last !== 'none' && last.version !== undefined && published.includes(last.version) ? last.version : 'unknown';
}

/** Says above the output where nobody knows what is live. */
function tellUnknown(rows: object[]): string {
	const unknown = rows.filter(isRecord).filter((row) => row.is_latest_published === null);
	const agents = [...new Set(unknown.map((row) => textOf(row.agent_id)))];
	return agents.length > 0 ? liveVersionUnknown(agents) : '';
}
