import { isRecord, shown, textOf } from '../retell/answers';
import type { Chat } from '../retell/types';

const MOST_NAMED = 10;

/**
 * The IDs of attributes that were sent and that a chat does not have, or has with another value. Retell
 * ignores those that its dashboard does not define, and answers 200 (API reference of update-chat).
 */
export function attributesNotStored(sent: object, { custom_attributes: stored }: Chat): string[] {
	const has = (id: string, value: unknown) =>
		// A number can come back as text.
		isRecord(stored) && Object.hasOwn(stored, id) && textOf(stored[id]).trim() === textOf(value).trim();
	return Object.entries(sent).flatMap(([id, value]) => (has(id, value) ? [] : [id]));
}

/** Says above the output which attributes Retell dropped, and what to do. Empty if none. */
export function unstoredHint(rows: object[]): string {
	const lists = rows.flatMap((row) =>
		'attributes_not_stored' in row && Array.isArray(row.attributes_not_stored) ? [row.attributes_not_stored.map(textOf)] : [],
	);
	const ids = [...new Set(lists.flat())];
	if (ids.length === 0) return '';
	const names = ids.slice(0, MOST_NAMED).map(shown).join(', ');
	const more = ids.length > MOST_NAMED ? ` and ${ids.length - MOST_NAMED} more` : '';
	const chats = rows.length > 1 ? ` (in ${lists.length} of ${rows.length} items)` : '';
	return `Retell didn't store these custom attributes: ${names}${more}${chats}. Define them in the Retell dashboard under Chat History, Actions, Custom attributes, and enter the ID of each here, not its display name.`;
}
