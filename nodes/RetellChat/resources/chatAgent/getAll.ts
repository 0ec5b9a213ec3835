import { isOn, textInput } from '../../../parameters/check/values';
import { collectionField, readCollection, readLimit, returnAllFields, simplifyField } from '../../../parameters/common';
import { listChatAgents } from '../../../retell/api/agents';
import { readList } from '../../../retell/api/paging';
import { simplifyListedAgent } from '../../../retell/output/simplify';
import { asideHint, countRowsWithoutId } from '../../run/listing';
import type { Operation } from '../../run/operation';

const SEARCH = 'Search';

export const getAll: Operation = {
	name: 'Get Many',
	action: 'Get many chat agents',
	description: 'List the chat agents of the workspace',
	fields: [
		...returnAllFields,
		collectionField('filters', [
			{
				displayName: SEARCH,
				name: 'query',
				type: 'string',
				default: '',
				placeholder: 'e.g. support',
				description: 'Only agents whose names contain this text',
			},
		]),
		simplifyField,
	],
	summarize: asideHint,
	async execute(item) {
		const limit = readLimit(item);
		const query = textInput(readCollection(item, 'filters').query, SEARCH).trim();
		const agents = await readList(async (page) => await item.send(listChatAgents({ query, ...page })), {
			limit,
			onRowsWithoutId: countRowsWithoutId(item.run),
		});
		return isOn(item.get('simplify')) ? agents.map(simplifyListedAgent) : agents;
	},
};
