import { isGiven } from '../../../../parameters/check/values';
import type { Chat } from '../../../../retell/api/types';
import { isRecord, shown, textOf } from '../../../../retell/values';
import { perRun, type Run } from '../../../run/operation';

const MOST_NAMED = 10;

/** Chats of an execution whose attributes could not be looked at. */
const uncheckedIn = perRun(() => new Set<string>());

/** Notes that nobody knows which attributes of a chat Retell keeps, for a hint above the output. */
export function noteUnchecked(run: Run, chatId: string): void {
	uncheckedIn(run).add(chatId);
}

/**
 * The IDs of attributes that were sent and that a chat does not have. Retell ignores those that its
 * dashboard does not define, and answers 200 (API reference of update-chat). What it keeps can have
 * another form: a number for "4.50", an ISO time for a date.
 */
export function attributesNotStored(sent: object, { custom_attributes: stored }: Chat): string[] {
	const has = (id: string) => isRecord(stored) && Object.hasOwn(stored, id) && isGiven(stored[id]);
	return Object.keys(sent).filter((id) => !has(id));
}

/** Says above the output which attributes Retell dropped, or may have dropped, and what to do. Empty if none. */
export function unstoredHint(rows: object[], run: Run): string {
	return [droppedHint(rows), uncheckedHint(uncheckedIn(run).size)].filter(Boolean).join(' ');
}

function uncheckedHint(chats: number): string {
	if (chats === 0) return '';
	return `The node couldn't check whether Retell stored the custom attributes (${chats} ${chats === 1 ? 'chat' : 'chats'}). Use "Get" to see them.`;
}

function droppedHint(rows: object[]): string {
	const lists = rows.flatMap((row) =>
		'attributes_not_stored' in row && Array.isArray(row.attributes_not_stored)
			? [row.attributes_not_stored.map(textOf)]
			: [],
	);
	const ids = [...new Set(lists.flat())];
	if (ids.length === 0) return '';
	const names = ids.slice(0, MOST_NAMED).map(shown).join(', ');
	const more = ids.length > MOST_NAMED ? ` and ${ids.length - MOST_NAMED} more` : '';
	const chats = rows.length > 1 ? ` (in ${lists.length} of ${rows.length} items)` : '';
	return `Retell didn't store these custom attributes: ${names}${more}${chats}. Define them in the Retell dashboard under Chat History, Actions, Custom attributes, and enter the ID of each here, not its display name.`;
}
