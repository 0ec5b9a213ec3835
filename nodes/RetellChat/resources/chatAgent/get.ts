import { agentVersionInput } from '../../../parameters/check/ids';
import { isOn } from '../../../parameters/check/values';
import { collectionField, readCollection, simplifyField } from '../../../parameters/common';
import { agentIdField, readAgentId } from '../../../parameters/locators';
import { getChatAgent } from '../../../retell/api/agents';
import { simplifyChatAgent } from '../../../retell/output/simplify';
import type { Operation } from '../../run/operation';

const VERSION = 'Version';

export const get: Operation = {
	name: 'Get',
	action: 'Get a chat agent',
	description: 'Get the settings of a chat agent',
	fields: [
		{ ...agentIdField, description: 'The chat agent to get' },
		simplifyField,
		collectionField('options', [
			{
				displayName: VERSION,
				name: 'version',
				type: 'string',
				default: '',
				placeholder: 'e.g. latest_published',
				description:
					'The version to get: a number, a tag, <code>latest_published</code>, or <code>latest</code>. If empty, Retell uses the latest version, which can be an unpublished draft.',
			},
		]),
	],
	async execute(item) {
		const agentId = readAgentId(item);
		const version = agentVersionInput(readCollection(item, 'options').version, VERSION);
		const agent = await item.send(getChatAgent(agentId, version));
		return isOn(item.get('simplify')) ? simplifyChatAgent(agent) : agent;
	},
};
