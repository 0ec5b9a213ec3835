// What is known of a parameter by its template: its expressions, and what stands around them.
import fc from 'fast-check';

import { findEmptyPart, findFixedExpression, isOneExpression, literalsOf } from '../../nodes/parameters/templates.ts';

test.each<[unknown, boolean]>([
	['={{ $json.t }}', true],
	['={{ $json.t }} ', false],
	['=\n{{ $json.t }}', false],
	['={{ $json.a }}{{ $json.b }}', false],
	['={{\n$json.t\n}}', true],
	['{{ $json.t }}', false],
	['=', false],
	['', false],
	[undefined, false],
])('%p is one expression: %p', (raw, expected) => {
	expect(isOneExpression(raw)).toBe(expected);
});

test.each<[unknown, string | undefined]>([
	['=wa-{{ $json.from }}', 'wa-'],
	['={{ $json.from }}', ''],
	['={{ $json.a }}:{{ $json.b }}', ':'],
	['=a{{ 1 }}b{{\n2\n}}c', 'abc'],
	['wa-{{ $json.from }}', undefined],
	['=front desk', undefined],
	['', undefined],
	[undefined, undefined],
	[7, undefined],
])('without its expressions, %p is %p', (raw, literals) => {
	expect(literalsOf(raw)).toBe(literals);
});

describe('a part of a template that is empty', () => {
	const NOTHING: unknown[] = [undefined, null, '', ' \n', NaN];
	const text = fc.stringMatching(/^[a-z:@ +_-]{0,6}$/);
	const part = fc.record({
		value: fc.oneof(fc.constantFrom(...NOTHING), fc.constantFrom<unknown>('0', 0, false, '-', {}, [], 'x', ' a ')),
		before: text,
	});

	test('is found wherever it stands, and no other, whatever stands around', () => {
		fc.assert(
			fc.property(fc.array(part, { minLength: 2, maxLength: 5 }), text, (parts, end) => {
				const template = `=${parts.map(({ before }, n) => `${before}{{ $json.p${n} }}`).join('')}${end}`;
				const evaluate = (expression: string) => parts[Number(/p(\d)/.exec(expression)?.[1])]?.value;
				const first = parts.findIndex(({ value }) => NOTHING.includes(value));
				expect(findEmptyPart(template, evaluate)).toBe(first < 0 ? undefined : `{{ $json.p${first} }}`);
			}),
		);
	});

	test.each([
		'={{ $json.from }}',
		'=wa-{{ $json.from }}',
		'wa-{{ $json.from }}:{{ $json.to }}',
		'=front desk',
		'=\\{{ $json.a }}{{ $json.b }}',
		'={{ "" }}{{ " " }}',
		'={{ $json.isTest ? "test-" : "" }}{{ $json.test ? \'\' : "live" }}',
		'={{ $json.thread && ":" + $json.thread }}{{ $json.thread ? 1 : undefined }}',
		'={{ (() => { if ($json.thread) return $json.thread })() }}{{ $json.a ? null : $json.b }}',
		undefined,
		7,
	])('is none of %p', (template) => {
		expect(findEmptyPart(template, () => undefined)).toBeUndefined();
	});

	test.each(['$json.from ?? ""', '$json.from || ""', '$json.from?.replace("+", "")', '$json.a?.b', '$json.x.join("")'])(
		'can be %s',
		(expression) => {
			const template = `={{ $json.channel }}:{{ ${expression} }}`;
			expect(findEmptyPart(template, (each) => (each.includes('channel') ? 'whatsapp' : ''))).toBe(
				`{{ ${expression} }}`,
			);
		},
	);

	test('is not one that cannot be evaluated by itself', () => {
		const fails = () => {
			throw new Error('no');
		};
		expect(findEmptyPart('={{ $json.a }}{{ $json.b }}', fails)).toBeUndefined();
	});
});

describe('an expression in a field that is set to Fixed', () => {
	test.each([
		['{{ $json.from }}', '{{ $json.from }}', true],
		['wa-{{$json.from}}', '{{$json.from}}', true],
		[`{{ $('WhatsApp Trigger').item.json.from }}`, `{{ $('WhatsApp Trigger').item.json.from }}`, true],
		['{{ $now }}', '{{ $now }}', true],
		['{{ customer_name }}', '{{ customer_name }}', false],
		['{{ $jsonx }}', '{{ $jsonx }}', false],
	])('%s holds %s (certain: %p)', (template, expression, isCertain) => {
		expect(findFixedExpression(template, false)).toBe(expression);
		expect(findFixedExpression(template, true)).toBe(isCertain ? expression : undefined);
		expect(findFixedExpression(`=${template}`, false)).toBeUndefined();
	});

	test('is none of what people write', () => {
		fc.assert(
			fc.property(fc.string(), (text) => {
				fc.pre(!/\{\{[^]*\}\}/.test(text));
				expect(findFixedExpression(text, false)).toBeUndefined();
			}),
		);
		for (const text of ['', '{{}}', '}}{{', '{ $json.from }', '$json.from', 7, undefined])
			expect(findFixedExpression(text, false)).toBeUndefined();
	});

	test('is looked for in linear time', () => {
		for (const unit of ['{{$json', '{{ ', '{', '{{ $json.a ', '}}', '$json '])
			expect(findFixedExpression(`{{${unit.repeat(100_000)}`, true)).toBeUndefined();
	});
});
