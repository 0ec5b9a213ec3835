// Filters: many chat IDs, filters without effect, and what lists leave aside.
import type { INodeParameters } from 'n8n-workflow';

import { HOUR } from '../../../tools/times.ts';
import { idsOf, useManyChats } from '../manyChats.ts';

const { world, endMany, deleteMany, addChats, requestsTo, statusOf } = useManyChats();

const list = '/v3/list-chats';
const getAll = (parameters: INodeParameters = {}, item: object = {}) =>
	world.run('chat.getAll', { input: [item], parameters });
const asked = () =>
	requestsTo(list).map(
		({ body }) =>
			(body as { filter_criteria?: { chat_id?: { value: string[] } } }).filter_criteria?.chat_id?.value ?? [],
	);

describe('Chat IDs', () => {
	test.each([
		['a list', '={{ ["chat_2", "chat_0", "chat_2"] }}'],
		['text with commas', 'chat_2, chat_0,, chat_2'],
		['text with line breaks', '={{ "chat_2\\nchat_0\\r\\n" }}'],
	])('by %s', async (_form, chatIds) => {
		addChats(4);
		const { json, hints } = await getAll({ filters: { chatIds } });
		expect(idsOf(json)).toEqual(['chat_2', 'chat_0']);
		expect(hints).toEqual([]);
		expect(requestsTo(list).map(({ body }) => body)).toEqual([
			{
				filter_criteria: { chat_id: { type: 'enum', op: 'in', value: ['chat_2', 'chat_0'] } },
				sort_order: 'descending',
				limit: 50,
			},
		]);
	});

	const LONG = 'x'.repeat(150);

	test.each(['ascending', 'descending'])(
		'thousands, in requests of a size that the server takes, %s',
		async (sortOrder) => {
			const ids = Array.from({ length: 3000 }, (_, n) => `chat_${n}`);
			addChats(3000);
			const shuffled = [...ids].sort((a, b) =>
				a.split('').reverse().join('').localeCompare(b.split('').reverse().join('')),
			);
			const { json, error } = await getAll(
				{ returnAll: true, filters: { chatIds: '={{ $json.ids }}' }, options: { sortOrder } },
				{ ids: [...shuffled, ...shuffled.slice(0, 100)] },
			);
			expect(error).toBeUndefined();
			expect(idsOf(json)).toEqual(sortOrder === 'ascending' ? ids : [...ids].reverse());
			expect(asked().map(({ length }) => length)).toEqual([500, 500, 500, 500, 500, 500]);
			expect(asked().flat()).toEqual(shuffled);
		},
	);

	test('long IDs go in smaller requests', async () => {
		const ids = Array.from({ length: 800 }, (_, n) => `${LONG}_${n}`);
		for (const [n, chat_id] of ids.entries())
			world.sandbox.store.addChat({ chat_id, start_timestamp: Date.now() - HOUR + n });
		const { json, error } = await getAll({ returnAll: true, filters: { chatIds: '={{ $json.ids }}' } }, { ids });
		expect(error).toBeUndefined();
		expect(idsOf(json)).toEqual([...ids].reverse());
		for (const { rawBody } of requestsTo(list)) expect(rawBody.length).toBeLessThan(60_000);
	});

	test('the limit counts for all requests together', async () => {
		addChats(1200);
		const ids = Array.from({ length: 1200 }, (_, n) => `chat_${(n * 7) % 1200}`);
		const { json, hints } = await getAll({ limit: 5, filters: { chatIds: '={{ $json.ids }}' } }, { ids });
		expect(idsOf(json)).toEqual(['chat_1199', 'chat_1198', 'chat_1197', 'chat_1196', 'chat_1195']);
		expect(hints).toEqual(['The node stopped at "Limit", so there may be more of the chats in "Chat IDs".']);
		expect(requestsTo(list).map(({ body }) => body)).toMatchObject([{ limit: 5 }, { limit: 5 }, { limit: 5 }]);
	});

	test('those that were not found are named', async () => {
		addChats(1);
		const missing = Array.from({ length: 12 }, (_, n) => `chat_x${n}`);
		const { json, hints } = await getAll({ filters: { chatIds: ['chat_0', ...missing].join() } });
		expect(idsOf(json)).toEqual(['chat_0']);
		expect(hints).toEqual([
			`Chat IDs that weren't found or don't match the rest of the filters: ${missing.slice(0, 10).join(', ')} and 2 more.`,
		]);
	});

	test('End Many and Delete Many change these chats alone, even where Retell ignores the filter', async () => {
		addChats(6);
		world.sandbox.quirks.ignoreFilters = ['chat_id'];
		const ended = await endMany({ filters: { chatIds: 'chat_1, chat_4, chat_9' } });
		expect(idsOf(ended.json)).toEqual(['chat_1', 'chat_4']);
		expect(ended.hints).toEqual([
			"Chats: 2 ended. Chat IDs that weren't found or don't match the rest of the filters: chat_9.",
		]);
		const deleted = await deleteMany({ filters: { chatIds: '={{ ["chat_1"] }}' } });
		expect(idsOf(deleted.json)).toEqual(['chat_1']);
		expect(['chat_0', 'chat_1', 'chat_2', 'chat_4'].map(statusOf)).toEqual(['ongoing', undefined, 'ongoing', 'ended']);
	});
});

// Filters that are there and have no value: an expression yields nothing, or the field was left empty.
const EMPTY: Array<[INodeParameters, string]> = [
	[{ agentIds: '={{ $json.nothing }}' }, 'Agents'],
	[{ chatIds: ' , ' }, 'Chat IDs'],
	[{ olderThanHours: '={{ "" }}' }, 'Older Than (Hours)'],
	[{ customAnalysis: { conditions: [] } }, 'Custom Analysis'],
];

describe('a filter that is there and empty', () => {
	// Alone, or beside another filter: what is left would change more chats than was meant.
	test.each(EMPTY)('%j: End Many ends nothing, and Delete Many deletes nothing', async (filters, label) => {
		const ids = addChats(3);
		for (const operation of ['chat.endMany', 'chat.deleteMany'] as const) {
			for (const beside of [{}, { agentTags: 'beta' }, { statuses: ['ongoing'], maxCost: 5 }]) {
				const { error, sent } = await world.run(operation, { parameters: { filters: { ...beside, ...filters } } });
				expect(error?.message).toBe(`The filter "${label}" is empty`);
				expect(sent).toHaveLength(0);
			}
		}
		expect(ids.map(statusOf)).toEqual(['ongoing', 'ongoing', 'ongoing']);
	});

	test.each(EMPTY)('%j: Get Many leaves it out and says so', async (filters, label) => {
		addChats(2);
		const { json, hints, error } = await getAll({ filters });
		expect(error).toBeUndefined();
		expect(json).toHaveLength(2);
		expect(hints).toEqual([`Empty filters weren't used: "${label}".`]);
	});

	test('of many items, each name stands in the hint once', async () => {
		addChats(1);
		const { hints } = await world.run('chat.getAll', {
			input: [{ tag: '' }, { tag: 'beta' }, { tag: null }],
			parameters: { filters: { agentTags: '={{ $json.tag }}', agentIds: [] } },
		});
		expect(hints).toEqual(['Empty filters weren\'t used: "Agents", "Agent Tags".']);
	});
});

const condition = (comparison: string, value = '') => ({ conditions: [{ key: 'Follow Up', comparison, value }] });

describe('Delete Many refuses a filter that is true for nearly all chats', () => {
	test.each<[INodeParameters, string]>([
		[{ startedBefore: '={{ $now }}' }, 'Started Before'],
		[{ statuses: ['ongoing', 'ended', 'error'] }, 'Statuses'],
		[{ customAttributes: condition('notEquals', 'x') }, 'Custom Attributes'],
		[{ startedAfter: '1970-01-01', startedBefore: '2999-01-01' }, 'Started After'],
	])('%j', async (filters, label) => {
		const ids = addChats(2);
		const { error, sent } = await deleteMany({ filters });
		expect(error?.message).toBe(`"${label}" matches nearly all chats`);
		expect(error?.description).toContain('or add another filter that leaves out chats.');
		expect(sent).toHaveLength(0);
		expect(ids.map(statusOf)).toEqual(['ongoing', 'ongoing']);
	});

	test('beside one that leaves out chats, it goes on, and so does a bound of 0', async () => {
		addChats(1);
		world.sandbox.store.addChat({ chat_id: 'ended', chat_status: 'ended', chat_cost: { combined_cost: 1 } });
		const filters = {
			statuses: ['ended'],
			startedBefore: '={{ $now.plus({ days: 1 }) }}',
			customAttributes: condition('notExists'),
			minCost: 0,
		};
		const { json, error } = await deleteMany({ filters });
		expect(error).toBeUndefined();
		expect(idsOf(json)).toEqual(['ended']);
	});
});

describe('Include Transcript', () => {
	const parameters = { options: { includeTranscript: true } };
	const oneAtATime = { options: { includeTranscript: true, parallelRequests: 1 } };

	test('one of twenty chats that cannot be read comes without, and a hint counts it', async () => {
		addChats(20);
		world.refuse('/get-chat/chat_7', 500);
		const { json, hints, error } = await getAll(parameters);
		expect(error).toBeUndefined();
		expect(json).toHaveLength(20);
		expect(idsOf(json.filter(({ details_unavailable: marked }) => marked === true))).toEqual(['chat_7']);
		expect(json.find(({ chat_id }) => chat_id === 'chat_7')).toMatchObject({
			chat_status: 'ongoing',
			transcript: null,
			messages: [],
		});
		expect(hints).toEqual(['Retell didn\'t send the transcript of 1 chat. Its item has "details_unavailable".']);
	});

	test('raw rows are marked, too', async () => {
		addChats(2);
		world.refuse('/get-chat/chat_0', 500);
		const { json } = await getAll({ ...parameters, simplify: false });
		expect(json).toMatchObject([
			{ chat_id: 'chat_1', message_with_tool_calls: [] },
			{ chat_id: 'chat_0', details_unavailable: true },
		]);
	});

	test('if none can be read, it fails with the reason', async () => {
		addChats(3);
		world.refuse('/get-chat', 500);
		const { error } = await getAll(parameters);
		expect(error?.httpCode).toBe('500');
	});

	test('when Retell is down from some chat on, the rest is not asked for', async () => {
		addChats(60);
		world.refuse('/get-chat', 500, { after: 5 });
		const { error, json, hints } = await getAll({ limit: 60, ...oneAtATime });
		expect(error).toBeUndefined();
		expect(new Set(requestsTo('/get-chat').map(({ path }) => path)).size).toBe(15);
		expect(json).toHaveLength(60);
		expect(json.map((row) => row.details_unavailable ?? false)).toEqual(json.map((_, n) => n >= 5));
		expect(hints).toEqual(['Retell didn\'t send the transcripts of 55 chats. Their items have "details_unavailable".']);
	});

	test('ten neighbours that cannot be read do not cost the ninety others', async () => {
		addChats(100);
		world.refuse('/get-chat', 500, { when: ({ path }) => Number(path.split('_').at(-1)) < 10 });
		const { error, json } = await getAll({ limit: 100, ...parameters });
		expect(error).toBeUndefined();
		expect(json.filter((row) => row.details_unavailable !== true)).toHaveLength(90);
	});

	test.each([401, 402, 403, 404, 405])(
		'a cause that concerns all chats (%i) stops it, also after some',
		async (status) => {
			addChats(5);
			world.sandbox.faults.add({ kind: 'garbage', status, body: '<html>', path: '/get-chat', after: 2 });
			const { error } = await getAll(oneAtATime);
			expect(error?.httpCode).toBe(`${status}`);
			expect(requestsTo('/get-chat')).toHaveLength(3);
		},
	);
});

test.each([
	['chat.getAll', list],
	['phoneNumber.getAll', '/v2/list-phone-numbers'],
	['chatAgent.getAll', '/v2/list-agents'],
] as const)('%s passes over rows without an ID, and counts them', async (operation, path) => {
	addChats(2);
	const { json: rows } = await world.run(operation);
	world.rewrite(path, (page: { items: object[] }) => ({
		...page,
		items: [{ name: 'no ID' }, ...page.items, null, { chat_id: '', agent_id: '', phone_number: 7 }],
	}));
	const { json, hints, error } = await world.run(operation);
	expect(error).toBeUndefined();
	expect(rows.length).toBeGreaterThan(0);
	expect(json).toEqual(rows);
	expect(hints).toEqual(["Rows without an ID in Retell's list were left out: 3."]);
});
