// Keys of sessions whose templates have several parts, or were never evaluated: different people must not share one.
import fc from 'fast-check';
import type { INodeParameters } from 'n8n-workflow';

import { findLeftover } from '../../../nodes/parameters/leftovers.ts';
import { useConversations } from './conversations.ts';

const AGENT = 'agent_echo';
const { world, talk, say, chatsOf } = useConversations({ agent_id: AGENT });

test.each<[string, string]>([
	['={{ $json.channel }}:{{ $json.nothing }}', '{{ $json.nothing }}'],
	['={{ $json.channel }}:{{ $json.empty }}', '{{ $json.empty }}'],
])('the key %s, of which a part is empty, is refused by that part', async (sessionKey, part) => {
	const { error } = await talk([{ key: 'ada', text: 'hi', channel: 'whatsapp', empty: '' }], {
		parameters: { sessionKey },
	});
	expect(error?.message).toBe(`A part of "Session Key" is empty: ${part}`);
	expect(error?.description).toContain('Different people would share one conversation.');
	expect(world.sandbox.requests).toEqual([]);
});

test.each<[string, string]>([
	['={{ $json.nothing ? "test-" : "" }}wa:{{ $json.key }}', 'wa:ada'],
	['={{ $json.channel }}:{{ $json.key }}', 'whatsapp:ada'],
	['=wa-{{ $json.key }}', 'wa-ada'],
])('the key %s, whose parts choose to be empty or are not, is one: %s', async (sessionKey, key) => {
	const { json } = await talk([{ key: 'ada', text: 'hi', channel: 'whatsapp' }], { parameters: { sessionKey } });
	expect(json).toMatchObject([{ new_chat: true }]);
	expect(chatsOf(key)).toHaveLength(1);
});

test('random keys: refused where a part is empty, and only there', async () => {
	const literal = fc.constantFrom('', ':', '-', 'wa', ' ', 'a:b', '::', '/');
	const value = fc.constantFrom<unknown>('x7', '+49', ':', '-', 'a:', 0, 7, false, null, undefined, '', ' ');
	const template = fc.array(literal, { minLength: 3, maxLength: 5 });
	await fc.assert(
		fc.asyncProperty(
			template,
			fc.array(fc.array(value, { minLength: 4, maxLength: 4 }), { minLength: 6, maxLength: 6 }),
			async (literals, values) => {
				world.sandbox.reset();
				world.sandbox.store.addAgent({ agent_id: AGENT });
				const count = literals.length - 1;
				const sessionKey = `=${literals.map((text, n) => text + (n < count ? `{{ $json.v[${n}] }}` : '')).join('')}`;
				const input = values.map((v) => ({ v, text: 'hi' }));
				const { json } = await talk(input, { parameters: { sessionKey }, onError: 'continueRegularOutput' });
				json.forEach(({ error }, n) => {
					const parts = (values[n] ?? []).slice(0, count);
					const isWhole = parts.every((part) => ![null, undefined, '', ' '].some((nothing) => nothing === part));
					const key =
						parts.map((part, at) => `${literals[at] ?? ''}${String(part)}`).join('') + (literals[count] ?? '');
					const isKey = isWhole && /[\p{L}\p{N}]/u.test(key) && findLeftover(key.trim()) === undefined;
					expect({ sessionKey, parts, error: error === undefined }).toEqual({ sessionKey, parts, error: isKey });
				});
			},
		),
		{ numRuns: 60 },
	);
});

test.each<[INodeParameters, string]>([
	[{ sessionKey: '{{ $json.key }}' }, '"Session Key" is set to Fixed and contains an expression: {{ $json.key }}'],
	[{ sessionKey: 'wa-{{ from }}' }, '"Session Key" is set to Fixed and contains an expression: {{ from }}'],
	[{ message: 'Hi {{ $json.text }}!' }, '"Message" is set to Fixed and contains an expression: {{ $json.text }}'],
])('%j, where nobody switched to Expression, is refused', async (parameters, message) => {
	const { error } = await say(['hi'], { parameters });
	expect(error?.message).toBe(message);
	expect(world.sandbox.requests).toEqual([]);
});

test('braces that a person writes, or that no expression of n8n stands in, are a message', async () => {
	const { json } = await say(['Why {{ $json.text }}?']);
	expect(json).toMatchObject([{ reply: 'You said: Why {{ $json.text }}?' }]);
	const fixed = await talk([{ key: 'ada' }], { parameters: { message: 'Is {{ customer_name }} a variable?' } });
	expect(fixed.json).toMatchObject([{ reply: 'You said: Is {{ customer_name }} a variable?' }]);
});
