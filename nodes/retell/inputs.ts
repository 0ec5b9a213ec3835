import { DateTime } from 'luxon';

import { isId, isPlain, shown, textOf } from './answers';
import { Explained } from './explained';

// What Retell takes, checked before anything is sent. `label` is the parameter's display name. What is
// not as it should be throws an Explained that names it.

/** Retell's limit for metadata, in bytes of JSON (API reference: 50 kB). */
export const METADATA_BYTES = 50_000;
const DECIMAL = /^[+-]?(\d+(\.\d*)?|\.\d+)$/;
/** Longer than any ID of Retell's, in characters: it is another text, mapped by accident. */
const LONGEST_ID = 500;
/** Unix time in seconds, of the years 2001 to 2286. */
const SECONDS = /^\d{10}(\.\d+)?$/;

/** An id without blanks around it. */
export function idInput(value: unknown, label: string): string {
	const id = textOf(value).trim();
	if (id === '') {
		throw new Explained(`"${label}" is empty`, `Pick one under "${label}", or fill in its ID.`);
	}
	const isText = typeof value === 'string' || Number.isFinite(value);
	if (!isText || !isId(id) || id.length > LONGEST_ID) {
		throw new Explained(`"${label}" is not an ID: ${shown(id)}`, mappingAdvice(label));
	}
	return id;
}

/** Most often, the whole item was mapped. "Parameter: Field" is within a collection, which has no "From List". */
function mappingAdvice(label: string): string {
	const kind = /\b(agent|chat)$/i.exec(label)?.[1]?.toLowerCase();
	const example = kind ? `, such as {{ $json.${kind}_id }}` : '';
	if (label.includes(': ')) return `Map the ID itself${example}.`;
	return `Map the ID itself${example}, or switch to "From List" and pick one.`;
}

/**
 * A version of an agent as Retell takes it: a whole number from 0, `latest`, `latest_published` or
 * a tag. Retell refuses the texts "3" and "v3", so digits become a number and "v3" is explained.
 * Undefined if nothing was filled in.
 */
export function agentVersionInput(value: unknown, label: string): string | number | undefined {
	const text = textOf(value).trim();
	if (text === '') return undefined;
	if (/^\d+$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
	const number = /^v(\d+)$/i.exec(text)?.[1];
	if (number === undefined && /^[a-z][a-z0-9_-]{0,19}$/.test(text)) return text;
	throw new Explained(
		`"${label}" is not a version of an agent: ${shown(text)}`,
		number === undefined
			? 'Fill in a number such as 3, or latest, latest_published, or one of your tags (small letters, digits, - and _).'
			: `Fill in the number alone: ${Number(number)}.`,
	);
}

/**
 * As `agentVersionInput`, where what is done to a version can't be undone: undefined and null, which a
 * broken expression returns, don't stand for the latest. An empty text does.
 */
export function chosenVersionInput(value: unknown, label: string): string | number | undefined {
	if (isGiven(value)) return agentVersionInput(value, label);
	throw new Explained(
		`"${label}" has no value`,
		`The expression returns nothing for this item. Return a version, such as {{ $json.version }}, or leave "${label}" empty to use the latest.`,
	);
}

/**
 * The number of a version, where Retell accepts no other way to name one: what `latest` or a tag
 * means can change between two looks.
 */
export function versionNumberInput(value: unknown, label: string): number {
	const text = textOf(value).trim();
	if (text === '') throw new Explained(`"${label}" is empty`, 'Enter the number of the version, such as 3.');
	if (/^\d+$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
	throw new Explained(
		`"${label}" must be the number of a version: ${shown(text)}`,
		'Enter a number such as 3. Find it with "Get Versions" first.',
	);
}

/** A phone number in E.164 form, which is a plus sign, the country's code and the number. */
export function phoneNumberInput(value: unknown, label: string): string {
	const number = textOf(value).trim();
	if (number === '') {
		throw new Explained(`"${label}" is empty`, 'Fill in a phone number such as +14155550123.');
	}
	if (!/^\+[1-9]\d{6,14}$/.test(number)) {
		throw new Explained(
			`"${label}" is not a phone number in international form: ${shown(number)}`,
			'Write it as a plus sign, the country code and the number, without blanks or dashes: +14155550123.',
		);
	}
	return number;
}

/** Metadata: an object of at most 50 kB. */
export function metadataInput(value: unknown, label: string): Record<string, unknown> {
	const json = isPlain(value) ? sendable(value, label) : '';
	// An object can have a `toJSON` of its own that makes something else of it.
	if (!isPlain(value) || !json.startsWith('{')) {
		throw new Explained(
			`"${label}" is not an object`,
			'Add the values one by one with their names, or give an expression that yields an object such as { "order": 7 }.',
		);
	}
	const bytes = bytesOf(json);
	if (bytes > METADATA_BYTES) {
		throw new Explained(
			`"${label}" is too large: ${bytes} bytes`,
			`Retell stores at most ${METADATA_BYTES} bytes with a chat. Keep long texts elsewhere, and their address here.`,
		);
	}
	return value;
}

/** Length of a text in bytes of UTF-8. */
export function bytesOf(text: string): number {
	return new TextEncoder().encode(text).length;
}

/**
 * The JSON of a value that a person wants to send; a function or an object that holds itself has none.
 *
 * @throws Explained where there is none, and for NaN and Infinity, of which JSON would make null
 */
export function sendable(value: unknown, label: string): string {
	try {
		const json: string | undefined = JSON.stringify(value, (_name, each: unknown) => {
			if (typeof each === 'number' && !Number.isFinite(each)) throw cannotBeSent(label);
			return each;
		});
		if (json !== undefined) return json;
	} catch {
		// A getter or a `toJSON` of a person's can throw, too.
	}
	throw cannotBeSent(label);
}

function cannotBeSent(label: string): Explained {
	return new Explained(
		`"${label}" has a value that cannot be sent`,
		'Give a text, a number, true or false, or an object or a list of these. A calculation with a missing value gives none of these.',
	);
}

/** `Object.entries` for an object of a person's: reading it may run code that fails. */
function entriesOf(values: Record<string, unknown>, label: string): Array<[string, unknown]> {
	try {
		return Object.entries(values);
	} catch {
		throw cannotBeSent(label);
	}
}

/** Whether there is a value: an empty text is one, undefined and null are none. */
export function isGiven(value: unknown): boolean {
	return value !== undefined && value !== null;
}

/**
 * Dynamic variables: every value turned into text, since Retell accepts nothing else. Undefined and
 * null are left out, so that the agent's own default holds.
 */
export function dynamicVariablesInput(values: Record<string, unknown>, label: string): Record<string, string> {
	const given = entriesOf(values, label).filter(([, value]) => isGiven(value));
	return Object.fromEntries(
		given.map(([name, value]) => {
			sendable(value, `${label}: ${shown(name)}`);
			return [name, textOf(value)];
		}),
	);
}

/** Custom attributes: text, numbers and booleans. Undefined and null are left out. */
export function customAttributesInput(
	values: Record<string, unknown>,
	label: string,
): Record<string, string | number | boolean> {
	const attributes: Array<[string, string | number | boolean]> = [];
	for (const [name, value] of entriesOf(values, label)) {
		if (!isGiven(value)) continue;
		if (!isScalar(value)) {
			throw new Explained(
				`"${label}" has a value that Retell cannot store: ${shown(name)}`,
				'Custom attributes are texts, numbers, or true and false. Objects and lists go into "Metadata".',
			);
		}
		attributes.push([name, value]);
	}
	return Object.fromEntries(attributes);
}

/** A whole number from `least` to `most`. */
export function wholeInput(value: unknown, label: string, least: number, most = Number.MAX_SAFE_INTEGER): number {
	const number = numberInput(value, label);
	if (Number.isInteger(number) && number >= least && number <= most) return number;
	const range = most === Number.MAX_SAFE_INTEGER ? `of ${least} or more` : `from ${least} to ${most}`;
	throw new Explained(
		`"${label}" is not a whole number ${range}: ${shown(number)}`,
		`Fill in a whole number ${range}.`,
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
		throw new Explained(`"${label}" is not a number: ${shown(value)}`, 'Fill in a number such as 10.');
	}
	return number;
}

/** A number that counts something: 0 or more, times `unit`. */
export function amountInput(value: unknown, label: string, unit = 1): number {
	const amount = numberInput(value, label);
	if (amount < 0) throw new Explained(`"${label}" is below 0: ${amount}`, 'Fill in 0 or more.');
	if (Number.isFinite(amount * unit)) return amount * unit;
	throw new Explained(`"${label}" is too large: ${amount}`, 'Fill in a smaller number.');
}

/**
 * A time in ms since 1970, from a date-time of n8n's picker, an ISO text, the date of an e-mail, a
 * date of an expression or a number of ms. Texts without a time zone are taken in `timezone` (the workflow's).
 */
export function timeInput(value: unknown, label: string, timezone: string): number {
	const time = dateTimeOf(value, timezone);
	if (time.isValid) return time.toMillis();
	throw new Explained(
		`"${label}" is not a date: ${shown(value)}`,
		SECONDS.test(textOf(value).trim())
			? 'This looks like Unix time in seconds. Multiply it by 1000, as in {{ $json.time * 1000 }}: a number counts milliseconds here.'
			: 'Pick a date, or give an expression such as {{ $now.minus({ days: 7 }) }}.',
	);
}

/** Stricter than n8n's own reader, which ends in `Date.parse` and so finds a date in "chat 5". */
function dateTimeOf(value: unknown, zone: string): DateTime {
	if (DateTime.isDateTime(value)) return value;
	if (value instanceof Date) return DateTime.fromJSDate(value);
	const text = textOf(value).trim();
	if (/^\d{12,14}$/.test(text)) return DateTime.fromMillis(Number(text));
	// The form of e-mails and of HTTP.
	if (!/^\d{4}-/.test(text)) return DateTime.fromRFC2822(text, { zone });
	const iso = DateTime.fromISO(text, { zone });
	return iso.isValid ? iso : DateTime.fromSQL(text, { zone });
}

/** A list of texts: a list, its JSON, or one text with commas. Blank entries are dropped. */
export function textsInput(value: unknown, label: string): string[] {
	return entriesIn(value, label, ',').map((entry) => textInput(entry, label).trim()).filter((entry) => entry !== '');
}

/** Different IDs: a list, its JSON, or text with commas, semicolons, blanks or line breaks between them. Blank entries are dropped. */
export function idsInput(value: unknown, label: string): string[] {
	const ids = entriesIn(value, label, /[\s,;]+/).filter((entry) => !isBlank(entry)).map((entry) => {
		const id = textOf(entry).trim();
		if (isScalar(entry) && isId(id) && id.length <= LONGEST_ID) return id;
		throw new Explained(
			`"${label}" has an entry that is not an ID: ${shown(entry)}`,
			'Enter IDs with commas between them, or an expression that returns a list of IDs, such as {{ $input.all().map((item) => item.json.chat_id) }}.',
		);
	});
	return [...new Set(ids)];
}

/** The entries of a list; of a text those of the list whose JSON it is, as models write it, or its parts. */
function entriesIn(value: unknown, label: string, separator: string | RegExp): unknown[] {
	if (Array.isArray(value)) return value;
	const text = textInput(value, label);
	if (!/^\s*\[/.test(text)) return text.split(separator);
	try {
		const list: unknown = JSON.parse(text);
		return Array.isArray(list) ? list : text.split(separator);
	} catch {
		return text.split(separator);
	}
}

/** A text; nothing is an empty one. An object is refused, since nobody means its JSON. */
export function textInput(value: unknown, label: string): string {
	const text = textOf(value);
	if (text === '' || isScalar(value)) return text;
	throw new Explained(
		`"${label}" is not a text: ${shown(text)}`,
		'Fill in a text, or an expression that yields one.',
	);
}

/** A web address. It may hold {{variables}}, which Retell fills in. */
export function urlInput(value: unknown, label: string): string {
	const url = textInput(value, label).trim();
	if (/^https?:\/\/./i.test(url) && URL.canParse(url)) return url;
	throw new Explained(
		`"${label}" is not a web address: ${shown(url)}`,
		'Fill in the whole address, such as https://example.com/retell.',
	);
}

/** A text that is not empty, without blanks around it. */
export function filledInput(value: unknown, label: string): string {
	const text = textInput(value, label).trim();
	if (text !== '') return text;
	throw new Explained(`"${label}" is empty`, 'Fill in a text.');
}

/** Texts out of a fixed choice. */
export function choicesInput<Choice extends string>(
	value: unknown,
	label: string,
	choices: readonly Choice[],
): Choice[] {
	return textsInput(value, label).map((text) => choiceInput(text, label, choices));
}

/** One text out of a fixed choice. */
export function choiceInput<Choice extends string>(
	value: unknown,
	label: string,
	choices: readonly Choice[],
): Choice {
	const text = textInput(value, label).trim();
	const choice = choices.find((each) => each === text);
	if (choice !== undefined) return choice;
	throw new Explained(`"${label}" does not know: ${shown(text)}`, `Choose from: ${choices.join(', ')}.`);
}

/** Whether a switch is on, also where an expression gave `true` as a text. Anything else is off. */
export function isOn(value: unknown): boolean {
	return value === true || value === 'true';
}

/**
 * True or false, also where an expression gave it as a text.
 *
 * @throws Explained for anything else
 */
export function booleanInput(value: unknown, label: string): boolean {
	if (isOn(value)) return true;
	if (value === false || value === 'false') return false;
	throw new Explained(`"${label}" is neither true nor false: ${shown(value)}`, 'Choose true or false.');
}

/**
 * The rows of a fixed collection `{[group]: [...]}`; none if nothing was filled in.
 *
 * @param example a row, for the text of the error
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
		`"${label}" is not a list of ${group}: ${shown(value)}`,
		`Add the ${group} one by one, or give an expression that yields ${JSON.stringify({ [group]: [example] })}.`,
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
function isScalar(value: unknown): value is string | number | boolean {
	return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}
