import { isOneExpression } from './templates';

// What JavaScript writes into text in place of a value that isn't there, or of an object.
const OBJECT = String.raw`(?:\[|%5B)object(?: |\+|%20)\w+(?:\]|%5D)`;
const ANY = new RegExp(`${OBJECT}|undefined|null|NaN`, 'g');
const PART = new RegExp(
	[
		OBJECT,
		String.raw`\[native code\]`,
		String.raw`Invalid Date(?:Time)?`,
		// A word that goes on behind it is a name.
		String.raw`undefined(?!(?!undefined|null|NaN)\p{L})`,
		String.raw`(?<![\p{L}\p{N}])(?:null|NaN)(?![\p{L}\p{N}])`,
		// Behind a word or a number. Within mixed letters, it can be part of a random ID.
		String.raw`NaN(?<=(?<![\p{L}\p{N}])(?:\p{Ll}+|\p{N}+)NaN)(?![\p{L}\p{N}])`,
	].join('|'),
	'u',
);
/** What programs write for nothing, if it is all there is but for what is no letter or digit. Nan and True are names. */
const ALONE =
	/^[^\p{L}\p{N}]*(undefined|Undefined|UNDEFINED|null|Null|NULL|none|None|NONE|nan|NaN|NAN|true|false)[^\p{L}\p{N}]*$/u;
/** An e-mail address whose name is one. Null is a family name, and a part of domains. */
const EMAIL = /^(?!null@)[^\s@]+@[^\s@]+$/;
/** A person can say null: in German it is a number. */
const SAYS_NULL = /^\s*null(?:\s+null)*\s*$/;

/**
 * Whether text is what a person wrote, though it reads like a leftover: where a template does nothing but
 * take a value from the input, a missing one gives none.
 */
export function isSaid(text: string, template: unknown): boolean {
	return SAYS_NULL.test(text) && isOneExpression(template) && !/[+`]|String|join|concat/.test(String(template));
}

/** Whether text is nothing but what broken expressions leave: `undefined`, `undefined null`, or `[object Object],[object Object]`. */
export function isLeftover(text: string): boolean {
	const rest = text.replaceAll(ANY, '');
	return rest !== text && /^[\s,;:/|-]*$/.test(rest);
}

/**
 * What a broken expression left in a key: the `undefined` in `wa-undefined`, or all of `None`. Other
 * words in capitals are none, nor is a `null` within a word.
 */
export function findLeftover(key: string): string | undefined {
	const part = PART.exec(key)?.[0];
	if (part !== undefined) return part === 'null' && EMAIL.test(key) ? undefined : part;
	return ALONE.exec(key)?.[1];
}

/** Whether text has a letter, a digit or a picture: all else is what stands between them. */
export function hasSubstance(text: string): boolean {
	return /[\p{L}\p{N}\p{So}]/u.test(text);
}
