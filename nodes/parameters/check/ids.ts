import {
	emptyId,
	emptyVersionNumber,
	notAnId,
	notAnIdInList,
	notAVersion,
	notAVersionNumber,
	versionReturnsNothing,
} from '../../messages/entered';
import { isId, textOf } from '../../retell/values';
import { entriesIn, isBlank, isGiven, isScalar } from './values';

/** Longer than any ID of Retell's, in characters: it is something else, mapped by accident. */
const LONGEST_ID = 500;

/** An id without blanks around it. */
export function idInput(value: unknown, label: string): string {
	const id = textOf(value).trim();
	if (id === '') throw emptyId(label);
	const isText = typeof value === 'string' || Number.isFinite(value);
	if (!isText || !isId(id) || id.length > LONGEST_ID) throw notAnId(label, id);
	return id;
}

/**
 * A version of an agent as Retell takes it: a whole number from 0, `latest`, `latest_published` or
 * a tag. Retell refuses "3" and "v3" as text, so digits become a number and "v3" is explained.
 * Undefined if nothing was filled in.
 */
export function agentVersionInput(value: unknown, label: string): string | number | undefined {
	const text = textOf(value).trim();
	if (text === '') return undefined;
	if (/^\d+$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
	const number = /^v(\d+)$/i.exec(text)?.[1];
	if (number === undefined && /^[a-z][a-z0-9_-]{0,19}$/.test(text)) return text;
	throw notAVersion(label, text, number === undefined ? undefined : Number(number));
}

/**
 * As `agentVersionInput`, where what is done to a version can't be undone: undefined and null, which a
 * broken expression returns, don't stand for the latest. Empty text does.
 */
export function chosenVersionInput(value: unknown, label: string): string | number | undefined {
	if (isGiven(value)) return agentVersionInput(value, label);
	throw versionReturnsNothing(label);
}

/**
 * The number of a version, where Retell accepts no other way to name one: what `latest` or a tag
 * means can change between two looks.
 */
export function versionNumberInput(value: unknown, label: string): number {
	const text = textOf(value).trim();
	if (text === '') throw emptyVersionNumber(label);
	if (/^\d+$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
	throw notAVersionNumber(label, text);
}

/** Different IDs: a list, its JSON, or text with commas, semicolons, blanks or line breaks between them. Blank entries are dropped. */
export function idsInput(value: unknown, label: string): string[] {
	const ids = entriesIn(value, label, /[\s,;]+/)
		.filter((entry) => !isBlank(entry))
		.map((entry) => {
			const id = textOf(entry).trim();
			if (isScalar(entry) && isId(id) && id.length <= LONGEST_ID) return id;
			throw notAnIdInList(label, textOf(entry));
		});
	return [...new Set(ids)];
}
