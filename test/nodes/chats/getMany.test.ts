// Get Many: pages without an end, filters on the wire, transcripts, and why nothing was found.
import type { INodeParameters } from 'n8n-workflow';

import { chatFilter } from '../../../nodes/parameters/chatFilters/criteria.ts';
import { toKey } from '../../../tools/sandbox/paging.ts';
import { DAY } from '../../../tools/times.ts';
import { useManyChats } from '../manyChats.ts';

const { world, addChats } = useManyChats();

const getAll = (parameters: INodeParameters = {}) => world.run('chat.getAll', { parameters });
const bodies = () => world.sandbox.requests.map(({ body }) => body);

test.each<[string, INodeParameters]>([
	['all', { returnAll: true }],
	['5,000', { limit: 5_000 }],
	['all, with transcripts', { returnAll: true, options: { includeTranscript: true } }],
])('pages that repeat their rows under ever new keys come to an end: %s', async (_case, parameters) => {
	addChats(3);
	// Each page leads by a new key to a place before all chats.
	let pages = 0;
	world.rewrite('/v3/list-chats', (page: object) => {
		const before = { value: Date.now() + DAY + pages++, id: 'chat' };
		return { ...page, has_more: true, pagination_key: toKey('chats', before) };
	});
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
	const { criteria = {} } = chatFilter(filters, { labels: {}, timezone: 'UTC', now: Date.now() });
	expect(Object.keys(criteria)).toHaveLength(13);
	expect(bodies()[0]).toEqual({ filter_criteria: criteria, sort_order: 'descending', limit: 50 });
	expect(world.sandbox.requests[0]?.status).toBe(200);
});

test('dates without a zone are in the zone of the workflow, and blank filters are none', async () => {
	const filters = { startedAfter: '2026-05-01T00:00:00', endedAfter: '', agentIds: [], agentTags: ' ' };
	const { error } = await getAll({ filters });
	expect(error).toBeUndefined();
	expect(bodies()).toMatchObject([{ filter_criteria: { start_timestamp: { value: Date.UTC(2026, 4, 1, 4) } } }]);
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
