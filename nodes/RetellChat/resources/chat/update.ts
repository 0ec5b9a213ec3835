import {
	customAttributesField,
	dynamicVariablesField,
	metadataField,
	readDynamicVariables,
} from '../../../parameters/chatSettings';
import { choiceInput, isBlank, isOn } from '../../../parameters/check/values';
import { collectionField, readCollection, simplifyField } from '../../../parameters/common';
import { chatIdField, readChatId } from '../../../parameters/locators';
import { someChange } from '../../../parameters/turnOff';
import { getChat, updateChat } from '../../../retell/api/chats';
import { simplifyChat } from '../../../retell/output/simplify';
import { noteKey } from '../../../retell/sessions/memory';
import { sessionKeyOf } from '../../../retell/sessions/session';
import { inTurn } from '../../../retell/turns';
import type { Item, Operation } from '../../run/operation';
import { attributesOf, settleAttributes } from './helpers/attributeUpdate';
import { metadataOf, namesSession, needsStored } from './helpers/chatMetadata';
import { clearable, clearFieldsField } from './helpers/clearFields';
import { attributeFacts, noteUnchecked, unstoredHint } from './helpers/customAttributes';
import {
	CLEARED,
	readAttributesUpdate,
	readMetadataUpdate,
	readUpdateMode,
	updateModeField,
} from './helpers/updateMode';

const STORAGE_SETTINGS = ['everything', 'basic_attributes_only'] as const;
const STORAGE = {
	displayName: 'Data Storage',
	name: 'dataStorage',
	type: 'options' as const,
	options: [
		{
			name: 'Basic Attributes Only',
			value: 'basic_attributes_only',
			description: 'Without transcript and analysis. Retell deletes them.',
		},
		{
			name: 'Everything',
			value: 'everything',
			description: 'With transcript and analysis. Only for a chat that already stores everything.',
		},
	],
	default: 'everything',
	description: 'What Retell stores of this chat. You can only make it stricter.',
};

export const update: Operation = {
	name: 'Update',
	action: 'Update the data of a chat',
	description: 'Change the metadata, custom attributes, dynamic variables, or data storage of a chat',
	fields: [
		{ ...chatIdField, description: 'The chat to change' },
		collectionField('updateFields', [
			clearFieldsField,
			{
				...customAttributesField,
				description: `${customAttributesField.description} They're added to the existing attributes, unless you set Update Mode to Replace under Options. A value of null removes an attribute.`,
			},
			STORAGE,
			{
				...dynamicVariablesField,
				description:
					"New values for the {{variables}} in the agent's prompt, starting with the next message. All values are sent as text. A value that is null or missing is left out.",
			},
			{
				...metadataField,
				description: `${metadataField.description} It's added to the existing metadata, unless you set Update Mode to Replace under Options.`,
			},
		]),
		simplifyField,
		collectionField('options', [updateModeField]),
	],
	lane: readChatId,
	summarize: unstoredHint,
	async execute(item) {
		const chatId = readChatId(item);
		const { attributes, metadata, ...rest } = readChanges(item);
		// Retell takes all metadata or none. Two executions that read the same would undo each other's changes.
		const { answer, seen } = await inTurn(JSON.stringify(['chat', item.run.credentialId, chatId]), async () => {
			const keepsSome = attributes?.mode === 'merge' || (metadata && needsStored(metadata));
			const stored = keepsSome ? await item.send(getChat(chatId)) : undefined;
			const body = {
				custom_attributes: attributes && attributesOf(stored, attributes),
				metadata: metadata && metadataOf(stored, metadata),
				...rest,
			};
			const updated = await item.send(updateChat(chatId, body));
			if (metadata && namesSession(metadata)) noteKey(chatId, sessionKeyOf(body));
			return attributes
				? await settleAttributes(item, updated, attributes, body.custom_attributes)
				: { answer: updated, seen: updated };
		});
		if (!seen) noteUnchecked(item.run, chatId);
		return {
			...(isOn(item.get('simplify')) ? simplifyChat(seen ?? answer) : answer),
			...(attributes && seen && attributeFacts(attributes, seen)),
		};
	},
};

/** @throws Explained for values that are none, and if nothing is to be changed */
function readChanges(item: Item) {
	const fields = readCollection(item, 'updateFields');
	const { dataStorage, dynamicVariables } = fields;
	const orCleared = clearable(fields);
	const mode = readUpdateMode(readCollection(item, 'options').metadataMode);
	const attributes = orCleared('customAttributes', readAttributesUpdate(fields.customAttributes, mode));
	const metadata = orCleared('metadata', readMetadataUpdate(fields.metadata, mode));
	return someChange({
		attributes: attributes === null ? CLEARED : attributes,
		data_storage_setting: isBlank(dataStorage)
			? undefined
			: choiceInput(dataStorage, STORAGE.displayName, STORAGE_SETTINGS),
		metadata: metadata === null ? CLEARED : metadata,
		override_dynamic_variables: orCleared('dynamicVariables', readDynamicVariables(dynamicVariables)),
	});
}
