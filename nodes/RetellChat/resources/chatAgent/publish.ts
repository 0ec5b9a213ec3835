import { chosenVersionInput, isBlank, textInput } from '../../../retell/inputs';
import type { RetellApi } from '../../../retell/api';
import { isRecord, textOf } from '../../../retell/answers';
import type { ChatAgent } from '../../../retell/types';
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
	summarize: tellOvertaken,
	async execute(item) {
		const agentId = readAgentId(item);
		const version = chosenVersionInput(item.get('version'), VERSION);
		const { versionTitle, versionDescription } = readCollection(item, 'additionalFields');
		const texts = {
			...(!isBlank(versionTitle) && { version_title: textInput(versionTitle, TITLE) }),
			...(!isBlank(versionDescription) && { version_description: textInput(versionDescription, DESCRIPTION) }),
		};
		const found = await item.retell.getChatAgent(agentId, version);
		const already = found.is_published === true;
		const live = already ? found : await publishDraft(item.retell, agentId, found, texts);
		const isLatest = !already || (await isPublishedLast(item.retell, agentId, live));
		return { ...present(item, live), already_published: already, is_latest_published: isLatest };
	},
};

async function isPublishedLast(retell: RetellApi, agentId: string, { version }: ChatAgent): Promise<boolean> {
	const last = await retell.findPublishedAgent(agentId);
	return last !== 'none' && last.version === version;
}

/** Says above the output that a version which was published before isn't live again by that. */
function tellOvertaken(rows: object[]): string {
	const [row] = rows.filter(isRecord).filter((each) => each.is_latest_published === false);
	if (!row) return '';
	return `Version ${textOf(row.version)} was published before, and a version published after it is live. To go back, create a draft with "Create Draft Version" and this version as its base, and publish that.`;
}
