import fc from 'fast-check';

import { Explained } from '../../nodes/messages/explained.ts';
import { chatFilter, type FilterValues } from '../../nodes/parameters/chatFilters/criteria.ts';
import type { Chat } from '../../nodes/retell/api/types.ts';
import { FILTER_LABELS, FILTERS } from '../../nodes/parameters/chatFilters/fields.ts';
import { readNarrowFilter, readWholeFilter } from '../../nodes/parameters/chatFilters/read.ts';
import { hostileJson } from './arbitraries.ts';
import { HOUR } from '../../tools/times.ts';
import { readOrRefused, refusalOf } from './explained.ts';

const NOW = Date.UTC(2026, 7, 7, 12);
const labels: Partial<Record<string, string>> = FILTER_LABELS;
const filter = (values: FilterValues) => chatFilter(values, { labels, timezone: 'Europe/Berlin', now: NOW });
const criteriaOf = (values: FilterValues) => filter(values).criteria;
const chatWith = (fields: Partial<Chat>): Chat => ({
	chat_id: 'chat_1',
	agent_id: 'agent_1',
	chat_status: 'ended',
	...fields,
});

const AT = '2026-08-07T12:00:00';
const AT_MS = Date.UTC(2026, 7, 7, 10);

test.each<[FilterValues, object]>([
	[{ agentIds: ['agent_1', 'agent_2'] }, { agent: [{ agent_id: 'agent_1' }, { agent_id: 'agent_2' }] }],
	[{ agentIds: ' agent_1 ,, agent_2' }, { agent: [{ agent_id: 'agent_1' }, { agent_id: 'agent_2' }] }],
	[{ agentTags: 'beta, production' }, { agent_tag: { type: 'enum', op: 'in', value: ['beta', 'production'] } }],
	[{ statuses: ['ended', 'error'] }, { chat_status: { type: 'enum', op: 'in', value: ['ended', 'error'] } }],
	[{ sentiments: ['Negative'] }, { user_sentiment: { type: 'enum', op: 'in', value: ['Negative'] } }],
	[
		{ disconnectionReasons: ['inactivity', 'user_hangup'] },
		{ disconnection_reason: { type: 'enum', op: 'in', value: ['inactivity', 'user_hangup'] } },
	],
	[{ successful: true }, { chat_successful: { type: 'boolean', op: 'eq', value: true } }],
	[{ successful: false }, { chat_successful: { type: 'boolean', op: 'eq', value: false } }],
	[{ successful: 'false' }, { chat_successful: { type: 'boolean', op: 'eq', value: false } }],
	[{ startedAfter: AT }, { start_timestamp: { type: 'number', op: 'ge', value: AT_MS } }],
	[{ startedBefore: AT }, { start_timestamp: { type: 'number', op: 'le', value: AT_MS } }],
	[
		{ startedAfter: AT, startedBefore: AT },
		{ start_timestamp: { type: 'range', op: 'bt', value: [AT_MS - 1, AT_MS + 1] } },
	],
	[{ endedAfter: AT }, { end_timestamp: { type: 'number', op: 'ge', value: AT_MS } }],
	[{ endedBefore: AT }, { end_timestamp: { type: 'number', op: 'le', value: AT_MS } }],
	[{ olderThanHours: 24 }, { start_timestamp: { type: 'number', op: 'le', value: NOW - 24 * HOUR - 1 } }],
	[{ olderThanHours: 0 }, { start_timestamp: { type: 'number', op: 'le', value: NOW - 1 } }],
	[{ minDurationSeconds: 1.5 }, { duration_ms: { type: 'number', op: 'ge', value: 1500 } }],
	[{ maxDurationSeconds: '60' }, { duration_ms: { type: 'number', op: 'le', value: 60_000 } }],
	[{ minDurationSeconds: 0, maxDurationSeconds: 2.3 }, { duration_ms: { type: 'range', op: 'bt', value: [-1, 2301] } }],
	[{ minCost: 0 }, { combined_cost: { type: 'number', op: 'ge', value: 0 } }],
	[{ maxCost: 2.5 }, { combined_cost: { type: 'number', op: 'le', value: 2.5 } }],
	[{ minCost: 1, maxCost: 2 }, { combined_cost: { type: 'range', op: 'bt', value: [1 - 1e-6, 2 + 1e-6] } }],
	[
		{ customAttributes: { conditions: [{ key: ' tier ', comparison: 'equals', value: 'gold' }] } },
		{ custom_attributes: [{ key: 'tier', type: 'string', op: 'eq', value: 'gold' }] },
	],
	[
		{ customAnalysis: { conditions: [{ key: 'refund', comparison: 'isTrue' }] } },
		{ custom_analysis_data: [{ key: 'refund', type: 'boolean', op: 'eq', value: true }] },
	],
])('%j', (values, criteria) => {
	expect(criteriaOf(values)).toEqual(criteria);
});

test('the reasons for which a chat can have ended come before those of calls', () => {
	const options = FILTERS.find(({ name }) => name === 'disconnectionReasons')?.options ?? [];
	const values = options.map((option) => ('value' in option ? option.value : undefined));
	expect(values.slice(0, 3)).toEqual(['user_hangup', 'agent_hangup', 'inactivity']);
	const ofCalls = values.filter((value) =>
		/call|dial|voicemail|asr|audio|sip|telephony|ivr|transfer/.test(String(value)),
	);
	expect(ofCalls.length).toBeGreaterThan(10);
	expect(Math.min(...ofCalls.map((value) => values.indexOf(value)))).toBe(13);
});

test('blank filters count as not set', () => {
	const blank = fc.constantFrom<unknown>('', '  ', null, undefined);
	fc.assert(
		fc.property(fc.record(Object.fromEntries(Object.keys(labels).map((name) => [name, blank]))), (values) => {
			const rows = { statuses: [], agentIds: ' , ', customAttributes: { conditions: [] }, customAnalysis: {} };
			expect(criteriaOf({ ...values, ...rows })).toBeUndefined();
		}),
	);
});

describe('ranges are asked for one step wider, and checked here', () => {
	const number = fc.integer({ min: 1, max: 20 });
	const ranges: Record<string, [low: string, high: string, made: (value: number) => Partial<Chat>]> = {
		start: ['startedAfter', 'startedBefore', (value) => ({ start_timestamp: NOW + value })],
		end: ['endedAfter', 'endedBefore', (value) => ({ end_timestamp: NOW + value })],
		duration: [
			'minDurationSeconds',
			'maxDurationSeconds',
			(value) => ({ start_timestamp: NOW, end_timestamp: NOW + value * 1000 }),
		],
		cost: ['minCost', 'maxCost', (value) => ({ chat_cost: { combined_cost: value } })],
	};

	test.each(Object.entries(ranges))('%s', (name, [low, high, made]) => {
		const isTime = name === 'start' || name === 'end';
		const input = (value: number) => (isTime ? new Date(NOW + value) : value);
		fc.assert(
			fc.property(number, number, number, (a, b, value) => {
				const [least, most] = [Math.min(a, b), Math.max(a, b)];
				const { accepts } = filter({ [low]: input(least), [high]: input(most) });
				expect(accepts(chatWith(made(value)))).toBe(value >= least && value <= most);
				// What Retell does not tell has been decided by Retell.
				expect(accepts(chatWith({}))).toBe(true);
				expect(accepts(chatWith({ end_timestamp: null }))).toBe(true);
				expect(filter({ [low]: input(most) }).accepts(chatWith(made(least)))).toBe(true);
			}),
		);
	});

	test.each(Object.entries(ranges))('%s: swapped bounds are refused by both names', (name, [low, high]) => {
		const act = () => filter({ [low]: 1_780_000_000_001, [high]: 1_780_000_000_000 });
		const relation = name === 'start' || name === 'end' ? 'is earlier than' : 'is less than';
		expect(refusalOf(act).message).toContain(`"${labels[high]}" ${relation} "${labels[low]}"`);
	});
});

describe('olderThanHours and idleMinutes beside startedBefore', () => {
	const hours = fc.integer({ min: 0, max: 100 });

	test('the earliest one counts', () => {
		fc.assert(
			fc.property(hours, hours, hours, (older, idle, before) => {
				const startedBefore = NOW - before * HOUR;
				const value = Math.min(startedBefore, NOW - older * HOUR - 1, NOW - idle * HOUR - 1);
				expect(criteriaOf({ olderThanHours: older, idleMinutes: idle * 60, startedBefore })).toEqual({
					start_timestamp: { type: 'number', op: 'le', value },
				});
			}),
		);
	});

	test('the one that clashes is named', () => {
		const values = { startedAfter: NOW - 2 * HOUR, startedBefore: NOW, olderThanHours: 3 };
		expect(() => filter(values)).toThrow('"Older Than (Hours)" is earlier than "Started After"');
		expect(() => filter({ ...values, startedBefore: NOW - 4 * HOUR })).toThrow('"Started Before" is earlier than');
	});
});

test.each<[FilterValues, string]>([
	[{ startedAfter: 'soon' }, '"Started After" must be a date, not soon'],
	[{ minCost: 'cheap' }, '"Min Cost (Cents)" must be a number, not cheap'],
	[{ olderThanHours: 1e305 }, '"Older Than (Hours)" is too large: 1e+305'],
	[{ statuses: ['closed'] }, '"Statuses" has no option closed'],
	[{ successful: 'perhaps' }, '"Successful" must be true or false, not perhaps'],
	[{ agentIds: [{ id: 1 }] }, '"Agents" must be text, not {"id":1}'],
	[{ customAttributes: [{ key: 'a' }] }, '"Custom Attributes" must be a list of conditions'],
])('%j is refused: %s', (values, message) => {
	expect(() => filter(values)).toThrow(message);
});

test('whatever is filled in, it is taken or explained, and its numbers fit into JSON', () => {
	fc.assert(
		fc.property(fc.constantFrom(...Object.keys(labels)), hostileJson, (name, value) => {
			const criteria = readOrRefused(() => criteriaOf({ [name]: value }));
			if (criteria instanceof Explained) {
				expect(criteria.message).toContain(`"${labels[name]}`);
				return;
			}
			JSON.stringify(criteria, (_key, part: unknown) => {
				if (typeof part === 'number') expect(Number.isFinite(part)).toBe(true);
				return part;
			});
		}),
		{ numRuns: 2000 },
	);
});

// n8n drops such names from a workflow; a tool's model could still bring one.
test.each([
	['End Many', readWholeFilter],
	['Delete Many', readNarrowFilter],
])('%s refuses a filter that there is not, beside good ones, too', (_, read) => {
	const itemWith = (filters: object) => ({
		get: (name: string) => (name === 'filters' ? filters : undefined),
		timezone: 'Europe/Berlin',
	});
	for (const name of ['agentId', 'AgentIds', 'constructor', 'toString']) {
		const { message, description } = refusalOf(() => read(itemWith({ agentIds: ['agent_1'], [name]: 'agent_1' })));
		expect(message).toBe(`"Filters" has no filter ${name}`);
		expect(description).toContain('agentIds');
	}
	expect(read(itemWith({ agentIds: ['agent_1'] })).criteria).toBeDefined();
});
