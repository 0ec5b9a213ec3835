import fc from 'fast-check';

import {
	analysisInput,
	autoCloseInput,
	languagesInput,
	otherSettingsInput,
	retentionInput,
	timezoneInput,
} from '../../nodes/parameters/agentSettings/check.ts';
import { engineInput, engineValue } from '../../nodes/parameters/responseEngine.ts';
import { smsAgentsInput } from '../../nodes/parameters/smsSettings.ts';
import { Explained } from '../../nodes/messages/explained.ts';
import { updateAgent } from '../../tools/sandbox/agent-schemas.ts';
import { updatePhoneNumber } from '../../tools/sandbox/number-schemas.ts';
import { hostileJson } from './arbitraries.ts';
import { readOrRefused, refusalOf } from './explained.ts';

const LABEL = 'Auto-Close After (Minutes)';

describe('auto-close', () => {
	test('minutes within the bounds become whole milliseconds that Retell takes', () => {
		fc.assert(
			fc.property(fc.double({ min: 2, max: 4320, noNaN: true }), (minutes) => {
				const silence = autoCloseInput(minutes, LABEL);
				expect(updateAgent.safeParse({ end_chat_after_silence_ms: silence }).success).toBe(true);
				expect(Math.abs(silence - minutes * 60_000)).toBeLessThanOrEqual(0.5);
			}),
		);
		expect([2, '60', 4320].map((minutes) => autoCloseInput(minutes, LABEL))).toEqual([120_000, 3_600_000, 259_200_000]);
	});

	test.each([
		[0, 'must be more than 0', '"Clear Fields"'],
		[-5, 'must be more than 0', '"Clear Fields"'],
		[1.99, 'shorter than Retell allows: 1.99 minutes', 'from 2 to 4320 (72 hours)'],
		[4321, 'longer than Retell allows: 4321 minutes', '4321 seconds are 72.02 minutes'],
		[7200, 'longer', '7200 seconds are 120 minutes.'],
		[3_600_000, 'longer', '3600000 milliseconds are 60 minutes.'],
		[180_000, 'longer', '180000 seconds are 3000 minutes. 180000 milliseconds are 3 minutes.'],
		[1e12, 'longer', 'from 2 to 4320 (72 hours).'],
		['soon', 'must be a number, not soon', 'Enter a number'],
		['', 'is empty', 'Enter a number'],
		[null, 'is empty', 'Enter a number'],
	])('%p is refused', (value, message, description) => {
		const error = refusalOf(() => autoCloseInput(value, LABEL));
		expect(error.message).toContain(`"${LABEL}"`);
		expect(error.message).toContain(message);
		expect(error.description).toContain(description);
	});

	test('a unit is named only where it would be right', () => {
		fc.assert(
			fc.property(fc.double({ min: 4320.01, max: 1e15, noNaN: true }), (value) => {
				const { description } = refusalOf(() => autoCloseInput(value, LABEL));
				expect(description.includes(' seconds are ')).toBe(value / 60 <= 4320);
				expect(description.includes(' milliseconds are ')).toBe(value / 60_000 >= 2 && value / 60_000 <= 4320);
			}),
		);
	});
});

test('retention is a whole number of days', () => {
	expect([1, '730'].map((days) => retentionInput(days, 'Days'))).toEqual([1, 730]);
	for (const days of [0, 731, 1.5, -1, 'x']) expect(() => retentionInput(days, 'Days')).toThrow(Explained);
});

test('one language goes by itself, several as a list', () => {
	expect(languagesInput(['de-DE'], 'Languages')).toBe('de-DE');
	expect(languagesInput('de-DE, fr-FR', 'Languages')).toEqual(['de-DE', 'fr-FR']);
	expect(languagesInput([], 'Languages')).toBeUndefined();
	expect(languagesInput('multi', 'Languages')).toBe('multi');
	expect(languagesInput(['multi'], 'Languages')).toBe('multi');
	expect(languagesInput('["de-DE", "en-US"]', 'Languages')).toEqual(['de-DE', 'en-US']);
	expect(() => languagesInput(['multi', 'de-DE'], 'Languages')).toThrow(Explained);
	expect(() => languagesInput('multi, de-DE', 'Languages')).toThrow(Explained);
});

describe('analysis fields', () => {
	const read = (...fields: unknown[]) => analysisInput({ fields }, 'Fields');
	const row = { type: 'string', name: 'order', description: 'The order' };

	test('rows become what Retell takes', () => {
		const fields = read(
			{ ...row, examples: 'A-1, A-2', choices: 'left over from another type', preset: 'chat_summary' },
			{ ...row, type: 'enum', name: ' topic ', choices: 'order,return, ' },
			{ type: 'system-presets', preset: 'user_sentiment', description: '', optional: true },
		);
		expect(fields).toEqual([
			{ ...row, examples: ['A-1', 'A-2'] },
			{ ...row, type: 'enum', name: 'topic', choices: ['order', 'return'] },
			{ type: 'system-presets', name: 'user_sentiment', required: false },
		]);
	});

	test('a built-in field stays required unless it is called optional', () => {
		const summary = { type: 'system-presets', preset: 'chat_summary', description: 'One sentence' };
		// Workflows of earlier days hold the default of a switch that is for other rows.
		const fields = [{}, { required: false }, { optional: false }].flatMap(
			(more) => read({ ...summary, ...more }) ?? [],
		);
		for (const field of fields) {
			expect(field).toEqual({ type: 'system-presets', name: 'chat_summary', description: 'One sentence' });
		}
		expect(fields).toHaveLength(3);
	});

	test('no rows are nothing to change', () => {
		for (const value of [{}, { fields: [] }, '', undefined, null])
			expect(analysisInput(value, 'Fields')).toBeUndefined();
	});

	test.each([
		[{ ...row, name: '' }, 'Fields: Name'],
		[{ ...row, description: ' ' }, 'Fields: Description of order'],
		[{ ...row, type: 'enum' }, 'no choices for order'],
		[{ ...row, type: 'date' }, 'Fields: Type'],
		[{ type: 'system-presets', preset: 'x' }, 'Fields: Built-In Field'],
		[{ ...row, required: 'perhaps' }, 'Fields: Required'],
		[{ type: 'system-presets', preset: 'chat_summary', optional: 'perhaps' }, 'Fields: Optional'],
	])('%j is refused', (bad, text) => {
		expect(refusalOf(() => read(bad)).message).toContain(text);
	});

	test('two fields of one name are refused', () => {
		expect(refusalOf(() => read(row, { ...row, type: 'number' })).message).toContain('two fields with the name order');
	});

	test('whatever comes is refused in words, or taken by Retell', () => {
		fc.assert(
			fc.property(hostileJson, (value) => {
				const fields = readOrRefused(() => analysisInput(value, 'Fields'));
				if (fields && !(fields instanceof Explained))
					expect(updateAgent.safeParse({ post_chat_analysis_data: fields }).success).toBe(true);
			}),
		);
	});
});

describe('a response engine', () => {
	test('is read from what the picker gives, whatever its ID looks like', () => {
		const kinds = fc.constantFrom('retell-llm' as const, 'conversation-flow' as const);
		const ids = fc.stringMatching(/^[\w:-]{1,20}$/);
		fc.assert(
			fc.property(kinds, ids, (kind, id) => {
				const engine = engineInput(engineValue({ kind, id }), 'Response Engine');
				expect(engine).toEqual(
					kind === 'retell-llm' ? { type: kind, llm_id: id } : { type: kind, conversation_flow_id: id },
				);
			}),
		);
	});

	test('is read again from what an agent has', () => {
		for (const engine of [
			{ type: 'retell-llm', llm_id: 'a', version: 0 },
			{ type: 'conversation-flow', conversation_flow_id: 'b' },
		]) {
			expect(engineInput(engine, 'Response Engine')).toEqual(engine);
		}
	});

	test('that does not tell its kind is refused', () => {
		expect(refusalOf(() => engineInput('16b980523634', 'Response Engine')).description).toContain('retell-llm:');
	});
});

describe('SMS agents', () => {
	const read = (...agents: object[]) => smsAgentsInput({ agents }, 'SMS Agents');

	test('weights that add up to 1 are taken by Retell, too', () => {
		fc.assert(
			fc.property(fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 10 }), (parts) => {
				const sum = parts.reduce((total, part) => total + part, 0);
				const agents = read(...parts.map((part, n) => ({ agentId: `agent_${n}`, weight: part / sum })));
				expect(updatePhoneNumber.safeParse({ inbound_sms_agents: agents }).success).toBe(true);
			}),
		);
	});

	test('others are refused, with their sum', () => {
		fc.assert(
			fc.property(
				fc.array(fc.double({ min: 0.001, max: 100, noNaN: true }), { minLength: 1, maxLength: 5 }),
				(weights) => {
					const sum = weights.reduce((total, weight) => total + weight, 0);
					fc.pre(Math.abs(sum - 1) > 1e-5);
					const error = refusalOf(() => read(...weights.map((weight) => ({ agentId: 'agent_1', weight }))));
					expect(error.message).toContain(`must add up to 1, not ${Number(sum.toFixed(6))}`);
				},
			),
		);
	});

	test('a single agent gets all texts', () => {
		expect(read({ agentId: ' agent_1 ', agentVersion: 'prod' })).toEqual([
			{ agent_id: 'agent_1', weight: 1, agent_version: 'prod' },
		]);
		expect(smsAgentsInput({}, 'SMS Agents')).toBeUndefined();
	});
});

test('a time zone is one of the IANA names', () => {
	for (const zone of ['UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires', ' Asia/Kolkata ']) {
		expect(timezoneInput(zone, 'Timezone')).toBe(zone.trim());
	}
	for (const zone of ['CEST', 'Berlin', '+02:00', 'Europe/Nowhere', 'europe berlin', {}, 2]) {
		expect(() => timezoneInput(zone, 'Timezone')).toThrow(Explained);
	}
});

describe('other settings', () => {
	const read = (value: unknown) => otherSettingsInput(value, 'Other', { webhook_url: 'Webhook URL' });

	test('go as they are, from JSON or from an object, those that nobody knows yet, too', () => {
		const settings = { pii_config: { mode: 'post_call', categories: [] }, version_title: null, new_setting: 7 };
		expect(read(settings)).toEqual(settings);
		expect(read(JSON.stringify(settings))).toEqual(settings);
		expect(read('{}')).toBeUndefined();
	});

	test.each([['text'], ['[]'], ['null'], ['{'], [[{}]], [7], [new Date()], [{ toJSON: () => 'x' }]])(
		'%j is not one of them',
		(value) => {
			expect(() => read(value)).toThrow('"Other" must be an object');
		},
	);

	test('that have a field are refused by its name', () => {
		expect(refusalOf(() => read({ new_setting: 1, webhook_url: null }))).toMatchObject({
			message: '"Other" has a setting that has its own field: webhook_url',
			description: 'Remove it there and use "Webhook URL".',
		});
	});
});
