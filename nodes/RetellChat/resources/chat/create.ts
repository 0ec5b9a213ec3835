import { agentVersionFields, formerVersionField, readVersionChoice } from '../../../parameters/agentVersion';
import {
	dynamicVariablesField,
	metadataField,
	readDynamicVariables,
	readMetadata,
} from '../../../parameters/chatSettings';
import { isOn } from '../../../parameters/check/values';
import { collectionField, readCollection, simplifyField } from '../../../parameters/common';
import { agentIdField, readAgentId } from '../../../parameters/locators';
import { startChat } from '../../../retell/api/startChat';
import { simplifyChat } from '../../../retell/output/simplify';
import type { Operation } from '../../run/operation';

export const create: Operation = {
	name: 'Create',
	action: 'Create a chat with an agent',
	description: 'Start a chat with an agent. The agent says nothing until the first message.',
	fields: [
		{ ...agentIdField, description: 'The chat agent to talk to' },
		...agentVersionFields(),
		simplifyField,
		collectionField('additionalFields', [formerVersionField, dynamicVariablesField, metadataField]),
	],
	async execute(item) {
		const agentId = readAgentId(item);
		const { dynamicVariables, metadata } = readCollection(item, 'additionalFields');
		const chat = await startChat(item.send, {
			agent_id: agentId,
			agent_version: readVersionChoice(item),
			metadata: readMetadata(metadata),
			retell_llm_dynamic_variables: readDynamicVariables(dynamicVariables),
		});
		return isOn(item.get('simplify')) ? simplifyChat(chat) : chat;
	},
};
