import { isOn } from '../../../retell/inputs';
import { readList, readPages, type PageRequest } from '../../../retell/paging';
import { inParallel } from '../../../retell/parallel';
import { simplifyChat, simplifyChatWithMessages } from '../../../retell/simplify';
import type { Chat } from '../../../retell/types';
import { chatFiltersField, readChatFilter } from '../../fields/chatFilters';
import { collectionField, readCollection, readLimit, returnAllFields, simplifyField } from '../../fields/common';
import type { Item, Operation } from '../../operation';

export const getAll: Operation = {
	name: 'Get Many',
	action: 'Get many chats',
	description: 'List chats, the newest first, with filters',
	fields: [
		...returnAllFields,
		simplifyField,
		chatFiltersField,
		collectionField('Options', [
			{
				displayName: 'Include Transcript',
				name: 'includeTranscript',
				type: 'boolean',
				default: true,
				description: 'Whether to add what was said. Costs one more request for each chat.',
			},
			{
				displayName: 'Sort Order',
				name: 'sortOrder',
				type: 'options',
				options: [
					{ name: 'Newest First', value: 'descending' },
					{ name: 'Oldest First', value: 'ascending' },
				],
				default: 'descending',
				description: 'The order of the chats, by the time when they started',
			},
		]),
	],
	async execute(item) {
		const limit = readLimit(item);
		const { criteria, accepts } = readChatFilter(item);
		const { sortOrder, includeTranscript } = readCollection(item, 'options');
		const simple = isOn(item.get('simplify'));

		const list = async (page: PageRequest) =>
			await item.retell.listChats({
				...(criteria && { filter_criteria: criteria }),
				sort_order: sortOrder === 'ascending' ? 'ascending' : 'descending',
				...page,
			});
		if (isOn(includeTranscript)) {
			const chats = await readList(list, { limit, accepts });
			return await inParallel(chats, item.run.parallel, async (chat) => await withDetails(item, chat, simple));
		}
		const rows: object[] = [];
		// Page by page, so that a large list is not in the memory twice.
		for await (const page of readPages(list, { limit, accepts })) {
			rows.push(...(simple ? page.map(simplifyChat) : page));
		}
		return rows;
	},
};

/** A listed chat with what was said; one that vanished since it was listed is marked instead. */
async function withDetails({ retell }: Item, listed: Chat, simple: boolean): Promise<object> {
	const found = await retell.findChat(listed.chat_id);
	const chat = found === 'gone' ? listed : found;
	return {
		...(simple ? simplifyChatWithMessages(chat) : chat),
		...(found === 'gone' && { details_unavailable: true }),
	};
}
