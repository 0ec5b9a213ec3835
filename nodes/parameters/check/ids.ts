import { Explained } from '../../retell/explained';
import { isId, shown, textOf } from '../../retell/values';
import { entriesIn, isBlank, isGiven, isScalar } from './values';

/** Longer than any ID of Retell's, in characters: it is something else, mapped by accident. */
const LONGEST_ID = 500;

/** An id without blanks around it. */
export function idInput(value: unknown, label: string): string {
	const id = textOf(value).trim();
	if (id === '') {
		throw new Explained(`"${label}" is empty`, `Select one under "${label}", or enter its ID.`);
	}
	const isText = typeof value === 'string' || Number.isFinite(value);
	if (!isText || !isId(id) || id.length > LONGEST_ID) {
		throw new Explained(`"${label}" must be an ID, not ${shown(id)}`, mappingAdvice(label));
	}
	return id;
}

/** Most often, the whole item was mapped. "Parameter: Field" is within a collection, which has no "From List". */
function mappingAdvice(label: string): string {
	const kind = /\b(agent|chat)$/i.exec(label)?.[1]?.toLowerCase();
	const example = kind ? `, such as {{ $json.${kind}_id }}` : '';
	if (label.includes(': ')) return `Use the ID itself${example}.`;
	return `Use the ID itself${example}, or switch to "From List" and select one.`;
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
	throw new Explained(
		`"${label}" must be a version of an agent, not ${shown(text)}`,
		number === undefined
			? 'Enter a number such as 3, latest, latest_published, or one of your tags (lowercase letters, digits, - and _).'
			: `Enter only the number: ${Number(number)}.`,
	);
}

/**
 * As `agentVersionInput`, where what is done to a version can't be undone: undefined and null, which a
 * broken expression returns, don't stand for the latest. Empty text does.
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
		`"${label}" must be the number of a version, not ${shown(text)}`,
		'Enter a number such as 3. Find it with "Get Versions" first.',
	);
}

/** A phone number in E.164 form, which is a plus sign, the country's code and the number. */
export function phoneNumberInput(value: unknown, label: string): string {
	const number = textOf(value).trim();
	if (number === '') {
		throw new Explained(`"${label}" is empty`, 'Enter a phone number, such as +14155550123.');
	}
	if (!/^\+[1-9]\d{6,14}$/.test(number)) {
		throw new Explained(
			`"${label}" must be a phone number in international format, not ${shown(number)}`,
			'Enter a plus sign, the country code, and the number, without spaces or dashes: +14155550123.',
		);
	}
	return number;
}

/** Different IDs: a list, its JSON, or text with commas, semicolons, blanks or line breaks between them. Blank entries are dropped. */
export function idsInput(value: unknown, label: string): string[] {
	const ids = entriesIn(value, label, /[\s,;]+/)
		.filter((entry) => !isBlank(entry))
		.map((entry) => {
			const id = textOf(entry).trim();
			if (isScalar(entry) && isId(id) && id.length <= LONGEST_ID) return id;
			throw new Explained(
				`"${label}" has an entry that isn't an ID: ${shown(entry)}`,
				'Enter IDs separated by commas, or an expression that returns a list of IDs, such as {{ $input.all().map((item) => item.json.chat_id) }}.',
			);
		});
	return [...new Set(ids)];
}
