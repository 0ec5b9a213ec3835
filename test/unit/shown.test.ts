import fc from 'fast-check';

import { Explained } from '../../nodes/messages/explained.ts';
import { shown } from '../../nodes/messages/quotes.ts';
import * as ids from '../../nodes/parameters/check/ids.ts';
import * as objects from '../../nodes/parameters/check/objects.ts';
import * as times from '../../nodes/parameters/check/times.ts';
import * as values from '../../nodes/parameters/check/values.ts';
import { engineInput } from '../../nodes/parameters/responseEngine.ts';
import { smsAgentsInput } from '../../nodes/parameters/smsSettings.ts';
import { explain } from '../../nodes/retell/http/errorTexts.ts';
import { anyCharacter } from './arbitraries.ts';
import { readOrRefused } from './explained.ts';

const LONGEST = 500;
const LONG = 'x'.repeat(100_000);
const LABEL = 'Field';
const inputs = { ...ids, ...objects, ...times, ...values };

/** Every reader of a value; those of the same file are found by themselves. */
const readers: Record<string, (value: unknown) => unknown> = {
	...Object.fromEntries(
		Object.entries(inputs)
			.filter(([name]) => name.endsWith('Input'))
			.map(([name, read]) => [
				name,
				(value: unknown): unknown =>
					Reflect.apply(read as (...values: unknown[]) => unknown, undefined, [value, LABEL, ['a', 'b'], 'rows']),
			]),
	),
	timeInput: (value) => inputs.timeInput(value, LABEL, 'utc'),
	wholeInput: (value) => inputs.wholeInput(value, LABEL, 1, 5),
	amountInput: (value) => inputs.amountInput(value, LABEL),
	choiceInput: (value) => inputs.choiceInput(value, LABEL, ['a', 'b']),
	choicesInput: (value) => inputs.choicesInput(value, LABEL, ['a', 'b']),
	rowsInput: (value) => inputs.rowsInput(value, LABEL, 'rows', {}),
	engineInput: (value) => engineInput(value, LABEL),
	smsAgentsInput: (value) => smsAgentsInput(value, LABEL),
};

const long = fc.oneof(
	fc.constantFrom<unknown>(
		LONG,
		{ text: LONG },
		[LONG],
		{ type: 'retell-llm', llm_id: { text: LONG } },
		{ [LONG]: { nested: 1 } },
		{ agents: [{ agentId: { text: LONG } }] },
		{ agents: LONG },
	),
	fc.string({ minLength: 1, maxLength: 50 }).map((text) => text.repeat(2_000)),
);

test.each(Object.entries(readers))('%s', (_name, read) => {
	fc.assert(
		fc.property(long, (value) => {
			const refused = readOrRefused(() => read(value));
			if (!(refused instanceof Explained)) return;
			// Beside the value, a text says what is wrong with it.
			expect(refused.message.length).toBeLessThan(LONGEST);
			expect(refused.description.length).toBeLessThan(LONGEST);
		}),
		{ numRuns: 12 },
	);
});

test('an ID in what Retell refused', () => {
	for (const kind of ['notFound', 'notChatAgent', 'notRegistered'] as const) {
		for (const what of ['chat', 'agent', 'phoneNumber'] as const) {
			const { message } = explain({ kind, status: 404, said: '' }, { about: { what, id: LONG }, timeout: 1, tries: 1 });
			expect(message.length).toBeLessThan(LONGEST);
		}
	}
});

test('a short value is shown whole, a long one is cut between characters', () => {
	fc.assert(
		fc.property(fc.string({ unit: anyCharacter, maxLength: 400 }), (text) => {
			const quote = shown(text);
			expect(text.startsWith(quote.replace(/\u2026$/, ''))).toBe(true);
			expect(quote.length).toBeLessThanOrEqual(201);
			expect(text.length > quote.length && /[\uD800-\uDBFF]\u2026$/.test(quote)).toBe(false);
			if (text.length <= 200) expect(quote).toBe(text);
		}),
	);
});
