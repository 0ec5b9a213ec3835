import fc from 'fast-check';

import { assignmentsOf, valuesOf } from '../../nodes/parameters/assignments.ts';
import { hostileJson } from './arbitraries.ts';
import { readOrRefused, refusalOf } from './explained.ts';

const read = (...assignments: unknown[]) => assignmentsOf({ assignments }, 'Metadata');
const row = (name: unknown, value: unknown, type = 'string') => ({ id: 'x', name, value, type });

test.each<[type: string, value: unknown, result: unknown]>([
	['string', 'x', 'x'],
	['string', '  ', '  '],
	['string', '7', '7'],
	['string', '', ''],
	['string', null, null],
	['string', undefined, undefined],
	['number', 3, 3],
	['number', ' 3.5 ', 3.5],
	['number', '', undefined],
	['number', null, null],
	['boolean', true, true],
	['boolean', 'false', false],
	['boolean', null, null],
	['object', { a: 1 }, { a: 1 }],
	['object', '{"a": {"b": 1}}', { a: { b: 1 } }],
	['object', '', undefined],
	['object', null, null],
	['array', [1], [1]],
	['array', '[1, "a"]', [1, 'a']],
])('a row of type %s: %j is %j', (type, value, result) => {
	expect(read(row('order', value, type))).toStrictEqual({ order: result });
});

test.each<[type: string, value: unknown]>([
	['number', 'three'],
	['number', []],
	['number', true],
	['number', Infinity],
	['boolean', 'perhaps'],
	['boolean', 2],
	['object', 'text'],
	['object', [1]],
	['object', new Date(0)],
	['object', new Map()],
	['array', '{"a": 1}'],
	['array', { toString: 1 }],
])('a row of type %s refuses %j by the name of the row', (type, value) => {
	expect(refusalOf(() => read(row('order', value, type))).message).toContain('"Metadata: order" must be ');
});

test.each([() => 1, Symbol('s'), { toJSON: () => undefined }])(
	'%p cannot be sent, whatever the type of its row',
	(value) => {
		for (const type of ['string', 'number', 'boolean', 'object', 'array']) {
			expect(() => read(row('order', value, type))).toThrow('"Metadata: order" has a value that can\'t be sent');
		}
	},
);

test('rows become an object, names without the blanks around them', () => {
	const name = fc
		.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'toString'))
		.filter((text) => text.trim() !== '');
	fc.assert(
		fc.property(fc.uniqueArray(name, { selector: (text) => text.trim() }), (names) => {
			const values = read(...names.map((text) => row(` ${text} `, text)));
			const entries = names.map((text) => [text.trim(), text] as const);
			expect(values).toEqual(names.length === 0 ? undefined : Object.fromEntries(entries));
			expect(JSON.parse(JSON.stringify(values ?? {}))).toEqual(Object.fromEntries(entries));
		}),
	);
});

test('"__proto__" is a name like any other', () => {
	const values = valuesOf({ assignments: [row('__proto__', { admin: true }, 'object')] }, 'Metadata');
	expect(Object.keys(values ?? {})).toEqual(['__proto__']);
	expect(values).not.toHaveProperty('admin');
});

test('a row that is quite blank counts as not there, one with a value needs a name', () => {
	expect(read(row('', ''), row(null, null), row('a', 1), row(' ', undefined))).toEqual({ a: '1' });
	for (const name of ['', ' ', null, undefined]) {
		expect(() => read(row('a', 1), row(name, 'x'))).toThrow('"Metadata" has a value without a name');
	}
});

test.each([undefined, null, '', ' ', {}, { assignments: [] }, { assignments: [row('', '')] }])(
	'%j is nothing',
	(value) => {
		expect(assignmentsOf(value, 'Metadata')).toBeUndefined();
		expect(valuesOf(value, 'Metadata')).toBeUndefined();
	},
);

test('an expression may yield an object or its JSON text', () => {
	fc.assert(
		fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
			fc.pre(!Array.isArray(object.assignments));
			expect(valuesOf(object, 'Metadata')).toEqual(Object.keys(object).length > 0 ? object : undefined);
			expect(JSON.stringify(valuesOf(JSON.stringify(object), 'Metadata'))).toBe(JSON.stringify(object));
		}),
	);
});

test.each<[unknown]>([['text'], ['{"a": '], ['[1]'], ['7'], ['null'], [7], [true], [[]], [[row('a', 1)]]])(
	'%j is no object',
	(value) => {
		const { message } = refusalOf(() => valuesOf(value, 'Dynamic Variables'));
		expect(message).toContain('"Dynamic Variables" must be an object');
	},
);

test('anything is read or explained, never a TypeError', () => {
	const type = fc.constantFrom('string', 'number', 'boolean', 'object', 'array', '__proto__');
	const rows = fc.array(fc.record({ name: hostileJson, value: hostileJson, type }));
	const value = fc.oneof(
		hostileJson,
		rows.map((assignments) => ({ assignments })),
	);
	fc.assert(
		fc.property(value, (input) => {
			expect(typeof (readOrRefused(() => valuesOf(input, 'Metadata')) ?? {})).toBe('object');
		}),
		{ numRuns: 2000 },
	);
});
