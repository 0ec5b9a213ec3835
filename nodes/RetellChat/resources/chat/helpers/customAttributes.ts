import { DateTime } from 'luxon';

import { isGiven } from '../../../../parameters/check/values';
import type { Chat } from '../../../../retell/api/types';
import { isRecord, shown, textOf } from '../../../../retell/values';
import { perRun, type Run } from '../../../run/operation';
import { attributesNotRemoved, storedOf } from './attributeUpdate';
import type { Attribute, DataUpdate } from './updateMode';

const MOST_NAMED = 10;
const WHERE = 'in the Retell dashboard under Chat History, Actions, Custom attributes';

/** Keys of an item for the IDs of attributes that Retell did not treat as asked; each with what the hint says. */
const FACTS = {
	attributes_not_stored: [
		"Retell didn't store these custom attributes",
		`Define them ${WHERE}, and enter the ID of each here, not its display name.`,
	],
	attributes_altered: [
		'Retell stored other values than you sent for these custom attributes',
		`Check their types and choices ${WHERE}.`,
	],
	attributes_not_removed: [
		"Retell didn't remove these custom attributes",
		'Set each to a value that stands for none instead.',
	],
} as const;
type Fact = keyof typeof FACTS;
const FACT_NAMES: Fact[] = ['attributes_not_stored', 'attributes_altered', 'attributes_not_removed'];

/** Chats of an execution whose attributes could not be looked at. */
const uncheckedIn = perRun(() => new Set<string>());

/** Notes that nobody knows which attributes of a chat Retell keeps, for a hint above the output. */
export function noteUnchecked(run: Run, chatId: string): void {
	uncheckedIn(run).add(chatId);
}

/**
 * The IDs of attributes that a chat does not have as an update asked for, by what became of them; no
 * key for what did not happen. Retell ignores those that its dashboard does not define, and answers 200
 * (API reference of update-chat). Attributes that were merely kept are none of them.
 *
 * @param chat after the update
 */
export function attributeFacts(update: DataUpdate<Attribute>, chat: Chat): Partial<Record<Fact, string[]>> {
	const stored = storedOf(chat);
	const has = (id: string) => Object.hasOwn(stored, id) && isGiven(stored[id]);
	const sent = Object.entries(update.changes).filter(([, value]) => value !== null);
	const ids: Record<Fact, string[]> = {
		attributes_not_stored: sent.flatMap(([id, value]) => (has(id) || value === '' ? [] : [id])),
		attributes_altered: sent.flatMap(([id, value]) => (has(id) && !isSame(value, stored[id]) ? [id] : [])),
		attributes_not_removed: attributesNotRemoved(update, chat),
	};
	return Object.fromEntries(FACT_NAMES.filter((name) => ids[name].length > 0).map((name) => [name, ids[name]]));
}

/** Whether Retell stored what was sent, if in another form: the number of "4.50", or the ISO time of a date. */
function isSame(sent: unknown, stored: unknown): boolean {
	const [a, b] = [textOf(sent).trim(), textOf(stored).trim()];
	if (a === b) return true;
	if (typeof sent === 'boolean' || typeof stored === 'boolean') return a.toLowerCase() === b.toLowerCase();
	if (a !== '' && b !== '' && Number(a) === Number(b)) return true;
	const [one, other] = [instantOf(a), instantOf(b)];
	return one !== undefined && one === other;
}

/** Milliseconds since the epoch of an ISO date or time, in UTC if it names no zone, or of digits. */
function instantOf(text: string): number | undefined {
	if (/^\d{12,14}$/.test(text)) return Number(text);
	const time = /^\d{4}-\d\d-\d\d/.test(text) ? DateTime.fromISO(text.replace(' ', 'T'), { zone: 'utc' }) : undefined;
	return time?.isValid ? time.toMillis() : undefined;
}

/** Says above the output what Retell did not do with attributes, or may not have done, and what to do. Empty if all is well. */
export function unstoredHint(rows: object[], run: Run): string {
	return [...FACT_NAMES.map((name) => factHint(rows, name)), uncheckedHint(uncheckedIn(run).size)]
		.filter(Boolean)
		.join(' ');
}

function uncheckedHint(chats: number): string {
	if (chats === 0) return '';
	return `The node couldn't check whether Retell stored the custom attributes of ${chats} ${chats === 1 ? 'chat' : 'chats'}. Use "Get" to see them.`;
}

function factHint(rows: object[], fact: Fact): string {
	const lists = rows.flatMap((row) => {
		const list = isRecord(row) ? row[fact] : undefined;
		return Array.isArray(list) ? [list.map(textOf)] : [];
	});
	const ids = [...new Set(lists.flat())];
	if (ids.length === 0) return '';
	const names = ids.slice(0, MOST_NAMED).map(shown).join(', ');
	const more = ids.length > MOST_NAMED ? ` and ${ids.length - MOST_NAMED} more` : '';
	const chats = rows.length > 1 ? ` (in ${lists.length} of ${rows.length} items)` : '';
	const [what, todo] = FACTS[fact];
	return `${what}: ${names}${more}${chats}. ${todo}`;
}
