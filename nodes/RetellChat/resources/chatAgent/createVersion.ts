import { chosenVersionInput } from '../../../parameters/check/ids';
import { simplifyField } from '../../../parameters/common';
import { agentIdField, readAgentId } from '../../../parameters/locators';
import { versionOf } from '../../../retell/api/agentFacts';
import { createAgentVersion, getChatAgent } from '../../../retell/api/agents';
import type { Operation } from '../../run/operation';
import { present, tellDrafts } from './helpers/drafts';

const BASE = 'Base Version';

export const createVersion: Operation = {
	name: 'Create Draft Version',
	action: 'Create a draft version of a chat agent',
	description: 'Create a draft with the settings of another version',
	fields: [
		{ ...agentIdField, description: 'The chat agent to create a draft of' },
		{
			displayName: BASE,
			name: 'baseVersion',
			type: 'string',
			default: '',
			placeholder: 'e.g. latest_published',
			description:
				'The version to start from: a number, a tag, <code>latest_published</code>, or <code>latest</code>. If empty, the latest version is used.',
		},
		simplifyField,
	],
	lane: readAgentId,
	summarize: tellDrafts,
	async execute(item) {
		const { send } = item;
		const agentId = readAgentId(item);
		const base = chosenVersionInput(item.get('baseVersion'), BASE);
		// Retell takes a number here, and no other way to name a version.
		const number = typeof base === 'number' ? base : versionOf(await send(getChatAgent(agentId, base)));
		return present(item, await send(createAgentVersion(agentId, { base_version: number })));
	},
};
