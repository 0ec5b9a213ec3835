import { isRecord, shown } from '../../retell/values';
import { perRun, type Run } from './operation';

/** So many IDs that were not found stand in a hint at most. */
const MOST_NAMED = 10;

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
		foundNothing &&
			rows.length === 0 &&
			(filters.size > 0 ? `No chats match the filters: "${[...filters].join('", "')}".` : 'Retell has no chats yet.'),
		unknownNames.size > 0 && `None of the newest chats has ${[...unknownNames].join(', ')}. Check the name.`,
		emptyFilters.size > 0 && `Empty filters weren't used: "${[...emptyFilters].join('", "')}".`,
		notFound.size > 0 && `Chat IDs that weren't found or don't match the rest of the filters: ${named(notFound)}.`,
		limitedBy && `The node stopped at "${limitedBy}", so there may be more of the chats in "Chat IDs".`,
		unproven.size > 0 &&
			`${unproven.size} of the chats that Retell listed don't seem to match the filters and were left alone.`,
		withoutDetails > 0 &&
			`Retell didn't send the transcripts of ${withoutDetails} chats. Their items have "details_unavailable".`,
		rowsWithoutId > 0 && `Rows without an ID in Retell's list were left out: ${rowsWithoutId}.`,
	]
		.filter(Boolean)
		.join(' ');
}

function named(ids: Set<string>): string {
	const more = ids.size > MOST_NAMED ? ` and ${ids.size - MOST_NAMED} more` : '';
	return `${[...ids].slice(0, MOST_NAMED).map(shown).join(', ')}${more}`;
}
