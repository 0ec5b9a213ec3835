import { chatFiltersField } from '../../../parameters/chatFilters/fields';
import { readChatFilter } from '../../../parameters/chatFilters/read';
import { isOn, switchInput } from '../../../parameters/check/values';
import {
	collectionField,
	readCollection,
	readLimit,
	readSortOrder,
	returnAllFields,
	simplifyField,
	sortOrderField,
} from '../../../parameters/common';
import type { Chat } from '../../../retell/api/types';
import { simplifyChat, simplifyChatWithMessages } from '../../../retell/output/simplify';
import { asideHint, noteLeftOut } from '../../run/listing';
import type { Operation } from '../../run/operation';
import { readListedChats } from './helpers/listing';
import { noteNothingFound } from './helpers/nothingFound';
import { withTranscripts, type Detailed } from './helpers/transcripts';

const INCLUDE_TRANSCRIPT = 'Include Transcript';

export const getAll: Operation = {
	name: 'Get Many',
	action: 'Get many chats',
	description: 'List chats, newest first, with filters',
	fields: [
		...returnAllFields,
		simplifyField,
		chatFiltersField,
		collectionField('options', [
			{
				displayName: INCLUDE_TRANSCRIPT,
				name: 'includeTranscript',
				type: 'boolean',
				default: true,
				description: 'Whether to include the messages of each chat. Adds one request per chat.',
			},
			sortOrderField('The order of the chats, by when they started'),
		]),
	],
	summarize: asideHint,
	async execute(item) {
		const limit = readLimit(item);
		const { filter, used, leftOut } = readChatFilter(item);
		const sortOrder = readSortOrder(item);
		const withMessages = switchInput(readCollection(item, 'options').includeTranscript, INCLUDE_TRANSCRIPT);
		const simple = isOn(item.get('simplify'));
		noteLeftOut(item.run, leftOut);

		const pages = readListedChats(item, filter, {
			limit,
			limitedBy: 'Limit',
			sortOrder,
		});
		if (withMessages) {
			const chats: Chat[] = [];
			for await (const page of pages) chats.push(...page);
			if (chats.length === 0) await noteNothingFound(item, filter, used);
			return (await withTranscripts(item, chats)).map((detailed) => detailedRow(detailed, simple));
		}
		const rows: object[] = [];
		// Page by page, so that a large list is not in the memory twice.
		for await (const page of pages) {
			rows.push(...(simple ? page.map(simplifyChat) : page));
		}
		if (rows.length === 0) await noteNothingFound(item, filter, used);
		return rows;
	},
};

function detailedRow({ chat, unavailable }: Detailed, simple: boolean): object {
	return {
		...(simple ? simplifyChatWithMessages(chat) : chat),
		...(unavailable && { details_unavailable: true }),
	};
}
