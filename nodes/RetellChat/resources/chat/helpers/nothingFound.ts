import { nameInFilter } from '../../../../messages/lists';
import { FILTER_LABELS } from '../../../../parameters/chatFilters/fields';
import type { ChatFilter } from '../../../../retell/api/chatList';
import { listChats } from '../../../../retell/api/chats';
import type { Chat } from '../../../../retell/api/types';
import { isRecord } from '../../../../retell/values';
import { asideOf } from '../../../run/listing';
import type { Item } from '../../../run/operation';

/** So many of the newest chats are looked at for a name that may be misspelled. */
const SAMPLE = 100;

/**
 * Notes for a hint why a list may be empty: which filters there were, and names in them that no recent chat
 * has. Costs one request, and only where such names were filtered by.
 *
 * @param used display names of the filters
 */
export async function noteNothingFound(item: Item, { criteria }: ChatFilter, used: string[]): Promise<void> {
	const aside = asideOf(item.run);
	aside.foundNothing = true;
	for (const name of used) aside.filters.add(name);

	const { custom_analysis_data: analysis = [], custom_attributes: attributes = [], agent } = criteria ?? {};
	if (analysis.length + attributes.length === 0) return;
	const request = listChats({ ...(agent && { filter_criteria: { agent } }), sort_order: 'descending', limit: SAMPLE });
	// What is only for a hint must not fail the list.
	const chats = await item.send(request).then(
		({ items }) => items,
		() => [],
	);
	if (chats.length === 0) return;
	const note = (label = '', conditions: Array<{ key?: string }>, dataOf: (chat: Chat) => unknown) => {
		const known = new Set(chats.map(dataOf).filter(isRecord).flatMap(Object.keys));
		for (const { key } of conditions)
			if (key !== undefined && !known.has(key)) aside.unknownNames.add(nameInFilter(key, label));
	};
	note(FILTER_LABELS.customAnalysis, analysis, ({ chat_analysis }) => chat_analysis?.custom_analysis_data);
	note(FILTER_LABELS.customAttributes, attributes, ({ custom_attributes }) => custom_attributes);
}
