import { choiceInput, isBlank, isOn } from '../../../retell/inputs';
import { simplifyChat } from '../../../retell/simplify';
import {
	customAttributesField,
	dynamicVariablesField,
	metadataField,
	readCustomAttributes,
	readDynamicVariables,
	readMetadata,
} from '../../fields/chatSettings';
import { collectionField, readCollection, simplifyField } from '../../fields/common';
import { chatIdField, readChatId } from '../../fields/locators';
import { someChange } from '../../fields/settings';
import type { Operation } from '../../operation';

const STORAGE_SETTINGS = ['everything', 'basic_attributes_only'] as const;
const STORAGE = {
	displayName: 'Data Storage',
	name: 'dataStorage',
	type: 'options' as const,
	options: [
		{
			name: 'Basic Attributes Only',
			value: 'basic_attributes_only',
			description: 'Without transcript and analysis: Retell deletes them',
		},
		{ name: 'Everything', value: 'everything', description: 'With transcript and analysis' },
	],
	default: 'everything',
	description: 'What Retell stores of this chat',
};

export const update: Operation = {
	name: 'Update',
	action: 'Update the data of a chat',
	description: 'Change what is stored with a chat',
	fields: [
		{ ...chatIdField, description: 'The chat to change' },
		collectionField('Update Fields', [
			{
				...customAttributesField,
				description: `${customAttributesField.description}. Replaces the attributes that the chat has.`,
			},
			STORAGE,
			{
				...dynamicVariablesField,
				description:
					"New values for the {{variables}} in the agent's prompt, from the next message on. Other values are turned into texts.",
			},
			{
				...metadataField,
				description: `${metadataField.description} Replaces the metadata that the chat has.`,
			},
		]),
		simplifyField,
	],
	lane: readChatId,
	async execute(item) {
		const chatId = readChatId(item);
		const { customAttributes, dataStorage, dynamicVariables, metadata } = readCollection(
			item,
			'updateFields',
		);
		const body = someChange({
			custom_attributes: readCustomAttributes(customAttributes),
			data_storage_setting: isBlank(dataStorage) ? undefined : choiceInput(dataStorage, STORAGE.displayName, STORAGE_SETTINGS),
			metadata: readMetadata(metadata),
			override_dynamic_variables: readDynamicVariables(dynamicVariables),
		});
		const chat = await item.retell.updateChat(chatId, body);
		return isOn(item.get('simplify')) ? simplifyChat(chat) : chat;
	},
};
