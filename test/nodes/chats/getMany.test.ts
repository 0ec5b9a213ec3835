// Get Many: pages, limits, filters on the wire, transcripts.
import type { INodeParameters } from 'n8n-workflow';

import { DEMO_AGENTS } from '../../../tools/sandbox/index.ts';
import { HOUR } from '../../../tools/times.ts';
import { idsOf } from '../manyChats.ts';
import { repeatPages } from '../repeatedPages.ts';
import { useQuickTime } from '../../host/time.ts';
import { useWorld } from '../world.ts';

const world = useWorld();
useQuickTime();

/** Adds chats that started a second apart, the last one newest. */
function addChats(count: number) {
	const { store } = world.sandbox;
	for (const chat of [...store.chats()]) store.deleteChat(chat.chat_id);
	return Array.from({ length: count }, (_, n) => store.addChat({ start_timestamp: 1_000_000 + n * 1000 }).chat_id);
}

const getAll = (parameters: INodeParameters = {}) => world.run('chat.getAll', { parameters });
const bodies = () => world.sandbox.requests.map(({ body }) => body);

test('2,500 chats take three requests', async () => {
	const ids = addChats(2500);
	const { json } = await getAll({ returnAll: true });
	expect(idsOf(json)).toEqual(ids.reverse());
	expect(bodies()).toEqual([
		{ sort_order: 'descending', limit: 1000 },
		{ sort_order: 'descending', limit: 1000, pagination_key: expect.any(String) as string, include_total: true },
		{ sort_order: 'descending', limit: 1000, pagination_key: expect.any(String) as string },
	]);
});

test('a limit beyond a page asks for what is left', async () => {
	addChats(1300);
	const { json } = await getAll({ limit: 1200 });
	expect(json).toHaveLength(1200);
	expect(bodies()).toMatchObject([{ limit: 1000 }, { limit: 200 }]);
});

test.each([
	['without an items list', { has_more: false }],
	['with an items list that is none', { items: {}, has_more: false }],
])('a page %s is never taken for the end', async (_case, page) => {
	world.sandbox.faults.add({ kind: 'garbage', body: JSON.stringify(page), contentType: 'application/json' });
	const { error } = await getAll({ returnAll: true });
	expect(error?.message).toContain("couldn't be read");
	expect(world.sandbox.requests).toHaveLength(4);
});

test.each<[string, INodeParameters]>([
	['all', { returnAll: true }],
	['5,000', { limit: 5_000 }],
	['all, with transcripts', { returnAll: true, options: { includeTranscript: true } }],
])('pages that repeat their rows under ever new keys come to an end: %s', async (_case, parameters) => {
	addChats(3);
	repeatPages(world);
	const { error } = await getAll(parameters);
	expect(error?.message).toBe("Retell's list doesn't end");
	expect(error?.description).toContain('After 3 rows');
	expect(world.requestsTo('/v3/list-chats')).toHaveLength(2);
});

test('all filters reach Retell in one request, which takes them', async () => {
	const filters: INodeParameters = {
		agentIds: ['agent_a'],
		agentTags: 'prod, beta',
		chatIds: 'chat_1',
		statuses: ['ended'],
		sentiments: ['Negative'],
		successful: false,
		startedAfter: '2026-05-01T00:00:00Z',
		endedAfter: '2026-05-01T00:00:00Z',
		endedBefore: '2026-05-01T00:00:01Z',
		minDurationSeconds: 1.5,
		maxCost: 12.5,
		disconnectionReasons: ['inactivity'],
		customAttributes: { conditions: [{ key: 'plan', comparison: 'isOneOf', value: 'gold, silver' }] },
		customAnalysis: { conditions: [{ key: 'resolved', comparison: 'isTrue' }] },
	};
	const { error } = await getAll({ filters });
	expect(error).toBeUndefined();
	const criteria = {
		agent: [{ agent_id: 'agent_a' }],
		agent_tag: { type: 'enum', op: 'in', value: ['prod', 'beta'] },
		chat_id: { type: 'enum', op: 'in', value: ['chat_1'] },
		chat_status: { type: 'enum', op: 'in', value: ['ended'] },
		user_sentiment: { type: 'enum', op: 'in', value: ['Negative'] },
		chat_successful: { type: 'boolean', op: 'eq', value: false },
		start_timestamp: { type: 'number', op: 'ge', value: 1777593600000 },
		end_timestamp: { type: 'range', op: 'bt', value: [1777593599999, 1777593601001] },
		duration_ms: { type: 'number', op: 'ge', value: 1500 },
		combined_cost: { type: 'number', op: 'le', value: 12.5 },
		disconnection_reason: { type: 'enum', op: 'in', value: ['inactivity'] },
		custom_attributes: [{ key: 'plan', type: 'enum', op: 'in', value: ['gold', 'silver'] }],
		custom_analysis_data: [{ key: 'resolved', type: 'boolean', op: 'eq', value: true }],
	};
	expect(bodies()[0]).toEqual({ filter_criteria: criteria, sort_order: 'descending', limit: 50 });
	expect(world.sandbox.requests[0]?.status).toBe(200);
});

test('dates without a zone are in the zone of the workflow, and blank filters are none', async () => {
	const filters = { startedAfter: '2026-05-01T00:00:00', endedAfter: '', agentIds: [], agentTags: ' ' };
	const { error } = await getAll({ filters });
	expect(error).toBeUndefined();
	expect(bodies()).toMatchObject([{ filter_criteria: { start_timestamp: { value: Date.UTC(2026, 4, 1, 4) } } }]);
});

test.each([true, false])('a range holds its bounds, whether Retell includes them or not (%p)', async (inclusive) => {
	world.sandbox.quirks.rangeIncludesBounds = inclusive;
	addChats(6);
	const at = (second: number) => `={{ new Date(${1_000_000 + second * 1000}) }}`;
	const { json } = await getAll({ filters: { startedAfter: at(1), startedBefore: at(3) } });
	expect(json.map(({ started_at }) => Date.parse(String(started_at)))).toEqual([1_003_000, 1_002_000, 1_001_000]);
});

test('older than counts from now', async () => {
	const { store } = world.sandbox;
	addChats(0);
	const old = store.addChat({ start_timestamp: Date.now() - 3 * HOUR }).chat_id;
	store.addChat({ start_timestamp: Date.now() - HOUR });
	const { json } = await getAll({ filters: { olderThanHours: 2 } });
	expect(idsOf(json)).toEqual([old]);
});

test('transcripts cost one request a chat; one that vanished meanwhile is marked', async () => {
	const [gone = '', kept = ''] = addChats(2);
	world.sandbox.store.endChat(kept);
	world.refuse(`/get-chat/${gone}`, 422, { message: 'Cannot find requested asset under given api key.' });
	const { json } = await getAll({ options: { includeTranscript: true } });
	expect(json).toMatchObject([{ chat_id: kept }, { chat_id: gone, transcript: null, details_unavailable: true }]);
	expect(json[0]).not.toHaveProperty('details_unavailable');
	expect(json[0]).toHaveProperty('messages');
	expect(world.sandbox.requests).toHaveLength(3);
});

test('the chats of an agent, end to end', async () => {
	const mine = world.sandbox.store.chats().filter(({ agent_id }) => agent_id === DEMO_AGENTS.support);
	const { json } = await getAll({ returnAll: true, filters: { agentIds: [DEMO_AGENTS.support] } });
	expect(idsOf(json).sort()).toEqual(idsOf(mine).sort());
	expect(mine.length).toBeGreaterThan(0);
});

describe('a list without a chat says why', () => {
	test('by the filters that there were', async () => {
		addChats(2);
		const filters = { olderThanHours: 1, sentiments: ['Positive'], agentTags: '' };
		const { json, hints } = await getAll({ filters });
		expect(json).toEqual([]);
		expect(hints).toEqual([
			expect.stringContaining('No chats match the filters: "Older Than (Hours)", "Sentiments".') as string,
		]);
		expect(bodies()).toHaveLength(1);
	});

	test('by a name that no recent chat has, which costs one request', async () => {
		addChats(1);
		world.sandbox.store.addChat({ chat_analysis: { custom_analysis_data: { refund: 'yes' } } });
		const condition = (key: string) => ({ conditions: [{ key, comparison: 'equals', value: 'no' }] });
		const misspelled = { customAnalysis: condition('refnud') };
		const { hints } = await getAll({ filters: misspelled });
		expect(hints).toEqual([
			'No chats match the filters: "Custom Analysis". None of the newest chats has refnud in "Custom Analysis". Check the name.',
		]);
		expect(bodies()).toHaveLength(2);
		const right = await getAll({ filters: { customAnalysis: condition('refund') } });
		expect(right.hints).toEqual(['No chats match the filters: "Custom Analysis".']);
	});

	test('of a workspace without chats', async () => {
		addChats(0);
		const { hints } = await getAll();
		expect(hints).toEqual(['Retell has no chats yet.']);
	});

	test('but not where another item found some', async () => {
		const [id] = addChats(1);
		const { json, hints } = await world.run('chat.getAll', {
			input: [{ ids: [id] }, { ids: ['chat_other'] }],
			parameters: { filters: { chatIds: '={{ $json.ids }}' } },
		});
		expect(json).toHaveLength(1);
		expect(hints.join()).not.toContain('No chats match');
	});
});
