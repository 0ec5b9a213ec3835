import {
	customAttributesField,
	dynamicVariablesField,
	metadataField,
	readCustomAttributes,
	readDynamicVariables,
} from '../../../parameters/chatSettings';
import { choiceInput, isBlank, isOn } from '../../../parameters/check/values';
import { collectionField, readCollection, simplifyField } from '../../../parameters/common';
import { chatIdField, readChatId } from '../../../parameters/locators';
import { someChange } from '../../../parameters/turnOff';
import { getChat, updateChat } from '../../../retell/api/chats';
import type { Chat } from '../../../retell/api/types';
import { simplifyChat } from '../../../retell/output/simplify';
import { isRecord } from '../../../retell/values';
import type { Item, Operation } from '../../run/operation';
import { metadataOf, needsStored } from './helpers/chatMetadata';
import { clearable, clearFieldsField } from './helpers/clearFields';
import { attributesNotStored, noteUnchecked, unstoredHint } from './helpers/customAttributes';
import { metadataModeField, readMetadataUpdate, type MetadataUpdate } from './helpers/metadataMode';

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
		{
			name: 'Everything',
			value: 'everything',
			description: 'With transcript and analysis. Only for a chat that stores everything already.',
		},
	],
	default: 'everything',
	description: 'What Retell stores of this chat. The setting can become stricter, never less strict.',
};

const CLEARED: MetadataUpdate = { changes: {}, mode: 'replace' };

export const update: Operation = {
	name: 'Update',
	action: 'Update the data of a chat',
	description: 'Change what is stored with a chat',
	fields: [
		{ ...chatIdField, description: 'The chat to change' },
		collectionField('Update Fields', [
			clearFieldsField,
			{
				...customAttributesField,
				description: `${customAttributesField.description} Replaces the attributes that the chat has.`,
			},
			STORAGE,
			{
				...dynamicVariablesField,
				description:
					"New values for the {{variables}} in the agent's prompt, from the next message on. Other values than text are turned into text. A value that is null or missing is left out.",
			},
			{
				...metadataField,
				description: `${metadataField.description} Added to the metadata that the chat has, unless you set Metadata Mode to Replace under Options.`,
			},
		]),
		simplifyField,
		collectionField('Options', [metadataModeField]),
	],
	lane: readChatId,
	summarize: unstoredHint,
	async execute(item) {
		const chatId = readChatId(item);
		const fields = readCollection(item, 'updateFields');
		const { customAttributes, dataStorage, dynamicVariables } = fields;
		const orCleared = clearable(fields);
		const attributes = readCustomAttributes(customAttributes);
		const { metadataMode } = readCollection(item, 'options');
		const metadata = orCleared('metadata', readMetadataUpdate(fields.metadata, metadataMode));
		const body = someChange({
			custom_attributes: attributes,
			data_storage_setting: isBlank(dataStorage)
				? undefined
				: choiceInput(dataStorage, STORAGE.displayName, STORAGE_SETTINGS),
			metadata,
			override_dynamic_variables: orCleared('dynamicVariables', readDynamicVariables(dynamicVariables)),
		});

		const chat = await item.send(
			updateChat(chatId, {
				...body,
				metadata: metadata === undefined ? undefined : await allMetadata(item, chatId, metadata ?? CLEARED),
			}),
		);
		// Whether the answer is the whole chat, nobody says.
		const seen = attributes && !isRecord(chat.custom_attributes) ? await lookAt(item, chatId) : chat;
		if (!seen) noteUnchecked(item.run, chatId);
		const unstored = attributes && seen ? attributesNotStored(attributes, seen) : [];
		return {
			...(isOn(item.get('simplify')) ? simplifyChat(seen ?? chat) : chat),
			...(unstored.length > 0 && { attributes_not_stored: unstored }),
		};
	},
};

async function allMetadata({ send }: Item, chatId: string, metadata: MetadataUpdate) {
	const chat = needsStored(metadata) ? await send(getChat(chatId)) : undefined;
	return metadataOf(chat, metadata);
}

/** The chat as it is now. The update is done, whether it can be looked at or not. */
async function lookAt({ send }: Item, chatId: string): Promise<Chat | undefined> {
	return await send(getChat(chatId)).catch(() => undefined);
}
