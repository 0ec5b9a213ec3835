import { agentNameField, agentSettingFields, readAgentSettings } from '../../../parameters/agentSettings/fields';
import { filledInput } from '../../../parameters/check/values';
import { collectionField, readCollection, simplifyField } from '../../../parameters/common';
import { engineInput, responseEngineField } from '../../../parameters/responseEngine';
import { createChatAgent } from '../../../retell/api/agents';
import type { Operation } from '../../run/operation';
import { present, tellDrafts } from './helpers/drafts';

export const create: Operation = {
	name: 'Create',
	action: 'Create a chat agent',
	description: "Create a chat agent from a response engine. It's a draft until you publish it.",
	fields: [
		responseEngineField,
		{ ...agentNameField, required: true, hint: 'The new agent is a draft until you publish it.' },
		simplifyField,
		// A new agent has nothing to clear.
		collectionField(
			'additionalFields',
			agentSettingFields.filter(({ name }) => name !== 'turnOff'),
		),
	],
	summarize: tellDrafts,
	async execute(item) {
		const body = {
			response_engine: engineInput(item.get('responseEngine'), responseEngineField.displayName),
			agent_name: filledInput(item.get('agentName'), agentNameField.displayName),
			...readAgentSettings(readCollection(item, 'additionalFields')),
		};
		return present(item, await item.send(createChatAgent(body)));
	},
};
