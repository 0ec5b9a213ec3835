import { simplifyVersion } from '../../../retell/simplify';
import type { AgentVersion } from '../../../retell/types';
import { agentIdField, readAgentId } from '../../fields/locators';
import type { Item, Operation } from '../../operation';
import { readVersions } from '../../versionList';

export const getVersions: Operation = {
	name: 'Get Versions',
	action: 'Get the versions of a chat agent',
	description: 'List all versions of a chat agent and show which are drafts and which one is live',
	fields: [{ ...agentIdField, description: 'The chat agent whose versions to list' }],
	async execute(item) {
		const agentId = readAgentId(item);
		const versions = await readVersions(item.retell, agentId);
		const live = await liveVersion(item, agentId, versions);
		return versions.map((version) => {
			const { version: number, is_published, ...rest } = simplifyVersion(version);
			const is_latest_published = is_published === true && number === live;
			return { agent_id: agentId, version: number, is_published, is_latest_published, ...rest };
		});
	},
};

/** The version published last. Only where several are published, Retell has to be asked which it is. */
async function liveVersion({ retell }: Item, agentId: string, versions: AgentVersion[]): Promise<number | undefined> {
	const published = versions.filter(({ is_published: isPublished }) => isPublished === true);
	if (published.length < 2) return published[0]?.version;
	const last = await retell.findPublishedAgent(agentId);
	return last === 'none' ? undefined : last.version;
}
