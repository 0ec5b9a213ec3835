import { DateTime } from 'luxon';

import {
	attributesAltered,
	attributesNotRemoved,
	attributesNotStored,
	attributesUnchecked,
} from '../../../../messages/attributes';
import { isGiven } from '../../../../parameters/check/values';
import type { Chat } from '../../../../retell/api/types';
import { isRecord, textOf } from '../../../../retell/values';
import { perRun, type Run } from '../../../run/operation';
import { findNotRemoved, storedOf } from './attributeUpdate';
import type { Attribute, DataUpdate } from './updateMode';

/** Keys of an item for the IDs of attributes that Retell did not treat as asked; each with its hint. */
const FACTS = {
	attributes_not_stored: attributesNotStored,
	attributes_altered: attributesAltered,
	attributes_not_removed: attributesNotRemoved,
};
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
		attributes_not_removed: findNotRemoved(update, chat),
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
	const { size: unchecked } = uncheckedIn(run);
	return [...FACT_NAMES.map((name) => factHint(rows, name)), unchecked > 0 && attributesUnchecked(unchecked)]
		.filter(Boolean)
		.join(' ');
}

function factHint(rows: object[], fact: Fact): string {
	const lists = rows.flatMap((row) => {
		const list = isRecord(row) ? row[fact] : undefined;
		return Array.isArray(list) ? [list.map(textOf)] : [];
	});
	const ids = [...new Set(lists.flat())];
	return ids.length === 0 ? '' : FACTS[fact](ids, { items: lists.length, of: rows.length });
}
