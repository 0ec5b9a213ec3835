import { agentIdField, readAgentId } from '../../../parameters/locators';
import { deleteChatAgent } from '../../../retell/api/agents';
import type { Operation } from '../../run/operation';

export const deleteAgent: Operation = {
	name: 'Delete',
	action: 'Delete a chat agent permanently',
	description: 'Permanently delete a chat agent with all of its versions, including published ones',
	fields: [{ ...agentIdField, description: 'The chat agent to delete, with all of its versions' }],
	lane: readAgentId,
	async execute(item) {
		const agentId = readAgentId(item);
		await item.send(deleteChatAgent(agentId));
		return { agent_id: agentId, deleted: true };
	},
};
