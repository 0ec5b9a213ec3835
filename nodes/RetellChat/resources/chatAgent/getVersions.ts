import type { ChatAgent } from '../../../retell/types';
import { present } from '../../drafts';
import { simplifyField } from '../../fields/common';
import { agentIdField, readAgentId } from '../../fields/locators';
import type { Item, Operation } from '../../operation';

export const getVersions: Operation = {
	name: 'Get Versions',
	action: 'Get the versions of a chat agent',
	description: 'List all versions of a chat agent, and tell which are drafts and which is live',
	fields: [{ ...agentIdField, description: 'The chat agent whose versions to list' }, simplifyField],
	async execute(item) {
		const agentId = readAgentId(item);
		const versions = await item.retell.listAgentVersions(agentId);
		const live = await liveVersion(item, agentId, versions);
		return versions.map((agent) => ({
			...present(item, agent),
			is_latest_published: agent.is_published === true && agent.version === live,
		}));
	},
};

/** The version published last. Only where several are published, Retell has to be asked which it is. */
async function liveVersion({ retell }: Item, agentId: string, versions: ChatAgent[]): Promise<number | undefined> {
	const published = versions.filter(({ is_published: isPublished }) => isPublished === true);
	if (published.length < 2) return published[0]?.version;
	const last = await retell.findPublishedAgent(agentId);
	return last === 'none' ? undefined : last.version;
}
