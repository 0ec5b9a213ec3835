import { jsonParse } from 'n8n-workflow';

import { Explained } from '../../retell/explained';
import { isPlain, shown, textOf } from '../../retell/values';

const DECIMAL = /^[+-]?(\d+(\.\d*)?|\.\d+)$/;

/** Whether there is a value: empty text is one, undefined and null are none. */
export function isGiven(value: unknown): boolean {
	return value !== undefined && value !== null;
}

/** A whole number from `least` to `most`. */
export function wholeInput(value: unknown, label: string, least: number, most = Number.MAX_SAFE_INTEGER): number {
	const number = numberInput(value, label);
	if (Number.isInteger(number) && number >= least && number <= most) return number;
	const range = most === Number.MAX_SAFE_INTEGER ? `of ${least} or more` : `from ${least} to ${most}`;
	throw new Explained(
		`"${label}" must be a whole number ${range}, not ${shown(number)}`,
		`Enter a whole number ${range}.`,
	);
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
		const what = shown(value).trim() === '' ? 'is empty' : `must be a number, not ${shown(value)}`;
		throw new Explained(`"${label}" ${what}`, 'Enter a number, such as 10.');
	}
	return number;
}

/** A number that counts something: 0 or more, times `unit`. */
export function amountInput(value: unknown, label: string, unit = 1): number {
	const amount = numberInput(value, label);
	if (amount < 0) throw new Explained(`"${label}" must be 0 or more, not ${amount}`, 'Enter 0 or more.');
	if (Number.isFinite(amount * unit)) return amount * unit;
	throw new Explained(`"${label}" is too large: ${amount}`, 'Enter a smaller number.');
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
	throw new Explained(`"${label}" must be text, not ${shown(text)}`, 'Enter text, or an expression that returns text.');
}

/** A web address. It may hold {{variables}}, which Retell fills in. */
export function urlInput(value: unknown, label: string): string {
	const url = textInput(value, label).trim();
	if (/^https?:\/\/./i.test(url) && URL.canParse(url)) return url;
	throw new Explained(
		`"${label}" must be a URL, not ${shown(url)}`,
		'Enter the whole URL, such as https://example.com/retell.',
	);
}

/** Text that is not empty, without blanks around it. */
export function filledInput(value: unknown, label: string): string {
	const text = textInput(value, label).trim();
	if (text !== '') return text;
	throw new Explained(`"${label}" is empty`, 'Enter text.');
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
	throw new Explained(`"${label}" has no option ${shown(text)}`, `Use one of these: ${choices.join(', ')}.`);
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
	throw new Explained(`"${label}" must be true or false, not ${shown(value)}`, 'Enter true or false.');
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
	throw new Explained(
		`"${label}" must be a list of ${group}, not ${shown(value)}`,
		`Add the ${group} one by one, or use an expression that returns ${JSON.stringify({ [group]: [example] })}.`,
	);
}

/** Whether nothing was filled in. */
export function isBlank(value: unknown): boolean {
	return (
		value === undefined ||
		value === null ||
		(typeof value === 'string' && value.trim() === '') ||
		(Array.isArray(value) && value.length === 0)
	);
}

/** What Retell stores as one value; Infinity and NaN have no form in JSON. */
export function isScalar(value: unknown): value is string | number | boolean {
	return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}
