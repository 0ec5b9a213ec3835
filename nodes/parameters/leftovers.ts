// What JavaScript writes into a text in place of a value that isn't there, or of an object.
const OBJECT = String.raw`(?:\[|%5B)object(?: |\+|%20)\w+(?:\]|%5D)`;
const ANY = new RegExp(`${OBJECT}|undefined|null|NaN`, 'g');
const PART = new RegExp(
	[
		OBJECT,
		String.raw`\[native code\]`,
		String.raw`Invalid Date(?:Time)?`,
		'undefined',
		String.raw`(?<![\p{L}\p{N}])(?:null|NaN)(?![\p{L}\p{N}])`,
		// Behind a word or a number. Within mixed letters, it can be part of a random ID.
		String.raw`NaN(?<=(?<![\p{L}\p{N}])(?:\p{Ll}+|\p{N}+)NaN)(?![\p{L}\p{N}])`,
	].join('|'),
	'u',
);
/** What no single person is called by, in any case. */
const ALONE = /^(?:undefined|null|none|nan|true|false)$/i;

/** Whether a text is nothing but what broken expressions leave: `undefined`, `undefined null`, or `[object Object],[object Object]`. */
export function isLeftover(text: string): boolean {
	const rest = text.replaceAll(ANY, '');
	return rest !== text && /^[\s,;:/|-]*$/.test(rest);
}

/**
 * What a broken expression left in a key: the `undefined` in `wa-undefined`, or all of `None`. Other
 * words in capitals are none, nor is a `null` within a word.
 */
export function findLeftover(key: string): string | undefined {
	const word = key.replace(/^[^\p{L}\p{N}]+/u, '').replace(/[^\p{L}\p{N}]+$/u, '');
	return PART.exec(key)?.[0] ?? (ALONE.test(word) ? word : undefined);
}

/** Whether a text has a letter, a digit or a picture: all else is what stands between them. */
export function hasSubstance(text: string): boolean {
	return /[\p{L}\p{N}\p{So}]/u.test(text);
}

/**
 * What stays of a parameter's template if all its expressions return nothing: `wa-` of
 * `=wa-{{ $json.from }}`. Undefined if it holds no expression.
 */
export function literalsOf(raw: unknown): string | undefined {
	if (typeof raw !== 'string' || !/^=.*\{\{.*\}\}/s.test(raw)) return undefined;
	return raw.slice(1).replace(/\{\{.*?\}\}/gs, '');
}

/**
 * Whether a parameter's template is one expression and nothing else. n8n then gives what it returns;
 * of all others it gives a text, in which nothing and an empty text look the same.
 */
export function isOneExpression(raw: unknown): boolean {
	return literalsOf(raw) === '' && typeof raw === 'string' && raw.split('{{').length === 2;
}
