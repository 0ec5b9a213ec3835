import fc from 'fast-check';

import { findLeftover, hasSubstance, isLeftover, isSaid } from '../../nodes/parameters/leftovers.ts';

const leftover = fc
	.constantFrom<unknown>({}, [{}], [{}, { a: 1 }], undefined, null, NaN, new Map(), Promise.resolve())
	.map(String);
/** What stands between the parts of a key, and parts that a person has. */
const separator = fc.constantFrom('-', '_', ':', '/', ' ', '.', '@', '#', '|');
const part = fc
	.oneof(fc.stringMatching(/^[a-z]{1,8}[0-9]{0,6}$/), fc.stringMatching(/^\+[0-9]{1,12}$/))
	.filter((text) => !/undefined|^null$/.test(text));

test('a key that a template made of nothing or of an object is found out, wherever that stands', () => {
	fc.assert(
		fc.property(
			fc.array(part, { maxLength: 3 }),
			fc.array(part, { maxLength: 3 }),
			separator,
			leftover,
			(before, after, between, text) => {
				const found = findLeftover([...before, text, ...after].join(between));
				expect(found).toMatch(/^(undefined|null|NaN|\[object \w+\])$/);
				expect(text).toContain(found);
			},
		),
	);
});

test('a key of what people have is not taken for one', () => {
	fc.assert(
		fc.property(fc.array(part, { minLength: 2, maxLength: 4 }), separator, (parts, between) => {
			expect(findLeftover(parts.join(between))).toBeUndefined();
		}),
	);
	const letter = fc.constantFrom('a', 'Z', 'é', 'ß', 'я', '7', '名');
	fc.assert(
		fc.property(fc.constantFrom('null', 'Undefined', 'None', 'NULL'), letter, fc.boolean(), (text, next, isBefore) => {
			expect(findLeftover(isBefore ? next + text : text + next)).toBeUndefined();
		}),
	);
});

/** What tells people apart: addresses, numbers, IDs of all kinds, names in all scripts. */
const ordinary = fc.oneof(
	fc.emailAddress(),
	fc.uuid(),
	fc.stringMatching(/^\+[1-9][0-9]{6,14}$/),
	fc.stringMatching(/^[A-Za-z0-9]{8,24}$/),
	fc.stringMatching(/^[a-f0-9]{24}$/),
	fc.integer({ min: 0 }).map(String),
	fc.stringMatching(/^(whatsapp|tg|sms|slack)[:_-][0-9]{5,12}(@[cg]\.us)?$/),
	fc.constantFrom(
		'Åsa Öberg',
		'王小明',
		'たなか さん',
		'محمد',
		'Иванова-Кузнецова',
		'नेहा',
		'Ελένη',
		'김철수',
		'נועה',
		'สมชาย',
		"O'Brien",
		'Noneko',
		'Nan Li',
		'Nulla',
		'NaNcy',
		'BaNaNa',
		'nullarbor-7',
		'🦊',
		'🇸🇪',
	),
	fc.constantFrom(
		'jennifer.null@gmail.com',
		'me@null.net',
		'undefinedbehavior@gmail.com',
		'Nan',
		'True',
		'null.pointer@x.io',
	),
	// With what stands around them in a template.
	fc
		.constantFrom('Null', 'NaNa', 'Undefined', 'nullable', 'annulled', 'NULL', 'None', '[object]')
		.map((name) => `wa-${name}`),
);

test('ordinary keys pass', () => {
	fc.assert(
		fc.property(ordinary, (key) => {
			expect([findLeftover(key), hasSubstance(key)]).toEqual([undefined, true]);
		}),
		{ numRuns: 1000 },
	);
});

test('undefined is found wherever it stands, and NaN behind a word or a number', () => {
	const before = fc.constantFrom('user', '+49', 'a', '7', 'я', 'x-', 'tg_7', '0000');
	fc.assert(
		fc.property(
			before,
			fc.constantFrom('undefined', 'NaN'),
			fc.constantFrom('', '@example.com', '-7', ' b'),
			(start, text, end) => {
				expect(findLeftover(start + text + end)).toBe(text);
			},
		),
	);
	fc.assert(
		fc.property(
			fc.stringMatching(/^[A-Za-z0-9]{0,5}$/),
			fc.stringMatching(/^([0-9][A-Za-z0-9]{0,4})?$/),
			(start, end) => {
				expect(findLeftover(`${start}undefined${end}`)).toBe('undefined');
			},
		),
	);
});

test.each([
	['wa-Invalid Date', 'Invalid Date'],
	['Invalid DateTime', 'Invalid DateTime'],
	['wa-function trim() { [native code] }', '[native code]'],
	['%5Bobject%20Object%5D', '%5Bobject%20Object%5D'],
	['id=%5Bobject+Object%5D', '%5Bobject+Object%5D'],
	['NULL', 'NULL'],
	['UNDEFINED', 'UNDEFINED'],
	['Undefined', 'Undefined'],
	['false', 'false'],
	['none', 'none'],
	['nan', 'nan'],
	['\u200bNone\u200b', 'None'],
	['<null>', 'null'],
	['NONE', 'NONE'],
	['null@example.com', 'null'],
	['undefined_7', 'undefined'],
	['undefinednull', 'undefined'],
])('of the key %p, %p is a leftover', (key, found) => {
	expect(findLeftover(key)).toBe(found);
});

test.each([':', '\u200b', '{}', '[]', '-', '""', '@', '+', '\u200b\ufeff', '\u0301'])(
	'the key %p has nothing in it',
	(key) => {
		expect(hasSubstance(key)).toBe(false);
	},
);

test('a message is one only as a whole', () => {
	for (const text of [
		'undefined undefined',
		'undefinedundefined',
		'null: undefined',
		'NaN - NaN',
		'undefined\n[object Object]',
	]) {
		expect(isLeftover(text)).toBe(true);
	}
	fc.assert(
		fc.property(leftover, fc.stringMatching(/^[ \n\t]{0,3}$/), (text, blanks) => {
			expect(isLeftover(blanks + text + blanks)).toBe(true);
		}),
	);
	fc.assert(
		fc.property(
			leftover,
			fc.stringMatching(/^[a-zA-Z.!?"]{1,9}$/).filter((word) => !/^(null|NaN)+$/.test(word)),
			fc.boolean(),
			(text, word, isBefore) => {
				expect(isLeftover(isBefore ? `${word} ${text}` : `${text} ${word}`)).toBe(false);
			},
		),
	);
	for (const text of [
		'',
		' ',
		'Null',
		'NAN',
		'nan',
		'undefined?',
		'It says [object Object] there',
		'[object]',
		'0',
		'false',
	]) {
		expect(isLeftover(text)).toBe(false);
	}
});

test('a long message and a long key are read in no time, whatever they repeat', () => {
	for (const unit of ['[object a] ', '[object a],', '[object ', ' , ', ' ', 'null ']) {
		const text = `${unit.repeat(20_000)}x`;
		// What takes exponential or quadratic time does not come back within the time that a test has.
		expect(isLeftover(text)).toBe(false);
		expect(isLeftover(` ${text} `)).toBe(false);
	}
	expect(isLeftover(`${'[object Object], '.repeat(20_000)}[object Object]`)).toBe(true);
	for (const unit of ['NaN', 'aNaN', '[object ', 'a', ' ', '%5Bobject+', '-'])
		expect(findLeftover(unit.repeat(100_000))).toBeUndefined();
	expect(findLeftover(`a${'-'.repeat(50_000)}a`)).toBeUndefined();
	expect(findLeftover(`${'-'.repeat(50_000)}null${'-'.repeat(50_000)}`)).toBe('null');
});

test.each([
	['null', '={{ $json.text }}', true],
	['null null', "={{ $('Telegram Trigger').item.json.message.text }}", true],
	['null', '={{ "" + $json.text }}', false],
	['null', '={{ `${$json.text}` }}', false],
	['null', '={{ $json.a }}{{ $json.b }}', false],
	['null', 'null', false],
	['undefined', '={{ $json.text }}', false],
	['null [object Object]', '={{ $json.text }}', false],
])('a person says %p by %p: %p', (text, template, said) => {
	expect(isSaid(text, template)).toBe(said);
});
