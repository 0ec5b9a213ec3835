import { versionPublished } from '../../../messages/agents';
import { agentNameField, agentSettingFields, readAgentSettings } from '../../../parameters/agentSettings/fields';
import { chosenVersionInput } from '../../../parameters/check/ids';
import { choiceInput, filledInput, isBlank, switchInput } from '../../../parameters/check/values';
import { collectionField, readCollection, simplifyField } from '../../../parameters/common';
import { agentIdField, readAgentId } from '../../../parameters/locators';
import { engineInput, responseEngineField } from '../../../parameters/responseEngine';
import { someChange } from '../../../parameters/turnOff';
import { nameOf, versionOf } from '../../../retell/api/agentFacts';
import type { ChatAgentChanges } from '../../../retell/api/call';
import type { Item, Operation } from '../../run/operation';
import { changeDraft } from './helpers/changeDraft';
import { fieldsOf, present, tellDrafts } from './helpers/drafts';

const VERSION = 'Version';
const IF_PUBLISHED = 'If Published';
const PUBLISH = 'Publish';
const FIELDS = [...agentSettingFields, agentNameField, { ...responseEngineField, required: false }];

export const update: Operation = {
	name: 'Update Draft',
	action: 'Update the draft of a chat agent',
	description: 'Change the settings of a chat agent in a draft. The changes go live when you publish it.',
	fields: [
		{
			...agentIdField,
			description: 'The chat agent to change',
			hint: 'Changes go to a draft until you publish it.',
		},
		collectionField('updateFields', FIELDS),
		simplifyField,
		collectionField('options', [
			{
				displayName: IF_PUBLISHED,
				name: 'ifPublished',
				type: 'options',
				options: [
					{
						name: 'Change a New Draft',
						value: 'createDraft',
						description: 'Create a draft from it and change that. The published version stays as it is.',
					},
					{ name: 'Fail', value: 'error', description: 'The item fails, and nothing is changed' },
				],
				default: 'createDraft',
				description: 'What to do if the version is published. Retell changes only drafts.',
			},
			{
				displayName: PUBLISH,
				name: 'publish',
				type: 'boolean',
				default: true,
				description: 'Whether to publish the draft afterward, with all of its changes',
			},
			{
				displayName: VERSION,
				name: 'version',
				type: 'string',
				default: '',
				placeholder: 'e.g. 3',
				description:
					'The version to change: a number, a tag, <code>latest_published</code>, or <code>latest</code>. If empty, the latest version is used.',
			},
		]),
	],
	lane: readAgentId,
	summarize: tellDrafts,
	async execute(item) {
		const { send } = item;
		const agentId = readAgentId(item);
		const options = readCollection(item, 'options');
		const version = 'version' in options ? chosenVersionInput(options.version, VERSION) : undefined;
		const { ifPublished = 'createDraft' } = options;
		const keepsPublished = choiceInput(ifPublished, IF_PUBLISHED, ['createDraft', 'error']) === 'error';
		const changes = someChange(readChanges(item));

		const { agent, notes } = await changeDraft(send, {
			agentId,
			version,
			changes,
			publish: switchInput(options.publish, PUBLISH),
			allowDraft: (published) => {
				if (keepsPublished) throw versionPublished(versionOf(published), nameOf(published), IF_PUBLISHED);
			},
		});
		return { ...present(item, agent), ...fieldsOf(notes) };
	},
};

function readChanges(item: Item): ChatAgentChanges {
	const values = readCollection(item, 'updateFields');
	const { agentName } = values;
	return {
		...readAgentSettings(values),
		...(!isBlank(agentName) && { agent_name: filledInput(agentName, agentNameField.displayName) }),
		...('responseEngine' in values && {
			response_engine: engineInput(item.get('updateFields.responseEngine'), responseEngineField.displayName),
		}),
	};
}
