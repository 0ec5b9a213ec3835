import { emptyPhoneNumber, notAPhoneNumber } from '../../messages/entered';
import { textOf } from '../../retell/values';

/** E.164: a plus sign, the country's code and the number. */
const E164 = /^\+[1-9]\d{6,14}$/;
/** What stands between the digits of a number, and counts for nothing. */
const BETWEEN = /[\s\p{Pd}\u2212.·/()[\]]/gu;
/** The zero of calls within a country, which is not dialed from abroad: +49 (0) 30 123456. */
const OWN_ZERO = /^(\+\d{1,3})\(0\)/;

/**
 * A phone number in E.164 form, from any notation that can be read in one way only: with blanks, dashes, dots,
 * slashes and brackets, or copied with invisible signs.
 *
 * @throws Explained for anything else; where there is only no plus sign, it tells the number with one
 */
export function phoneNumberInput(value: unknown, label: string): string {
	const compact = compactNumber(textOf(value)).replace(/^tel:/i, '');
	const number = compact.replace(OWN_ZERO, '$1').replaceAll(/[()]/g, '');
	if (number === '') throw emptyPhoneNumber(label);
	if (E164.test(number)) return number;
	throw notAPhoneNumber(label, textOf(value).trim(), withCountryCode(number));
}

/** Whether text is meant as a phone number: IDs have letters. */
export function looksLikeNumber(text: string): boolean {
	return /^(tel:)?\+?\d{5,}$/i.test(withoutBrackets(text));
}

/** A part of a number as Retell has it, of text that is nothing else; all other text as it is, without blanks around it. */
export function numberPart(text: string): string {
	const part = withoutBrackets(text);
	return /^\+?\d+$/.test(part) ? part : text.trim();
}

function withoutBrackets(text: string): string {
	return compactNumber(text).replaceAll(/[()]/g, '');
}

/** Without what counts for nothing; brackets are kept, since they say what a zero is. */
function compactNumber(text: string): string {
	return text
		.normalize('NFKC')
		.replaceAll(/\p{Cf}/gu, '')
		.replaceAll(BETWEEN, (sign) => (sign === '(' || sign === ')' ? sign : ''));
}

/** What a number without a plus sign most likely is; undefined for a number within some country. */
function withCountryCode(number: string): { number: string; isGuess: boolean } | undefined {
	if (/^[2-9]\d{9}$/.test(number)) return { number: `+1${number}`, isGuess: true };
	// As it is dialed from abroad: from most countries, and from the US.
	const digits = number.replace(/^(00|011)(?=[1-9])/, '');
	const isWhole = digits !== number || number.length > 10;
	return isWhole && E164.test(`+${digits}`) ? { number: `+${digits}`, isGuess: false } : undefined;
}
