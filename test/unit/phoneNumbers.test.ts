import fc from 'fast-check';

import { looksLikeNumber, numberPart, phoneNumberInput } from '../../nodes/parameters/check/phoneNumbers.ts';
import { readOrRefused, refusalOf } from './explained.ts';

test.each<[unknown, string]>([
	['+14155550123', '+14155550123'],
	['+1 (415) 555-0123', '+14155550123'],
	['\u00a0+1\u00a0(415)\u202f555\u20110123 ', '+14155550123'],
	['+1.415.555.0123', '+14155550123'],
	['+1/415/555 0123', '+14155550123'],
	['+1 \u2013 415 \u2212 555 \u2014 0123', '+14155550123'],
	// As phones copy it from contacts, and with full-width signs.
	['\u202a+1 415-555-0123\u202c', '+14155550123'],
	['＋１（４１５）５５５－０１２３', '+14155550123'],
	['tel:+1-415-555-0123', '+14155550123'],
	['+49 (0) 30 1234567', '+49301234567'],
	['+44 (0)20 7946 0958', '+442079460958'],
	['+39 06 698 12345', '+390669812345'],
	['+41 79 123 45 67', '+41791234567'],
	['+6561234567', '+6561234567'],
])('%j is %s', (value, number) => {
	expect(phoneNumberInput(value, 'To Number')).toBe(number);
});

test.each<[unknown, string]>([
	['14155550123', 'Enter it like this: +14155550123.'],
	[14155550123, 'Enter it like this: +14155550123.'],
	['1 (415) 555-0123', 'Enter it like this: +14155550123.'],
	['(415) 555-0123', 'If it is a US number, enter it like this: +14155550123.'],
	['0041 79 123 45 67', 'Enter it like this: +41791234567.'],
	['011 41 79 123 45 67', 'Enter it like this: +41791234567.'],
	['41791234567', 'Enter it like this: +41791234567.'],
	['079 123 45 67', 'Enter a plus sign, the country code, and the number: +14155550123.'],
	['555-0123', 'Enter a plus sign, the country code, and the number: +14155550123.'],
	['+1 800 FLOWERS', 'Enter a plus sign, the country code, and the number: +14155550123.'],
	['+1 415 555 0123 ext. 4', 'Enter a plus sign, the country code, and the number: +14155550123.'],
	['++14155550123', 'Enter a plus sign, the country code, and the number: +14155550123.'],
	['+1415555012x', 'Enter a plus sign, the country code, and the number: +14155550123.'],
	['+123', 'Enter a plus sign, the country code, and the number: +14155550123.'],
	['+1234567890123456', 'Enter a plus sign, the country code, and the number: +14155550123.'],
	['+0123456789', 'Enter a plus sign, the country code, and the number: +14155550123.'],
	[{ from: '+14155550123' }, 'Enter a plus sign, the country code, and the number: +14155550123.'],
])('%j is refused: %s', (value, advice) => {
	const { message, description } = refusalOf(() => phoneNumberInput(value, 'To Number'));
	expect(message).toMatch(/^"To Number" must be a phone number in international format, not /);
	expect(description).toBe(advice);
});

test('E.164 is a plus sign and 7 to 15 digits that begin with a country code', () => {
	const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 20 });
	fc.assert(
		fc.property(digits, (text) => {
			const valid = text.length >= 7 && text.length <= 15 && !text.startsWith('0');
			const read = readOrRefused(() => phoneNumberInput(` +${text} `, 'To Number'));
			const refused = { message: expect.stringContaining('"To Number" must be a phone number in ') as string };
			expect(read).toEqual(valid ? `+${text}` : expect.objectContaining(refused));
		}),
	);
});

test.each(['', ' \u00a0', undefined, null, '\u200b', '()'])('%j is empty', (value) => {
	expect(refusalOf(() => phoneNumberInput(value, 'To Number')).message).toBe('"To Number" is empty');
});

test('a contact is known by its number where text can be nothing else', () => {
	expect(['+1 (415) 555-0123', '14155550123', 'tel:+14155550123'].every(looksLikeNumber)).toBe(true);
	expect(['contact_14155550123', '1a2b3c4d5e6f', 'Ada', ''].some(looksLikeNumber)).toBe(false);
});

test('a search by a number is one by its digits', () => {
	expect(numberPart(' (415) 555-01 ')).toBe('41555501');
	expect(numberPart('+1 415')).toBe('+1415');
	expect(numberPart(' Ada-Lovelace (415) ')).toBe('Ada-Lovelace (415)');
	expect(numberPart('')).toBe('');
});
