import { versionNumberInput } from '../../../parameters/check/ids';
import { agentIdField, readAgentId } from '../../../parameters/locators';
import { deleteAgentVersion } from '../../../retell/api/agents';
import type { Operation } from '../../run/operation';

const VERSION = 'Version';

export const deleteVersion: Operation = {
	name: 'Delete Version',
	action: 'Delete a version of a chat agent permanently',
	description: "Permanently delete one version of a chat agent, even if it's published",
	fields: [
		{ ...agentIdField, description: 'The chat agent that the version belongs to' },
		{
			displayName: VERSION,
			name: 'version',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. 3',
			description: 'The number of the version to delete. Find it with "Get Versions" first.',
		},
	],
	lane: readAgentId,
	async execute(item) {
		const agentId = readAgentId(item);
		const version = versionNumberInput(item.get('version'), VERSION);
		await item.send(deleteAgentVersion(agentId, version));
		return { agent_id: agentId, version, deleted: true };
	},
};
