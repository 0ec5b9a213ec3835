// What Delete Many accepts as filters never finds all chats of an ordinary workspace.
import fc from 'fast-check';

import { chatFilter, type FilterValues } from '../../nodes/parameters/chatFilters/criteria.ts';
import { isNarrow } from '../../nodes/parameters/chatFilters/narrowing.ts';
import { CHAT_STATUSES, DISCONNECTION_REASONS, SENTIMENTS } from '../../nodes/retell/api/vocabulary.ts';
import { COMPARISONS } from '../../nodes/parameters/chatFilters/conditions.ts';
import { FILTER_LABELS as labels } from '../../nodes/parameters/chatFilters/fields.ts';
import type { Chat, ChatFilterCriteria } from '../../nodes/retell/api/types.ts';
import { DAY, MINUTE } from '../../tools/times.ts';

const NOW = Date.UTC(2026, 7, 7, 12);
const FIRST = Date.UTC(2023, 0, 1);

/** The chats of a workspace, with what the list can filter by and does not show. */
type Row = Chat & { disconnection_reason: string; duration: number };

const criteriaOf = (values: FilterValues) => chatFilter(values, { labels, timezone: 'UTC', now: NOW }).criteria ?? {};

/** Whether a chat meets a condition, in the widest reading: what Retell doesn't document is taken as true. */
function meets(filter: { type?: string; op: string; value?: unknown }, value: unknown): boolean {
	const { op, value: wanted } = filter;
	if (op === 'np') return value === undefined;
	if (op === 'ne') return value !== wanted;
	if (value === undefined) return false;
	if (op === 'pr') return true;
	if (op === 'eq') return value === wanted;
	if (Array.isArray(wanted) && op === 'in') return wanted.includes(value);
	if (Array.isArray(wanted)) return Number(value) >= Number(wanted[0]) && Number(value) <= Number(wanted[1]);
	if (typeof wanted === 'string') {
		if (typeof value !== 'string') return true;
		return { sw: value.startsWith(wanted), ew: value.endsWith(wanted), co: value.includes(wanted) }[op] ?? true;
	}
	const difference = Number(value) - Number(wanted);
	return { gt: difference > 0, ge: difference >= 0, lt: difference < 0, le: difference <= 0 }[op] ?? true;
}

function matches(row: Row, criteria: ChatFilterCriteria): boolean {
	const { agent, custom_attributes: attributes = [], custom_analysis_data: analysis = [], ...simple } = criteria;
	const values: Record<string, unknown> = {
		...row,
		user_sentiment: row.chat_analysis?.user_sentiment,
		chat_successful: row.chat_analysis?.chat_successful,
		combined_cost: row.chat_cost?.combined_cost,
		duration_ms: row.duration,
	};
	const own = (holder: object | undefined, key = '') => new Map<string, unknown>(Object.entries(holder ?? {})).get(key);
	return (
		(!agent || agent.some(({ agent_id }) => agent_id === row.agent_id)) &&
		Object.entries(simple).every(([name, filter]) => filter === undefined || meets(filter, values[name])) &&
		attributes.every((each) => meets(each, own(row.custom_attributes, each.key))) &&
		analysis.every((each) => meets(each, own(Object(row.chat_analysis?.custom_analysis_data) as object, each.key)))
	);
}

const time = fc.integer({ min: FIRST, max: NOW });
const scalar = fc.constantFrom<string | number | boolean>('gold', 'silver', '', 0, 1, 7, true, false);
const custom = fc.dictionary(fc.constantFrom('plan', 'score'), scalar);

const row: fc.Arbitrary<Row> = fc
	.record({
		chat_id: fc.nat(50).map((n) => `chat_${n}`),
		agent_id: fc.constantFrom('agent_1', 'agent_2'),
		agent_tag: fc.constantFrom('prod', 'beta'),
		chat_status: fc.constantFrom(...CHAT_STATUSES),
		start_timestamp: time,
		duration: fc.integer({ min: 0, max: 3 * DAY }),
		cost: fc.double({ min: 0, max: 500, noNaN: true }),
		disconnection_reason: fc.constantFrom(...DISCONNECTION_REASONS),
		user_sentiment: fc.constantFrom(...SENTIMENTS),
		chat_successful: fc.boolean(),
		attributes: custom,
		analysis: custom,
	})
	.map(({ cost, user_sentiment, chat_successful, attributes, analysis, ...fields }): Row => ({
		...fields,
		end_timestamp: Math.min(NOW, fields.start_timestamp + fields.duration),
		chat_cost: { combined_cost: cost },
		chat_analysis: { user_sentiment, chat_successful, custom_analysis_data: analysis },
		custom_attributes: attributes,
	}));

/** What there is one of in every ordinary workspace: the first chat, one of just now, a dear one, a plain one... */
function ordinary(rows: Row[]): Row[] {
	const plain: Row = {
		chat_id: 'chat_first',
		agent_id: 'agent_of_nobody',
		agent_tag: 'tag_of_nobody',
		chat_status: 'ended',
		start_timestamp: FIRST,
		end_timestamp: FIRST,
		duration: 0,
		disconnection_reason: 'inactivity',
		chat_cost: { combined_cost: 0 },
		chat_analysis: { user_sentiment: 'Neutral', chat_successful: true, custom_analysis_data: {} },
		custom_attributes: {},
	};
	const analysis = {
		user_sentiment: 'Positive',
		chat_successful: false,
		custom_analysis_data: { plan: 'gold', score: 7 },
	} as const;
	const late = { start_timestamp: NOW - MINUTE, end_timestamp: NOW - MINUTE };
	return [
		plain,
		{
			...plain,
			...late,
			chat_id: 'chat_last',
			chat_status: 'ongoing',
			chat_analysis: analysis,
			disconnection_reason: 'user_hangup',
		},
		{
			...plain,
			chat_id: 'chat_long',
			chat_status: 'error',
			duration: 7 * DAY,
			chat_cost: { combined_cost: 1000 },
			disconnection_reason: 'agent_hangup',
		},
		...SENTIMENTS.map((user_sentiment) => ({ ...plain, chat_analysis: { ...plain.chat_analysis, user_sentiment } })),
		...DISCONNECTION_REASONS.map((disconnection_reason) => ({ ...plain, disconnection_reason })),
		...rows,
	];
}

const amount = fc.oneof(
	fc.constantFrom(0, 0.001, 1, 100, 999, 1000, 604_800, 1e9),
	fc.double({ min: 0, max: 1e7, noNaN: true }),
);
const moment = fc
	.oneof(time, fc.constantFrom(0, FIRST - 1, FIRST, FIRST + 1, NOW - MINUTE - 1, NOW - MINUTE, NOW, NOW + 365 * DAY))
	.map((at) => new Date(at));
const conditions = fc
	.array(
		fc.record({
			key: fc.constantFrom('plan', 'score', 'Misspelled'),
			comparison: fc.constantFrom(...Object.keys(COMPARISONS)),
			value: fc.constantFrom('0', '7', '1000000'),
		}),
		{ maxLength: 2 },
	)
	.map((rows) => ({ conditions: rows }));

const values: Record<string, fc.Arbitrary<unknown>> = {
	agentIds: fc.subarray(['agent_1', 'agent_2']),
	agentTags: fc.constantFrom('', 'prod', 'prod, beta'),
	chatIds: fc.subarray(['chat_1', 'chat_2', 'chat_3']),
	customAnalysis: conditions,
	customAttributes: conditions,
	disconnectionReasons: fc.subarray(DISCONNECTION_REASONS),
	endedAfter: moment,
	endedBefore: moment,
	maxCost: amount,
	maxDurationSeconds: amount,
	minCost: amount,
	minDurationSeconds: amount,
	olderThanHours: amount,
	sentiments: fc.subarray(SENTIMENTS),
	startedAfter: moment,
	startedBefore: moment,
	statuses: fc.subarray(CHAT_STATUSES),
	successful: fc.boolean(),
};

const single = fc
	.constantFrom(...Object.keys(values))
	.chain((name) => (values[name] ?? fc.constant('')).map((value) => ({ [name]: value })));

test('every filter is tried here', () => {
	expect([...Object.keys(values), 'idleMinutes'].sort()).toEqual(Object.keys(labels).sort());
});

test('whatever counts as narrow leaves out a chat of every ordinary workspace', () => {
	fc.assert(
		fc.property(single, fc.array(row, { maxLength: 5 }), (filter, rows) => {
			const criteria = criteriaOf(filter);
			if (isNarrow(criteria, NOW)) expect(ordinary(rows).every((each) => matches(each, criteria))).toBe(false);
		}),
		{ numRuns: 3000 },
	);
});

test('whatever does not count as narrow is true for all or nearly all chats that have the value', () => {
	fc.assert(
		fc.property(single, fc.array(row, { minLength: 1, maxLength: 5 }), (filter, rows) => {
			const criteria = criteriaOf(filter);
			if (isNarrow(criteria, NOW)) return;
			const usual = rows.filter(
				({ start_timestamp: start = 0, end_timestamp: end }) => start < NOW - MINUTE && Number(end) < NOW - MINUTE,
			);
			const isAboutLack = Object.keys(filter).some((name) => name.startsWith('custom'));
			if (!isAboutLack) expect(usual.every((each) => matches(each, criteria))).toBe(true);
		}),
		{ numRuns: 3000 },
	);
});
