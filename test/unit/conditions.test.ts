import fc from 'fast-check';

import { COMPARISONS, conditionsInput } from '../../nodes/parameters/chatFilters/conditions.ts';
import { refusalOf } from './explained.ts';

const LABEL = 'Custom Attributes';
const read = (...conditions: unknown[]) => conditionsInput({ conditions }, LABEL, 'ID');
const row = (comparison: unknown, value?: unknown) => ({ key: 'k', comparison, value });

const built: Record<string, [value: unknown, filter: object]> = {
	notExists: [undefined, { type: 'present', op: 'np' }],
	exists: ['ignored', { type: 'present', op: 'pr' }],
	isFalse: [undefined, { type: 'boolean', op: 'eq', value: false }],
	isTrue: [undefined, { type: 'boolean', op: 'eq', value: true }],
	numberEquals: ['7', { type: 'number', op: 'eq', value: 7 }],
	atLeast: [0, { type: 'number', op: 'ge', value: 0 }],
	atMost: [' -1.5 ', { type: 'number', op: 'le', value: -1.5 }],
	greaterThan: ['1000', { type: 'number', op: 'gt', value: 1000 }],
	lessThan: [3, { type: 'number', op: 'lt', value: 3 }],
	numberNotEquals: ['0', { type: 'number', op: 'ne', value: 0 }],
	contains: ['a b', { type: 'string', op: 'co', value: 'a b' }],
	endsWith: [7, { type: 'string', op: 'ew', value: '7' }],
	equals: [false, { type: 'string', op: 'eq', value: 'false' }],
	notEquals: [' ', { type: 'string', op: 'ne', value: ' ' }],
	isOneOf: ['a, b,,', { type: 'enum', op: 'in', value: ['a', 'b'] }],
	startsWith: ['Å', { type: 'string', op: 'sw', value: 'Å' }],
};

test.each(Object.entries(built))('%s', (comparison, [value, filter]) => {
	expect(read(row(comparison, value))).toEqual([{ key: 'k', ...filter }]);
});

test('every comparison is tested here', () => {
	expect(Object.keys(built)).toEqual(Object.keys(COMPARISONS));
});

const wantValue = Object.keys(COMPARISONS).filter((name) => COMPARISONS[name]?.needsValue);

test.each(wantValue)('%s without a value is refused by the name of its row', (comparison) => {
	for (const value of [undefined, null, '']) {
		expect(() => read(row(comparison, value))).toThrow('"Custom Attributes: Value of k" is');
	}
});

test('values of another form are refused', () => {
	expect(() => read(row('equals', { a: 1 }))).toThrow('"Custom Attributes: Value of k" must be text, not {"a":1}');
	expect(() => read(row('isOneOf', ['a', ['b']]))).toThrow('must be text, not ["b"]');
	expect(() => read(row('isOneOf', ' , '))).toThrow('"Custom Attributes: Value of k" is empty');
	expect(() => read(row('atLeast', 'seven'))).toThrow('"Custom Attributes: Value of k" must be a number, not seven');
});

test('a row needs a key, by the name that it has in Retell', () => {
	for (const key of ['', '  ', null, undefined]) {
		expect(() => read({ key, comparison: 'exists' })).toThrow('"Custom Attributes: ID" is empty');
	}
	expect(read({ key: ' a.b ', comparison: 'exists' })).toEqual([{ key: 'a.b', type: 'present', op: 'pr' }]);
});

test('rows keep their order', () => {
	fc.assert(
		fc.property(fc.array(fc.constantFrom(...Object.entries(built))), (rows) => {
			const filters = read(...rows.map(([comparison, [value]]) => row(comparison, value)));
			expect(filters).toEqual(rows.map(([, [, filter]]) => ({ key: 'k', ...filter })));
		}),
	);
});

test.each([
	['constructor', 'has no option constructor'],
	['__proto__', 'has no option __proto__'],
	['bigger', 'has no option bigger'],
	[{ toString: 1 }, 'has no option {"toString":1}'],
	[' ', 'is empty'],
	[null, 'is empty'],
	[undefined, 'is empty'],
])('the comparison %p is refused by the name of its row, and the choice named', (comparison, what) => {
	const { message, description } = refusalOf(() => read(row(comparison, 'x')));
	expect(message).toBe(`"Custom Attributes: Comparison of k" ${what}`);
	expect(description).toContain('isOneOf, startsWith');
});

test('nothing filled in is no condition', () => {
	for (const input of [undefined, null, '', {}, { conditions: [] }, { conditions: null }]) {
		expect(conditionsInput(input, LABEL, 'ID')).toEqual([]);
	}
});

test.each([[[row('exists')]], [{ conditions: row('exists') }], [{ conditions: ['k'] }], ['k = 7'], [7], [true]])(
	'%j is refused, not dropped',
	(input) => {
		const { message } = refusalOf(() => conditionsInput(input, LABEL, 'ID'));
		expect(message).toContain('"Custom Attributes" must be a list of conditions');
	},
);
