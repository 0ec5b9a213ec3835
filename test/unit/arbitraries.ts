import fc from 'fast-check';

const SURROGATES = { from: 0xd800, count: 0x800 };

/**
 * Any character of Unicode, as a unit for `fc.string`. Its own unit "binary" is the same, but maps a million
 * characters to their numbers first: that took seconds in each file of tests that loads one.
 */
export const anyCharacter = fc
	.nat(0x10ffff - SURROGATES.count)
	.map((n) => String.fromCodePoint(n < SURROGATES.from ? n : n + SURROGATES.count));

/** What JSON can hold, with the keys and the numbers that trip careless code. */
export const hostileJson: fc.Arbitrary<unknown> = fc.oneof(
	fc.jsonValue({ maxDepth: 2 }),
	fc.constantFrom<unknown>(
		{ toString: 1, valueOf: null },
		{ toJSON: 'no function' },
		{ constructor: { prototype: null }, hasOwnProperty: false },
		JSON.parse('{"__proto__": {"polluted": true}}'),
		[[[]]],
		[null],
		{ conditions: null },
		{ assignments: [null, { name: { toString: 1 }, value: { toString: 1 } }] },
		'__proto__',
		'toString',
		1e308,
		-1e308,
		Number.MAX_SAFE_INTEGER + 1,
		'\ud800',
	),
);

/** Server-made records with these keys, each of them missing or anything. */
export function hostileRecord(...keys: string[]): fc.Arbitrary<Record<string, unknown>> {
	return fc.record(Object.fromEntries(keys.map((key) => [key, hostileJson])), { requiredKeys: [] });
}
