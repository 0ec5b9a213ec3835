import { listed, shown } from './quotes';

// Above the output of what lists: what was not found, or left aside.

/** `filters`: display names of those that are set. */
export const nothingMatches = (filters: string[]) => `No chats match the filters: "${filters.join('", "')}".`;

export const NO_CHATS_YET = 'Retell has no chats yet.';

/** `label`: the filter in which the name stands. */
export const nameInFilter = (name: string, label: string) => `${shown(name)} in "${label}"`;

/** `names`: as `nameInFilter` makes them. */
export const namesUnknown = (names: string[]) => `None of the newest chats has ${names.join(', ')}. Check the name.`;

export const emptyFiltersUnused = (filters: string[]) => `Empty filters weren't used: "${filters.join('", "')}".`;

export const chatIdsNotFound = (ids: string[]) =>
	`Chat IDs that weren't found or don't match the rest of the filters: ${listed(ids)}.`;

/** `limit`: the display name of the parameter that limits. */
export const moreOfChatIds = (limit: string) =>
	`The node stopped at "${limit}", so there may be more of the chats in "Chat IDs".`;

export const leftAlone = (chats: number) =>
	`${chats} of the chats that Retell listed ${chats === 1 ? "doesn't seem to match the filters and was" : "don't seem to match the filters and were"} left alone.`;

export const transcriptsMissing = (chats: number) =>
	chats === 1
		? 'Retell didn\'t send the transcript of 1 chat. Its item has "details_unavailable".'
		: `Retell didn't send the transcripts of ${chats} chats. Their items have "details_unavailable".`;

export const rowsWithoutId = (rows: number) => `Rows without an ID in Retell's list were left out: ${rows}.`;
