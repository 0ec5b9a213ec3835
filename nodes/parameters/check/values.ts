import { jsonParse } from 'n8n-workflow';

import {
	belowZero,
	emptyNumber,
	emptyText,
	noSuchOption,
	notABoolean,
	notAList,
	notANumber,
	notAUrl,
	notText,
	notWhole,
	tooLarge,
} from '../../messages/entered';
import { isPlain, textOf } from '../../retell/values';

const DECIMAL = /^[+-]?(\d+(\.\d*)?|\.\d+)$/;

/** Whether there is a value: empty text is one, undefined and null are none. */
export function isGiven(value: unknown): boolean {
	return value !== undefined && value !== null;
}

/** A whole number from `least` to `most`. */
export function wholeInput(value: unknown, label: string, least: number, most?: number): number {
	const number = numberInput(value, label);
	const isWithin = number >= least && number <= (most ?? Number.MAX_SAFE_INTEGER);
	if (Number.isInteger(number) && isWithin) return number;
	throw notWhole(label, number, least, most);
}

/**
 * A number, also where an expression gave it as text: in decimal digits, or as JavaScript writes it.
 * Nobody means a number by "0x10" or "1e3", but IDs can look like that.
 */
export function numberInput(value: unknown, label: string): number {
	const text = typeof value === 'string' ? value.trim() : undefined;
	const isNumber = text !== undefined && (DECIMAL.test(text) || String(Number(text)) === text);
	const number = isNumber ? Number(text) : value;
	if (typeof number !== 'number' || !Number.isFinite(number)) {
		const given = textOf(value);
		throw given.trim() === '' ? emptyNumber(label) : notANumber(label, given);
	}
	return number;
}

/** A number that counts something: 0 or more, times `unit`. */
export function amountInput(value: unknown, label: string, unit = 1): number {
	const amount = numberInput(value, label);
	if (amount < 0) throw belowZero(label, amount);
	if (Number.isFinite(amount * unit)) return amount * unit;
	throw tooLarge(label, amount);
}

/** A list of text values: a list, its JSON, or text with commas. Blank entries are dropped. */
export function textsInput(value: unknown, label: string): string[] {
	return entriesIn(value, label, ',')
		.map((entry) => textInput(entry, label).trim())
		.filter((entry) => entry !== '');
}

/** The entries of a list; of text those of the list whose JSON it is, as models write it, or its parts. */
export function entriesIn(value: unknown, label: string, separator: string | RegExp): unknown[] {
	if (Array.isArray(value)) return value;
	const text = textInput(value, label);
	if (!/^\s*\[/.test(text)) return text.split(separator);
	const list = jsonParse<unknown>(text, { fallbackValue: text });
	return Array.isArray(list) ? list : text.split(separator);
}

/** Text; nothing is empty text. An object is refused, since nobody means its JSON. */
export function textInput(value: unknown, label: string): string {
	const text = textOf(value);
	if (text === '' || isScalar(value)) return text;
	throw notText(label, text);
}

/** A web address. It may hold {{variables}}, which Retell fills in. */
export function urlInput(value: unknown, label: string): string {
	const url = textInput(value, label).trim();
	if (/^https?:\/\/./i.test(url) && URL.canParse(url)) return url;
	throw notAUrl(label, url);
}

/** Text that is not empty, without blanks around it. */
export function filledInput(value: unknown, label: string): string {
	const text = textInput(value, label).trim();
	if (text !== '') return text;
	throw emptyText(label);
}

/** Values out of a fixed choice. */
export function choicesInput<Choice extends string>(
	value: unknown,
	label: string,
	choices: readonly Choice[],
): Choice[] {
	return textsInput(value, label).map((text) => choiceInput(text, label, choices));
}

/** One value out of a fixed choice. */
export function choiceInput<Choice extends string>(value: unknown, label: string, choices: readonly Choice[]): Choice {
	const text = textInput(value, label).trim();
	const choice = choices.find((each) => each === text);
	if (choice !== undefined) return choice;
	throw noSuchOption(label, text, choices);
}

/** Whether a switch is on, also where an expression gave `true` as text. Anything else is off. */
export function isOn(value: unknown): boolean {
	return value === true || value === 'true';
}

/**
 * True or false, also where an expression gave it as text.
 *
 * @throws Explained for anything else
 */
export function booleanInput(value: unknown, label: string): boolean {
	if (isOn(value)) return true;
	if (value === false || value === 'false') return false;
	throw notABoolean(label, textOf(value));
}

/** As `booleanInput`, for a switch that is off where it wasn't added, or where a workflow was made before it was there. */
export function switchInput(value: unknown, label: string): boolean {
	return value !== undefined && booleanInput(value, label);
}

/**
 * The rows of a fixed collection `{[group]: [...]}`; none if nothing was filled in.
 *
 * @param example a row, for the words of the error
 */
export function rowsInput(
	value: unknown,
	label: string,
	group: string,
	example: object,
): Array<Record<string, unknown>> {
	if (isBlank(value)) return [];
	const rows = isPlain(value) ? (value[group] ?? []) : undefined;
	if (Array.isArray(rows) && rows.every(isPlain)) return rows;
	throw notAList(label, group, textOf(value), example);
}

/** Whether nothing was filled in. */
export function isBlank(value: unknown): boolean {
	return isAbsent(value) || (Array.isArray(value) && value.length === 0);
}

/** The same where an empty list is a value. */
export function isAbsent(value: unknown): boolean {
	return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}

/** What Retell stores as one value; Infinity and NaN have no form in JSON. */
export function isScalar(value: unknown): value is string | number | boolean {
	return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}
