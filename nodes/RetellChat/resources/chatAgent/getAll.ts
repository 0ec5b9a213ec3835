import { textInput } from '../../../retell/inputs';
import { readList } from '../../../retell/paging';
import { collectionField, readCollection, readLimit, returnAllFields } from '../../fields/common';
import { asideHint, passedOverIn } from '../../listing';
import type { Operation } from '../../operation';

const SEARCH = 'Search';

export const getAll: Operation = {
	name: 'Get Many',
	action: 'Get many chat agents',
	description: 'List the chat agents of the workspace',
	fields: [
		...returnAllFields,
		collectionField('Filters', [
			{
				displayName: SEARCH,
				name: 'query',
				type: 'string',
				default: '',
				placeholder: 'e.g. support',
				description: 'Only agents whose name contains this text',
			},
		]),
	],
	summarize: asideHint,
	async execute(item) {
		const limit = readLimit(item);
		const query = textInput(readCollection(item, 'filters').query, SEARCH).trim();
		return await readList(
			async (page) => await item.retell.listChatAgents({ query, ...page }),
			{ limit, onPassedOver: passedOverIn(item.run) },
		);
	},
};
