import { publishedBefore } from '../../../messages/versions';
import { chosenVersionInput } from '../../../parameters/check/ids';
import { isBlank, textInput } from '../../../parameters/check/values';
import { collectionField, readCollection, simplifyField } from '../../../parameters/common';
import { agentIdField, readAgentId } from '../../../parameters/locators';
import { versionOf } from '../../../retell/api/agentFacts';
import { getChatAgent } from '../../../retell/api/agents';
import { orNone } from '../../../retell/api/call';
import type { ChatAgent } from '../../../retell/api/types';
import { readVersions } from '../../../retell/api/versionList';
import type { SendToRetell } from '../../../retell/http/client';
import { isRecord, textOf } from '../../../retell/values';
import type { Operation } from '../../run/operation';
import { fieldsOf, present, publish as publishDraft, tellDrafts } from './helpers/drafts';
import { readRivals } from './helpers/rivals';
import { madeFrom, publishedOf, readLacking } from './helpers/versionList';

const VERSION = 'Draft Version';
const TITLE = 'Version Title';
const DESCRIPTION = 'Version Description';

export const publish: Operation = {
	name: 'Publish',
	action: 'Publish the draft of a chat agent',
	description: 'Make a draft live. New chats use it; ongoing chats keep their version.',
	fields: [
		{ ...agentIdField, description: 'The chat agent to publish' },
		{
			displayName: VERSION,
			name: 'version',
			type: 'string',
			default: '',
			placeholder: 'e.g. 3',
			description: 'The version to publish: a number or a tag. If empty, the latest version is published.',
		},
		simplifyField,
		collectionField('additionalFields', [
			{
				displayName: DESCRIPTION,
				name: 'versionDescription',
				type: 'string',
				typeOptions: { rows: 3 },
				default: '',
				description: "What's new in this version, for your own reference",
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
	summarize: (rows) => [tellOvertaken(rows), tellDrafts(rows)].filter(Boolean).join(' '),
	async execute(item) {
		const agentId = readAgentId(item);
		const version = chosenVersionInput(item.get('version'), VERSION);
		const { versionTitle, versionDescription } = readCollection(item, 'additionalFields');
		const texts = {
			...(!isBlank(versionTitle) && { version_title: textInput(versionTitle, TITLE) }),
			...(!isBlank(versionDescription) && { version_description: textInput(versionDescription, DESCRIPTION) }),
		};
		const found = await item.send(getChatAgent(agentId, version));
		if (found.is_published === true) {
			const isLatest = await checkPublishedLast(item.send, agentId, found);
			return { ...present(item, found), already_published: true, is_latest_published: isLatest };
		}
		const number = versionOf(found);
		const versions = await readVersions(item.send, agentId);
		const lacking = await readLacking(item.send, agentId, versions, madeFrom(versions, number));
		const live = await publishDraft(item.send, agentId, found, texts);
		const { rivals, bases, replacedBy } = await readRivals(item.send, agentId, number, versions);
		const notes = { lacking: [...lacking, ...bases, ...publishedOf(rivals)], replacedBy, base: found.base_version };
		const isLatest = replacedBy === undefined;
		return { ...present(item, live), already_published: false, is_latest_published: isLatest, ...fieldsOf(notes) };
	},
};

async function checkPublishedLast(send: SendToRetell, agentId: string, { version }: ChatAgent): Promise<boolean> {
	const last = await send(orNone(getChatAgent(agentId, 'latest_published')));
	return last !== 'none' && last.version === version;
}

/** Says above the output that a version which was published before isn't live again by that. */
function tellOvertaken(rows: object[]): string {
	const [row] = rows
		.filter(isRecord)
		.filter((each) => each.already_published === true && each.is_latest_published === false);
	return row ? publishedBefore(textOf(row.version)) : '';
}
