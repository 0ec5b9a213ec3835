import * as say from '../../messages/lists';
import { isRecord } from '../../retell/values';
import { perRun, type Run } from './operation';

/** What the lists of an execution left aside, for a hint above the output. */
interface Aside {
	/** Whether the list of an item was empty, the filters that it had, and names in them that no recent chat has. */
	foundNothing: boolean;
	filters: Set<string>;
	unknownNames: Set<string>;
	emptyFilters: Set<string>;
	/** Rows without an ID. */
	rowsWithoutId: number;
	/** IDs of listed chats that do not show what the filters ask for, and that were not to be changed therefore. */
	unproven: Set<string>;
	/** Chat IDs that were asked for and not found. */
	notFound: Set<string>;
	/** The display name of the parameter whose limit kept back chats whose IDs were asked for. */
	limitedBy: string | undefined;
}

export const asideOf = perRun<Aside>(() => ({
	foundNothing: false,
	filters: new Set(),
	unknownNames: new Set(),
	emptyFilters: new Set(),
	rowsWithoutId: 0,
	unproven: new Set(),
	notFound: new Set(),
	limitedBy: undefined,
}));

/** Makes a function that counts the rows that were left out because they lacked their ID. */
export function countRowsWithoutId(run: Run): (rows: number) => void {
	return (rows) => {
		asideOf(run).rowsWithoutId += rows;
	};
}

/** `names`: display names of filters that are empty. */
export function noteLeftOut(run: Run, names: string[]): void {
	for (const name of names) asideOf(run).emptyFilters.add(name);
}

/** Tells what the lists of an execution left aside; empty if it was nothing. */
export function asideHint(rows: object[], run: Run): string {
	const { foundNothing, filters, unknownNames, emptyFilters, rowsWithoutId, unproven, notFound, limitedBy } =
		asideOf(run);
	const withoutDetails = rows.filter((row) => isRecord(row) && row.details_unavailable === true).length;
	return [
		foundNothing && rows.length === 0 && (filters.size > 0 ? say.nothingMatches([...filters]) : say.NO_CHATS_YET),
		unknownNames.size > 0 && say.namesUnknown([...unknownNames]),
		emptyFilters.size > 0 && say.emptyFiltersUnused([...emptyFilters]),
		notFound.size > 0 && say.chatIdsNotFound([...notFound]),
		limitedBy && say.moreOfChatIds(limitedBy),
		unproven.size > 0 && say.leftAlone(unproven.size),
		withoutDetails > 0 && say.transcriptsMissing(withoutDetails),
		rowsWithoutId > 0 && say.rowsWithoutId(rowsWithoutId),
	]
		.filter(Boolean)
		.join(' ');
}
