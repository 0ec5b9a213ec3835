// How messages quote what is not their own: values that people entered, names and IDs, and Retell's words.

/** Longest quote of a value, in characters: a whole item mapped by accident can have megabytes. */
const LONGEST_SHOWN = 200;
/** So many names or IDs stand in a message at most. */
const MOST_LISTED = 10;

/** A value as text, cut where it is long. */
export function shown(text: string): string {
	if (text.length <= LONGEST_SHOWN) return text;
	// Half a character cannot be stored.
	return `${text.slice(0, LONGEST_SHOWN).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** Names or IDs: "a, b and 3 more". */
export function listed(names: string[]): string {
	const more = names.length > MOST_LISTED ? ` and ${names.length - MOST_LISTED} more` : '';
	return `${names.slice(0, MOST_LISTED).map(shown).join(', ')}${more}`;
}

/** Retell's own words as the end of an advice; empty if it sent none. */
export function quoted(said: string): string {
	return said ? ` Retell says: "${said}"` : '';
}
