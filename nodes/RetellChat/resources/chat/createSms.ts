import { formerVersionField, readSmsVersionChoice, smsVersionFields } from '../../../parameters/agentVersion';
import {
	dynamicVariablesField,
	metadataField,
	readDynamicVariables,
	readMetadata,
} from '../../../parameters/chatSettings';
import { metadataInput } from '../../../parameters/check/objects';
import { phoneNumberInput } from '../../../parameters/check/phoneNumbers';
import { isOn } from '../../../parameters/check/values';
import { collectionField, readCollection, simplifyField } from '../../../parameters/common';
import { agentIdField, fromNumberField, readFromNumber, readOverrideAgent } from '../../../parameters/locators';
import { startSmsChat } from '../../../retell/api/startChat';
import { simplifyChat, simplifyChatWithMessages } from '../../../retell/output/simplify';
import type { Operation } from '../../run/operation';
import { awaitFirstText, firstTextField, firstTextHint, readFirstTextWait } from './helpers/firstText';

export const createSms: Operation = {
	name: 'Create SMS Chat',
	action: 'Create an SMS chat',
	description: 'Let an agent text a person. It sends its begin message and answers the replies.',
	fields: [
		{
			displayName:
				"The first text message is the agent's begin message. To write it here, make {{first_text}} the begin message in Retell, and add <b>first_text</b> under Dynamic Variables in Additional Fields.",
			name: 'notice',
			type: 'notice',
			default: '',
		},
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
			firstTextField,
		]),
	],
	summarize: firstTextHint,
	async execute(item) {
		const from = readFromNumber(item);
		const to = phoneNumberInput(item.get('toNumber'), 'To Number');
		const { dynamicVariables, metadata, waitForFirstText } = readCollection(item, 'additionalFields');
		const wait = readFirstTextWait(waitForFirstText);
		const agentId = readOverrideAgent(item);
		const chat = await startSmsChat(item.send, {
			from_number: from,
			to_number: to,
			override_agent_id: agentId,
			override_agent_version: readSmsVersionChoice(item, agentId !== undefined),
			metadata: metadataInput({ from_number: from, to_number: to, ...readMetadata(metadata) }, 'Metadata'),
			retell_llm_dynamic_variables: readDynamicVariables(dynamicVariables),
		});
		const simple = isOn(item.get('simplify'));
		if (wait === undefined) return simple ? simplifyChat(chat) : chat;
		const begun = await awaitFirstText(item, chat, wait);
		return simple ? simplifyChatWithMessages(begun) : begun;
	},
};
