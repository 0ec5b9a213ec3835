import { Explained } from './explained';
import { shown } from './quotes';

// What is wrong with a value that was entered. `label`: the parameter's display name.

export const emptyText = (label: string) => new Explained(`"${label}" is empty`, 'Enter text.');

export const notText = (label: string, value: string) =>
	new Explained(`"${label}" must be text, not ${shown(value)}`, 'Enter text, or an expression that returns text.');

export const notAUrl = (label: string, value: string) =>
	new Explained(
		`"${label}" must be a URL, not ${shown(value)}`,
		'Enter the whole URL, such as https://example.com/retell.',
	);

export const emptyNumber = (label: string) => new Explained(`"${label}" is empty`, 'Enter a number, such as 10.');

export const notANumber = (label: string, value: string) =>
	new Explained(`"${label}" must be a number, not ${shown(value)}`, 'Enter a number, such as 10.');

/** `most`: undefined if there is no highest. */
export const notWhole = (label: string, value: number, least: number, most?: number) => {
	const range = most === undefined ? `of ${least} or more` : `from ${least} to ${most}`;
	return new Explained(`"${label}" must be a whole number ${range}, not ${value}`, `Enter a whole number ${range}.`);
};

export const belowZero = (label: string, value: number) =>
	new Explained(`"${label}" must be 0 or more, not ${value}`, 'Enter 0 or more.');

export const tooLarge = (label: string, value: number) =>
	new Explained(`"${label}" is too large: ${value}`, 'Enter a smaller number.');

export const notADate = (label: string, value: string, looksLikeSeconds: boolean) =>
	new Explained(
		`"${label}" must be a date, not ${shown(value)}`,
		looksLikeSeconds
			? 'This looks like Unix time in seconds. Multiply it by 1000 to get milliseconds: {{ $json.time * 1000 }}.'
			: 'Select a date, or use an expression such as {{ $now.minus({ days: 7 }) }}.',
	);

export const notABoolean = (label: string, value: string) =>
	new Explained(
		value === '' ? `"${label}" is empty` : `"${label}" must be true or false, not ${shown(value)}`,
		'Enter true or false.',
	);

export const noSuchOption = (label: string, value: string, options: readonly string[]) =>
	new Explained(
		value === '' ? `"${label}" is empty` : `"${label}" has no option ${shown(value)}`,
		`Use one of these: ${options.join(', ')}.`,
	);

/** `rows`: what they are, as in "a list of agents". `example`: one of them. */
export const notAList = (label: string, rows: string, value: string, example: object) =>
	new Explained(
		`"${label}" must be a list of ${rows}, not ${shown(value)}`,
		`Add the ${rows} one by one, or use an expression that returns ${JSON.stringify({ [rows]: [example] })}.`,
	);

export const emptyId = (label: string) =>
	new Explained(`"${label}" is empty`, `Select one under "${label}", or enter its ID.`);

/** Most often, the whole item was mapped. "Parameter: Field" is within a collection, which has no "From List". */
export const notAnId = (label: string, value: string) => {
	const kind = /\b(agent|chat)$/i.exec(label)?.[1]?.toLowerCase();
	const example = kind ? `, such as {{ $json.${kind}_id }}` : '';
	const orSelect = label.includes(': ') ? '' : ', or switch to "From List" and select one';
	return new Explained(`"${label}" must be an ID, not ${shown(value)}`, `Use the ID itself${example}${orSelect}.`);
};

export const notAnIdInList = (label: string, value: string) =>
	new Explained(
		`"${label}" has an entry that isn't an ID: ${shown(value)}`,
		'Enter IDs separated by commas, or an expression that returns a list of IDs, such as {{ $input.all().map((item) => item.json.chat_id) }}.',
	);

/** `choice`: the display name of the list that lets a person select a version. */
export const noVersionSelected = (label: string, choice: string) =>
	new Explained(`"${label}" is empty`, `Select a version, or another option in "${choice}".`);

/** `number`: the 3 of "v3". */
export const notAVersion = (label: string, value: string, number?: number) =>
	new Explained(
		`"${label}" must be a version of an agent, not ${shown(value)}`,
		number === undefined
			? 'Enter a number such as 3, latest, latest_published, or one of your tags (lowercase letters, digits, - and _).'
			: `Enter only the number: ${number}.`,
	);

export const versionReturnsNothing = (label: string) =>
	new Explained(
		`"${label}" has no value`,
		`The expression returns nothing for this item. Return a version, such as {{ $json.version }}, or leave "${label}" empty to use the latest.`,
	);

export const emptyVersionNumber = (label: string) =>
	new Explained(`"${label}" is empty`, 'Enter the number of the version, such as 3.');

export const notAVersionNumber = (label: string, value: string) =>
	new Explained(
		`"${label}" must be the number of a version, not ${shown(value)}`,
		'Enter a number such as 3. Find it with "Get Versions" first.',
	);

export const emptyPhoneNumber = (label: string) =>
	new Explained(`"${label}" is empty`, 'Enter a phone number, such as +14155550123.');

/** `likely`: the number as it most likely was meant, with a plus sign. */
export const notAPhoneNumber = (label: string, value: string, likely?: { number: string; isGuess: boolean }) =>
	new Explained(
		`"${label}" must be a phone number in international format, not ${shown(value)}`,
		likely === undefined
			? 'Enter a plus sign, the country code, and the number: +14155550123.'
			: `${likely.isGuess ? 'If it is a US number, enter' : 'Enter'} it like this: ${likely.number}.`,
	);

/** `a` and `b`: display names of fields of which only one can be used. */
export const onlyOneOf = (a: string, b: string) =>
	new Explained(`"${a}" has a value, but "${b}" does, too`, 'Remove one of the two fields.');
