import fc from 'fast-check';
import { DateTime } from 'luxon';

import { customFieldInput } from '../../nodes/parameters/check/customFields.ts';
import { agentVersionInput, idInput, idsInput } from '../../nodes/parameters/check/ids.ts';
import { customAttributesInput, dynamicVariablesInput, metadataInput } from '../../nodes/parameters/check/objects.ts';
import { phoneNumberInput } from '../../nodes/parameters/check/phoneNumbers.ts';
import {
	booleanInput,
	choiceInput,
	choicesInput,
	numberInput,
	switchInput,
	textsInput,
	wholeInput,
} from '../../nodes/parameters/check/values.ts';
import { textOf } from '../../nodes/retell/values.ts';
import { hostileJson } from './arbitraries.ts';
import { readOrRefused, refusalOf } from './explained.ts';

/** A call that is explained, with the parameter's display name in its text. */
function refuses(call: () => unknown, text = '"Name"') {
	expect(refusalOf(call).message).toContain(text);
}

describe('ids', () => {
	test('any text is taken, without the blanks around it', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (text) => {
				fc.pre(text.trim() !== '' && !['.', '..'].includes(text.trim()));
				expect(idInput(` \t${text}\n`, 'Name')).toBe(text.trim());
				expect(decodeURIComponent(encodeURIComponent(idInput(text, 'Name')))).toBe(text.trim());
			}),
		);
		expect(idInput(7, 'Name')).toBe('7');
		expect(idInput('a/../b?c#d', 'Name')).toBe('a/../b?c#d');
		expect(idInput('...', 'Name')).toBe('...');
	});

	test.each(['', '  ', '\n', null, undefined])('%p is empty', (value) => {
		refuses(() => idInput(value, 'Name'), '"Name" is empty');
	});

	test.each<[unknown]>([['.'], ['..'], [' .. '], ['a\ud800'], [{ id: 1 }], [['a']], [true], [NaN]])(
		'%p is no id',
		(value) => {
			refuses(() => idInput(value, 'Name'), '"Name" must be an ID, not ');
		},
	);

	test.each([
		['Chat', 'Use the ID itself, such as {{ $json.chat_id }}, or switch to "From List" and select one.'],
		['Agent', 'Use the ID itself, such as {{ $json.agent_id }}, or switch to "From List" and select one.'],
		[
			'Register With Agent',
			'Use the ID itself, such as {{ $json.agent_id }}, or switch to "From List" and select one.',
		],
		['Response Engine', 'Use the ID itself, or switch to "From List" and select one.'],
		['Inbound SMS Agents: Agent', 'Use the ID itself, such as {{ $json.agent_id }}.'],
	])('a whole item instead of an ID for %s: the advice fits', (label, description) => {
		expect(refusalOf(() => idInput({}, label))).toMatchObject({
			message: `"${label}" must be an ID, not {}`,
			description,
		});
	});
});

describe('versions of an agent', () => {
	test.each([
		['3', 3],
		[' 12 ', 12],
		[0, 0],
		['007', 7],
		['latest', 'latest'],
		['latest_published', 'latest_published'],
		['prod-2_b', 'prod-2_b'],
		['v', 'v'],
		['v3-beta', 'v3-beta'],
		['a'.repeat(20), 'a'.repeat(20)],
		['', undefined],
		[' ', undefined],
		[null, undefined],
		[undefined, undefined],
	])('%p is %p', (value, version) => {
		expect(agentVersionInput(value, 'Name')).toBe(version);
	});

	test('any whole number is a number', () => {
		fc.assert(
			fc.property(fc.maxSafeNat(), (number) => {
				expect(agentVersionInput(`${number}`, 'Name')).toBe(number);
			}),
		);
	});

	test.each<[unknown]>([
		['-1'],
		['1.5'],
		['Latest'],
		['a b'],
		['é'],
		['9'.repeat(20)],
		['a'.repeat(21)],
		[{ version: 3 }],
		[[3]],
	])('%p is refused', (value) => {
		refuses(() => agentVersionInput(value, 'Name'), '"Name" must be a version of an agent, not ');
	});

	test.each(['v3', 'V03'])('%s is refused, and the number alone proposed', (value) => {
		const { message, description } = refusalOf(() => agentVersionInput(value, 'Name'));
		expect(message).toContain('"Name"');
		expect(description).toBe('Enter only the number: 3.');
	});
});

describe('metadata', () => {
	test.each(['x', 'é', '€', '👋', '"'])('50,000 bytes of %p pass, one more does not', (letter) => {
		const bytes = Buffer.byteLength(JSON.stringify({ a: letter })) - '{"a":""}'.length;
		const room = 50_000 - '{"a":""}'.length;
		const full = letter.repeat(Math.floor(room / bytes)) + 'x'.repeat(room % bytes);
		expect(metadataInput({ a: full }, 'Name')).toEqual({ a: full });
		refuses(() => metadataInput({ a: `${full}x` }, 'Name'), '"Name" is too large: 50001 bytes');
	});

	test.each<[unknown]>([[[]], [[{ a: 1 }]], ['a'], [7], [null], [undefined], [true], [new Date(0)], [new Map()]])(
		'%p is no object',
		(value) => {
			refuses(() => metadataInput(value, 'Name'), '"Name" must be an object');
		},
	);
});

test('dynamic variables are all text; only null and undefined are left out', () => {
	const when = new Date('2026-01-05T12:00:00Z');
	const values = { a: 'x', b: 3, c: false, d: null, e: undefined, f: { g: [1] }, h: [], i: when, j: 0.1, k: '' };
	const texts = { a: 'x', b: '3', c: 'false', f: '{"g":[1]}', h: '[]', i: '2026-01-05T12:00:00.000Z', j: '0.1', k: '' };
	expect(dynamicVariablesInput(values, 'Name')).toStrictEqual(texts);
	refuses(() => dynamicVariablesInput({ ok: 1, size: NaN }, 'Name'), '"Name: size" has a value that can\'t be sent');
	fc.assert(
		fc.property(fc.dictionary(fc.oneof(fc.string(), fc.constant('__proto__')), hostileJson), (variables) => {
			const read = dynamicVariablesInput(variables, 'Name');
			const given = Object.entries(variables).filter(([, value]) => value !== null && value !== undefined);
			expect(Object.keys(read)).toEqual(given.map(([name]) => name));
			for (const text of Object.values(read)) expect(typeof text).toBe('string');
		}),
	);
});

test('custom attributes are texts, numbers and booleans', () => {
	const values = { a: '', b: 0, c: false, d: 'x', e: -1.5 };
	expect(customAttributesInput(values, 'Name')).toEqual(values);
	expect(customAttributesInput({ ...values, f: null, g: undefined }, 'Name')).toStrictEqual({ ...values, f: null });
	for (const value of [{}, [], NaN, Infinity]) {
		refuses(
			() => customAttributesInput({ ok: 1, size: value }, 'Name'),
			'"Name" has a value that Retell can\'t store: size',
		);
	}
});

test('numbers and limits', () => {
	fc.assert(
		fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
			expect(numberInput(` ${number} `, 'Name')).toBe(Number(`${number}`));
			expect(numberInput(number, 'Name')).toBe(number);
		}),
	);
	for (const value of [
		'',
		' ',
		'ten',
		'1,5',
		'0x10',
		'0b1',
		'0o7',
		'1e3',
		'12e4',
		'1_000',
		'Infinity',
		'-Infinity',
		'١',
		null,
		undefined,
		true,
		[],
		[1],
		{},
		NaN,
		Infinity,
		'1e999',
	]) {
		const what = textOf(value).trim() === '' ? 'is empty' : 'must be a number, not ';
		refuses(() => numberInput(value, 'Name'), `"Name" ${what}`);
		refuses(() => wholeInput(value, 'Name', 1), `"Name" ${what}`);
	}
	expect(wholeInput('7', 'Name', 1)).toBe(7);
	expect(['.5', '5.', '+7', '-0.25', '007'].map((value) => numberInput(value, 'Name'))).toEqual([0.5, 5, 7, -0.25, 7]);
	for (const value of [0, -1, 1.5, '0'])
		refuses(() => wholeInput(value, 'Name', 1), `"Name" must be a whole number of 1 or more, not ${value}`);
	refuses(() => wholeInput(-1, 'Name', 0), '"Name" must be a whole number of 0 or more, not -1');
	refuses(() => wholeInput(8, 'Name', 1, 7), '"Name" must be a whole number from 1 to 7, not 8');
});

test('lists, choices and booleans', () => {
	expect(textsInput(' a ,,b, ', 'Name')).toEqual(['a', 'b']);
	expect(textsInput(['a,b', ' ', null, 7, true], 'Name')).toEqual(['a,b', '7', 'true']);
	for (const value of [undefined, null, '', [], ' , ']) expect(textsInput(value, 'Name')).toEqual([]);
	for (const value of [{ a: 1 }, [{ a: 1 }], [['a']]])
		refuses(() => textsInput(value, 'Name'), '"Name" must be text, not ');
	expect(choicesInput('b,a', 'Name', ['a', 'b'])).toEqual(['b', 'a']);
	refuses(() => choicesInput('a,A', 'Name', ['a', 'b']), '"Name" has no option A');
	expect([true, 'true', false, 'false'].map((value) => booleanInput(value, 'Name'))).toEqual([
		true,
		true,
		false,
		false,
	]);
	for (const value of ['yes', 1, 0, []]) refuses(() => booleanInput(value, 'Name'), '"Name" must be true or false');
	for (const value of ['', null]) {
		refuses(() => booleanInput(value, 'Name'), '"Name" is empty');
		refuses(() => choiceInput(value, 'Name', ['b']), '"Name" is empty');
	}
	expect([undefined, false, 'true'].map((value) => switchInput(value, 'Name'))).toEqual([false, false, true]);
});

test('anything else is explained, never a TypeError', () => {
	const limitInput = (value: unknown, label: string) => wholeInput(value, label, 1);
	const inputs = [
		idInput,
		agentVersionInput,
		phoneNumberInput,
		metadataInput,
		numberInput,
		limitInput,
		textsInput,
		booleanInput,
	];
	fc.assert(
		fc.property(fc.constantFrom<(value: unknown, label: string) => unknown>(...inputs), hostileJson, (input, value) => {
			readOrRefused(() => input(value, 'Name'));
		}),
		{ numRuns: 1000 },
	);
});

test('an object that cannot be read is refused as one that cannot be sent', () => {
	const broken = {
		get size(): string {
			throw new Error('of the getter');
		},
	};
	refuses(() => customAttributesInput(broken, 'Name'), '"Name" has a value that can\'t be sent');
	refuses(() => dynamicVariablesInput(broken, 'Name'), '"Name" has a value that can\'t be sent');
});

test('metadata whose JSON is no object are refused', () => {
	refuses(() => metadataInput({ toJSON: () => 'a text' }, 'Name'), '"Name" must be an object');
});

describe('lists of IDs', () => {
	test.each<[unknown, string[]]>([
		['["a","b"]', ['a', 'b']],
		[' [ "a" , "b" ] ', ['a', 'b']],
		['a; b;c', ['a', 'b', 'c']],
		['a, b\nc d', ['a', 'b', 'c', 'd']],
		[
			['a', 'a', ' b '],
			['a', 'b'],
		],
		['[]', []],
		['[a', ['[a']],
	])('%j is %j', (value, ids) => {
		expect(idsInput(value, 'Name')).toEqual(ids);
	});

	test('the JSON of any list of IDs is that list', () => {
		fc.assert(
			fc.property(fc.uniqueArray(fc.stringMatching(/^[A-Za-z0-9_-]{1,30}$/)), (ids) => {
				expect(idsInput(JSON.stringify(ids), 'Name')).toEqual(ids);
				expect(textsInput(JSON.stringify(ids), 'Name')).toEqual(ids);
				expect(idsInput(ids.join('; '), 'Name')).toEqual(ids);
			}),
		);
	});

	test('an entry that is no ID is refused, also in JSON', () => {
		for (const value of ['[{"chat_id":"a"}]', '[["a"]]', ['x'.repeat(501)]])
			refuses(() => idsInput(value, 'Name'), '"Name" has an entry that isn\'t an ID: ');
	});
});

test('an ID of a megabyte is none', () => {
	refuses(() => idInput('y'.repeat(1_000_000), 'Name'), '"Name" must be an ID, not yyy');
	expect(idInput('y'.repeat(500), 'Name')).toHaveLength(500);
});

test.each([NaN, Infinity, -Infinity])('%p cannot be sent, wherever it stands: JSON would make null of it', (number) => {
	for (const value of [{ n: number }, { list: [1, { n: number }] }]) {
		refuses(() => metadataInput(value, 'Name'), '"Name" has a value that can\'t be sent');
	}
	refuses(() => dynamicVariablesInput({ total: number }, 'Name'), '"Name: total" has a value that can\'t be sent');
});

test.each([
	['1990-05-01', '1990-05-01'],
	['1990-05-01T00:00:00.000Z', '1990-05-01'],
	['1990-05-01T00:00:00+00:00', '1990-05-01'],
	['1990-05-01 00:00:00+00', '1990-05-01'],
	['1990-05-01 00:00', '1990-05-01'],
	[new Date('1990-05-01T00:00:00Z'), '1990-05-01'],
	[Date.parse('1990-05-01T00:00:00Z'), '1990-05-01'],
	[DateTime.fromISO('1990-05-01', { zone: 'America/New_York' }), '1990-05-01'],
	// Other times are a moment, which has its day where the workflow is.
	['1990-05-01T01:00:00Z', '1990-04-30'],
	['1990-05-01T00:00:00+02:00', '1990-04-30'],
	['1990-04-30 20:00', '1990-04-30'],
	['1990-04-30T20:00:00-04:00', '1990-04-30'],
])('the date %p of a contact is %s, in New York', (value, day) => {
	const field = { name: 'birthday', type: 'date' as const };
	expect(customFieldInput(value, field, 'Custom Fields: birthday', 'America/New_York')).toBe(day);
});
