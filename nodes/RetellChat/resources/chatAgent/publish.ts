import { agentVersionInput, isBlank, textInput } from '../../../retell/inputs';
import { present, publish as publishDraft } from '../../drafts';
import { collectionField, readCollection, simplifyField } from '../../fields/common';
import { agentIdField, readAgentId } from '../../fields/locators';
import type { Operation } from '../../operation';

const VERSION = 'Draft Version';
const TITLE = 'Version Title';
const DESCRIPTION = 'Version Description';

export const publish: Operation = {
	name: 'Publish',
	action: 'Publish the draft of a chat agent',
	description: 'Make a draft live: new chats with the published version use it. Ongoing chats stay with theirs.',
	fields: [
		{ ...agentIdField, description: 'The chat agent to publish' },
		{
			displayName: VERSION,
			name: 'version',
			type: 'string',
			default: '',
			placeholder: 'e.g. 3',
			description: 'The version to publish: a number, or a tag. Without it, the latest.',
		},
		simplifyField,
		collectionField('Additional Fields', [
			{
				displayName: DESCRIPTION,
				name: 'versionDescription',
				type: 'string',
				typeOptions: { rows: 3 },
				default: '',
				description: 'What is new in this version, for your own reference',
			},
			{
				displayName: TITLE,
				name: 'versionTitle',
				type: 'string',
				default: '',
				placeholder: 'e.g. With order lookup',
				description: 'A title for the version, for your own reference',
			},
		]),
	],
	lane: readAgentId,
	async execute(item) {
		const agentId = readAgentId(item);
		const version = agentVersionInput(item.get('version'), VERSION);
		const { versionTitle, versionDescription } = readCollection(item, 'additionalFields');
		const texts = {
			...(!isBlank(versionTitle) && { version_title: textInput(versionTitle, TITLE) }),
			...(!isBlank(versionDescription) && { version_description: textInput(versionDescription, DESCRIPTION) }),
		};
		const found = await item.retell.getChatAgent(agentId, version);
		const already = found.is_published === true;
		const live = already ? found : await publishDraft(item.retell, agentId, found, texts);
		return { ...present(item, live), already_published: already };
	},
};
