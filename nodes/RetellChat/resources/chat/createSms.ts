import { formerVersionField, readSmsVersionChoice, smsVersionFields } from '../../../parameters/agentVersion';
import {
	dynamicVariablesField,
	metadataField,
	readDynamicVariables,
	readMetadata,
} from '../../../parameters/chatSettings';
import { phoneNumberInput } from '../../../parameters/check/ids';
import { metadataInput } from '../../../parameters/check/objects';
import { isOn } from '../../../parameters/check/values';
import { collectionField, readCollection, simplifyField } from '../../../parameters/common';
import { agentIdField, fromNumberField, readFromNumber, readOverrideAgent } from '../../../parameters/locators';
import { startSmsChat } from '../../../retell/api/startChat';
import { simplifyChat } from '../../../retell/output/simplify';
import type { Operation } from '../../run/operation';

export const createSms: Operation = {
	name: 'Create SMS Chat',
	action: 'Create an SMS chat',
	description: 'Let an agent text a person. It sends its begin message and answers the replies.',
	fields: [
		fromNumberField,
		{
			displayName: 'To Number',
			name: 'toNumber',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. +14155550123',
			description: 'The phone number to text, with country code. Retell texts US numbers only.',
		},
		...smsVersionFields,
		simplifyField,
		collectionField('additionalFields', [
			{
				...agentIdField,
				required: false,
				description: "The chat agent to use instead of the number's own SMS agent",
			},
			formerVersionField,
			dynamicVariablesField,
			{
				...metadataField,
				description: `${metadataField.description} The node adds both phone numbers, because Retell doesn't return them with a chat.`,
			},
		]),
	],
	async execute(item) {
		const from = readFromNumber(item);
		const to = phoneNumberInput(item.get('toNumber'), 'To Number');
		const { dynamicVariables, metadata } = readCollection(item, 'additionalFields');
		const agentId = readOverrideAgent(item);
		const chat = await startSmsChat(item.send, {
			from_number: from,
			to_number: to,
			override_agent_id: agentId,
			override_agent_version: readSmsVersionChoice(item, agentId !== undefined),
			metadata: metadataInput({ from_number: from, to_number: to, ...readMetadata(metadata) }, 'Metadata'),
			retell_llm_dynamic_variables: readDynamicVariables(dynamicVariables),
		});
		return isOn(item.get('simplify')) ? simplifyChat(chat) : chat;
	},
};
