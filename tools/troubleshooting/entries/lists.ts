import * as messages from '../../../nodes/messages/lists.ts';
import { toldBy } from '../entry.ts';

export const lists = toldBy(messages, {
	nothingMatches: {
		with: [['Statuses', 'Started After']],
		means: 'A chat must match all filters. Remove them one by one.',
	},
	NO_CHATS_YET: { means: 'There are no filters, and the workspace of the key has no chats.' },
	nameInFilter: { with: ['order', 'Custom Attributes'], unlisted: 'It is a part of `namesUnknown`.' },
	namesUnknown: {
		with: [['order in "Custom Attributes"']],
		means: 'Custom attributes are found by their ID, not by their display name.',
	},
	emptyFiltersUnused: {
		with: [['Min Cost (Cents)']],
		means: 'The filter was added and has no value, for example because an expression returns nothing.',
	},
	chatIdsNotFound: {
		with: [['chat_123', 'chat_456']],
		means: "There are no such chats in this key's workspace, or other filters leave them out.",
	},
	moreOfChatIds: { with: ['Limit'], means: 'There are more chats in the list than the limit allows.' },
	leftAlone: {
		with: [3],
		means:
			"*End Many* and *Delete Many* only change a chat if its data shows that it matches. If that isn't what you expect, *Get* one of them.",
	},
	transcriptsMissing: {
		with: [3],
		means: 'The rest of these items is complete. Run it again, or *Get* the chats.',
	},
	rowsWithoutId: { with: [2], means: "Retell's answer was not as documented. The other rows are complete." },
});
