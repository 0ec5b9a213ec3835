// Values that trip careless code, as arbitraries: what a workflow can hold, and what a server can send.
import fc from 'fast-check';

import { anyCharacter } from '../unit/arbitraries.ts';

export const PROTOTYPE_KEYS = [
	'__proto__',
	'constructor',
	'prototype',
	'toString',
	'hasOwnProperty',
	'valueOf',
	'length',
	'then',
	'toJSON',
];

const TEXTS = [
	'',
	' ',
	'\t\n',
	'\u00a0',
	'.',
	'..',
	'../end-chat/x',
	'%2e%2e',
	'%',
	'%00',
	'\0',
	'a\r\nx-evil: 1',
	'?version=1',
	'#',
	'/',
	'\\',
	'chat_1/../chat_2',
	'\ud800',
	'a\udfffb',
	'👩‍👩‍👧',
	'\u202eevil\u202c',
	'שלום עולם',
	'Å',
	'A\u030a',
	'{{ $json.x }}',
	'{{$json.chat_id}}',
	'[object Object]',
	'undefined',
	'null',
	'NaN',
	'Infinity',
	'-0',
	'1e400',
	'0x10',
	'١٢٣',
	'９',
	'1,5',
	'1_000',
	'true',
	'false',
	'TRUE',
	'v3',
	'latest',
	'latest_published',
	'{}',
	'[]',
	'{"a":',
	'{"__proto__":{"polluted":true}}',
	'"text"',
	'<script>alert(1)</script>',
	"'; DROP TABLE chats; --",
	'+14155550123',
	'+1 (415) 555-0123',
	'00',
	...PROTOTYPE_KEYS,
	'x'.repeat(10_000),
	'é'.repeat(2_000),
];

const DATES = [
	'2026-01-01',
	'2026-02-30',
	'2026-13-45',
	'2026-01-01T00:00:00Z',
	'2026-01-01T00:00:00+14:00',
	'2026-01-01 10:00:00',
	'2026-W01-1',
	'2026-001',
	'0000-00-00',
	'0001-01-01',
	'9999-12-31T23:59:59.999Z',
	'+275760-09-13T00:00:00.000Z',
	'-000001-01-01',
	'Thu, 01 Jan 2026 00:00:00 GMT',
	'Thu, 32 Foo 2026 25:61:61 XXX',
	'01/02/2026',
	'1.2.2026',
	'yesterday',
	'chat 5',
	'1767225600',
	'1767225600000',
	'99999999999999',
	'24:00',
];

const NUMBERS = [
	0, -0, 1, -1, 0.1, 1e-10, 1.5, 50, 1000, 1001, 2_147_483_648, 9_007_199_254_740_992, 9_007_199_254_740_994, 1e15,
	1e21, 1e308, -1e308, 8.64e15, 8_640_000_000_000_001, 1_767_225_600_000,
];

export const hostileText: fc.Arbitrary<string> = fc.oneof(
	{ weight: 6, arbitrary: fc.constantFrom(...TEXTS, ...DATES) },
	{ weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }) },
	{ weight: 1, arbitrary: fc.string({ unit: anyCharacter, maxLength: 12 }) },
);

export const hostileNumber: fc.Arbitrary<number> = fc.oneof(
	fc.constantFrom(...NUMBERS),
	fc.double({ noNaN: true, noDefaultInfinity: true }),
	fc.integer(),
);

const key = fc.oneof(
	fc.constantFrom(
		...PROTOTYPE_KEYS,
		'',
		' ',
		'a',
		'session_key',
		'key',
		'name',
		'value',
		'assignments',
		'conditions',
		'__rl',
	),
	hostileText,
);

/** Objects with own keys such as `__proto__`, as `JSON.parse` makes them. */
function objectOf(value: fc.Arbitrary<unknown>): fc.Arbitrary<object> {
	return fc.array(fc.tuple(key, value), { maxLength: 3 }).map((entries) => Object.fromEntries(entries));
}

const jsonLeaf = fc.oneof(hostileText, hostileNumber, fc.constantFrom<unknown>(null, true, false));

/** What JSON can hold. */
export const hostileJson: fc.Arbitrary<unknown> = fc.oneof(
	{ weight: 4, arbitrary: jsonLeaf },
	{ weight: 1, arbitrary: fc.array(jsonLeaf, { maxLength: 3 }) },
	{ weight: 1, arbitrary: objectOf(jsonLeaf) },
	{ weight: 1, arbitrary: objectOf(fc.oneof(fc.array(jsonLeaf, { maxLength: 2 }), objectOf(jsonLeaf))) },
	{
		weight: 1,
		arbitrary: fc.constantFrom<unknown>(
			[],
			{},
			[[]],
			[[[[[]]]]],
			[null],
			[{}],
			{ toString: 1, valueOf: null },
			{ toJSON: 'no function' },
			nested(200),
		),
	},
);

/** What an expression can yield beyond JSON. */
const beyondJson: fc.Arbitrary<unknown> = fc
	.constantFrom<() => unknown>(
		() => undefined,
		() => NaN,
		() => Infinity,
		() => -Infinity,
		() => new Date('2026-01-01T00:00:00Z'),
		() => new Date(NaN),
		() => 10n,
		() => ({ big: 10n }),
		() => [1n],
		() => Symbol('s'),
		() => () => 1,
		() => ({ f: () => 1 }),
		() => /x/,
		() => new Map([['a', 1]]),
		() => new Set([1]),
		() => new Uint8Array(3),
		() => new Error('of the input'),
		() => Object.create(null) as unknown,
		() => new String('boxed'),
		() => new Number(3),
		() => [undefined, NaN],
		() => ({ a: undefined, b: NaN, c: Infinity }),
		() => ({ toJSON: () => undefined }),
		() => ({ toJSON: () => 'a text' }),
		() => circular(),
		() => nested(20_000),
		() => [Symbol('s'), () => 1],
		() => 'é'.repeat(500_000),
		() => new Proxy({}, {}),
		() => Promise.resolve(1),
		() => new (class Order {})(),
		() => Object.defineProperty({}, 'a', { enumerable: true, get: () => circular() }),
		// fast-check would read it to show it.
		() => ({
			get a() {
				throw new Error('of the getter');
			},
			[fc.toStringMethod]: () => '{ get a() { throw } }',
		}),
	)
	.map((make) => make());

export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
	{ weight: 3, arbitrary: hostileJson },
	{ weight: 1, arbitrary: beyondJson },
);

function nested(depth: number): unknown {
	let value: unknown = 1;
	for (let level = 0; level < depth; level++) value = { a: value };
	return value;
}

function circular(): unknown {
	const value: Record<string, unknown> = {};
	value.self = value;
	return value;
}
