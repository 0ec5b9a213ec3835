// End Many and Delete Many: which chats they find, what they do to them, and what they tell.
import type { INodeParameters } from 'n8n-workflow';

import { DEMO_AGENTS, type ChatSeed } from '../../../tools/sandbox/index.ts';
import type { OperationName } from '../fixtures.ts';
import { HOUR, MINUTE } from '../../../tools/times.ts';
import { idsOf, useManyChats } from '../manyChats.ts';

const { world, endMany, deleteMany, addChats, requestsTo, statusOf } = useManyChats();

const idsAskedAt = (path: string) => requestsTo(path).map((request) => request.path.slice(path.length + 1));
const bodies = () => requestsTo('/v3/list-chats').map(({ body }) => body);
const startOf = (id: string) => new Date(world.sandbox.store.getChat(id)?.start_timestamp ?? 0).toISOString();
const callsMade = () => world.sandbox.requests.map(({ method, path }) => `${method} ${path}`);

describe('End Many', () => {
	test('ends all ongoing chats, the oldest first, and does not even ask for others', async () => {
		const { store } = world.sandbox;
		const ids = addChats(3, { agent_id: DEMO_AGENTS.support });
		store.addChat({ chat_id: 'ended', chat_status: 'ended' });
		store.addChat({ chat_id: 'broken', chat_status: 'error' });
		const { outputs, json } = await endMany({ filters: {}, idleMinutes: 0, options: { parallelRequests: 1 } });
		expect(json).toEqual(
			ids.map((chat_id) => ({
				chat_id,
				ended: true,
				already_ended: false,
				gone: false,
				preview: false,
				agent_id: DEMO_AGENTS.support,
				started_at: startOf(chat_id),
				failure: null,
			})),
		);
		expect(outputs[0]?.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 0 }, { item: 0 }]);
		expect(callsMade()).toEqual(['POST /v3/list-chats', ...ids.map((id) => `PATCH /end-chat/${id}`)]);
		expect(bodies()).toEqual([
			{
				filter_criteria: { chat_status: { type: 'enum', op: 'in', value: ['ongoing'] } },
				sort_order: 'ascending',
				limit: 50,
			},
		]);
		expect(ids.map(statusOf)).toEqual(['ended', 'ended', 'ended']);
	});

	test('statuses that are given count instead', async () => {
		addChats(2);
		world.sandbox.store.addChat({ chat_id: 'ended', chat_status: 'ended' });
		const { json } = await endMany({ filters: { statuses: ['ended', 'error'] } });
		expect(json).toMatchObject([{ chat_id: 'ended', ended: true, already_ended: true }]);
	});

	test('a preview says which chats have ended already', async () => {
		addChats(2);
		world.sandbox.store.addChat({ chat_id: 'over', chat_status: 'ended' });
		const filters = { statuses: ['ongoing', 'ended'] };
		const { json, hints } = await endMany({ previewOnly: true, filters });
		expect(json.map(({ chat_id, already_ended }) => [chat_id === 'over', already_ended])).toEqual(
			expect.arrayContaining([
				[true, true],
				[false, false],
			]),
		);
		expect(hints).toEqual(['Chats: 2 would be ended, 1 already ended. Turn off "Preview Only" to end them.']);
		const over = await endMany({ previewOnly: true, filters: { statuses: ['ended'] } });
		expect(over.hints).toEqual(['Chats: 1 already ended.']);
	});

	test('filters work together', async () => {
		const { store } = world.sandbox;
		const start_timestamp = Date.now() - 3 * HOUR;
		const gold = { custom_attributes: { plan: 'gold' } };
		store.addChat({ chat_id: 'right', agent_id: 'agent_a', start_timestamp, ...gold });
		store.addChat({ chat_id: 'young', agent_id: 'agent_a', start_timestamp: Date.now() - HOUR, ...gold });
		store.addChat({ chat_id: 'plain', agent_id: 'agent_a', start_timestamp });
		store.addChat({ chat_id: 'other', agent_id: 'agent_b', start_timestamp, ...gold });
		const { json, hints } = await endMany({
			filters: {
				agentIds: ['agent_a'],
				olderThanHours: 2,
				customAttributes: { conditions: [{ key: 'plan', comparison: 'equals', value: 'gold' }] },
			},
		});
		expect(idsOf(json)).toEqual(['right']);
		// Retell filters: it lists no other chat.
		expect(hints).toEqual(['Chats: 1 ended.']);
		expect(['young', 'plain', 'other'].map(statusOf)).toEqual(['ongoing', 'ongoing', 'ongoing']);
	});

	test('a chat that is listed twice is ended once, and keeps its place', async () => {
		const ids = addChats(3);
		world.rewrite('/v3/list-chats', (page: { items: object[] }) => ({
			...page,
			items: [...page.items, page.items[0]],
		}));
		const { json } = await endMany();
		expect(idsOf(json)).toEqual(ids);
		expect(json.every((row) => row.already_ended === false)).toBe(true);
		expect(requestsTo('/end-chat')).toHaveLength(3);
	});
});

describe('Idle for', () => {
	const said = (ago: number, role = 'user') =>
		({ role, content: 'hm', created_timestamp: Date.now() - ago }) as NonNullable<ChatSeed['messages']>[number];

	test('counts from the last message, from the start if there is none', async () => {
		const { store } = world.sandbox;
		const start = Date.now() - 3 * HOUR;
		const MESSAGES = {
			idle: [said(3 * HOUR), said(61 * MINUTE, 'agent')],
			unordered: [said(5 * MINUTE), said(2 * HOUR)],
			active: [said(2 * HOUR), said(59 * MINUTE, 'agent')],
			silent: [],
		};
		for (const [n, [chat_id, messages]] of Object.entries(MESSAGES).entries())
			store.addChat({ chat_id, start_timestamp: start + n, messages });
		store.addChat({ chat_id: 'young', start_timestamp: Date.now() - 59 * MINUTE });

		const before = Date.now();
		const { json } = await endMany({ idleMinutes: 60 });
		const after = Date.now();
		expect(idsOf(json)).toEqual(['idle', 'silent']);
		expect(idsOf(store.chats().filter(({ chat_status }) => chat_status === 'ended'))).toEqual(['idle', 'silent']);
		// What is too young by its start alone is not even looked at.
		expect(idsAskedAt('/get-chat').sort()).toEqual(['active', 'idle', 'silent', 'unordered']);
		const [body] = bodies() as Array<{ filter_criteria: { start_timestamp: { op: string; value: number } } }>;
		expect(body?.filter_criteria.start_timestamp.op).toBe('le');
		expect(body?.filter_criteria.start_timestamp.value).toBeGreaterThanOrEqual(before - HOUR - 1);
		expect(body?.filter_criteria.start_timestamp.value).toBeLessThanOrEqual(after - HOUR);
	});

	const untimed = { ...said(0), created_timestamp: undefined };

	test.each<[string, unknown[], string[]]>([
		['before one with a time', [untimed, { role: 'new' }, said(2 * HOUR), null], ['chat_0']],
		['after all with a time', [said(2 * HOUR), untimed], []],
		['of a role that nobody knows, after all with a time', [said(2 * HOUR), { role: 'new' }], []],
		['with a time that is none', [said(2 * HOUR), { ...said(0), created_timestamp: 'now' }], []],
		['alone', [untimed], []],
	])('a message without a time %s: a chat is idle only if that is known', async (_case, messages, ended) => {
		addChats(1, { messages: [said(2 * HOUR)] });
		world.rewrite('/get-chat', (chat: object) => ({ ...chat, message_with_tool_calls: messages }));
		const { json } = await endMany({ idleMinutes: 60 });
		expect(idsOf(json)).toEqual(ended);
		expect(statusOf('chat_0')).toBe(ended.length > 0 ? 'ended' : 'ongoing');
	});

	test('details are read only until the limit is reached', async () => {
		const ids = addChats(40);
		world.sandbox.faults.add({ kind: 'latency', ms: 5 });
		const { json } = await endMany({ idleMinutes: 60, maxChats: 5, options: { parallelRequests: 3 } });
		expect(json).toHaveLength(5);
		expect(ids.filter((id) => statusOf(id) === 'ended')).toEqual(idsOf(json));
		expect(requestsTo('/get-chat').length).toBeLessThanOrEqual(5 + 2);
	});

	test('one at a time, the oldest idle chats are taken', async () => {
		const ids = addChats(6);
		world.sandbox.store.editChat('chat_1', { messages: [said(MINUTE)] });
		const { json } = await endMany({ idleMinutes: 60, maxChats: 3, options: { parallelRequests: 1 } });
		expect(idsOf(json)).toEqual(['chat_0', 'chat_2', 'chat_3']);
		expect(idsAskedAt('/get-chat')).toEqual(ids.slice(0, 4));
	});

	test.each([404, 422] as const)('a chat that vanishes between list and details is gone (%i)', async (unknownId) => {
		world.sandbox.quirks.unknownId = unknownId;
		addChats(2);
		world.whenAsked('/get-chat', () => world.sandbox.store.deleteChat('chat_0'));
		const { json, error } = await endMany({ idleMinutes: 60 });
		expect(error).toBeUndefined();
		expect(json).toMatchObject([
			{ chat_id: 'chat_0', ended: false, gone: true, failure: null },
			{ chat_id: 'chat_1', ended: true, gone: false, failure: null },
		]);
	});

	test('a chat whose details are refused for another reason is not ended', async () => {
		addChats(1, { messages: [said(MINUTE)] });
		world.refuse('/get-chat', 422, { message: 'The transcript is being processed.' });
		await endMany({ idleMinutes: 60 });
		expect(statusOf('chat_0')).toBe('ongoing');
	});

	test('an empty transcript tells that nothing was said, also where Retell leaves the messages out', async () => {
		addChats(2);
		world.rewrite('/get-chat', (chat: { chat_id: string }) => {
			const transcript = chat.chat_id === 'chat_0' ? '' : 'User: hm';
			return { ...chat, message_with_tool_calls: undefined, transcript };
		});
		const { json } = await endMany({ idleMinutes: 60 });
		expect(idsOf(json)).toEqual(['chat_0']);
	});

	test('a chat whose messages are not stored is not taken for one without messages', async () => {
		const { agent_id } = world.sandbox.store.addAgent({ data_storage_setting: 'basic_attributes_only' });
		addChats(1, { agent_id, messages: [said(MINUTE)] });
		await endMany({ idleMinutes: 60 });
		expect(statusOf('chat_0')).toBe('ongoing');
	});
});

describe('Delete Many', () => {
	test('deletes what the filters find, the oldest first', async () => {
		const { store } = world.sandbox;
		const ids = addChats(2, { chat_status: 'ended', agent_id: DEMO_AGENTS.support });
		store.addChat({ chat_id: 'ongoing' });
		const starts = ids.map(startOf);
		const { json } = await deleteMany({ options: { parallelRequests: 1 } });
		expect(json).toEqual(
			ids.map((chat_id, index) => ({
				chat_id,
				deleted: true,
				already_gone: false,
				preview: false,
				agent_id: DEMO_AGENTS.support,
				started_at: starts[index],
				failure: null,
			})),
		);
		expect(callsMade()).toEqual(['POST /v3/list-chats', ...ids.map((id) => `DELETE /delete-chat/${id}`)]);
		expect(store.chats().map(({ chat_id }) => chat_id)).toEqual(['ongoing']);
	});

	test.each([404, 422] as const)('a chat that is gone meanwhile counts as deleted (%i)', async (unknownId) => {
		world.sandbox.quirks.unknownId = unknownId;
		addChats(3, { chat_status: 'ended' });
		world.whenAsked('/delete-chat', () => world.sandbox.store.deleteChat('chat_1'));
		const { json, hints, error } = await deleteMany();
		expect(error).toBeUndefined();
		expect(hints).toEqual(['Chats: 2 deleted, 1 already deleted.']);
		expect(json).toMatchObject([
			{ deleted: true, already_gone: false, failure: null },
			{ deleted: true, already_gone: true, failure: null },
			{ deleted: true, already_gone: false, failure: null },
		]);
	});

	test('without filters nothing is deleted', async () => {
		const ids = addChats(2);
		const { error, sent } = await deleteMany({ filters: {} });
		expect(error?.message).toBe('"Filters" is empty');
		expect(sent).toHaveLength(0);
		expect(ids.map(statusOf)).toEqual(['ongoing', 'ongoing']);
	});
});

test('a long list, which is read in slices, is ended as a whole, the oldest first, and deleted', async () => {
	world.sandbox.quirks.largestPage = 10;
	const ids = addChats(240);
	const bulk = { maxChats: 1_000, options: { parallelRequests: 8 } };
	const ended = await endMany({ ...bulk, idleMinutes: 0 });
	expect(idsOf(ended.json)).toEqual(ids);
	const bySlice = requestsTo('/v3/list-chats').filter(({ rawBody }) => rawBody.includes('start_timestamp'));
	expect(bySlice.length).toBeGreaterThan(2);
	const deleted = await deleteMany({ ...bulk, filters: { statuses: ['ended'] } });
	expect(idsOf(deleted.json)).toEqual(ids);
	expect(world.sandbox.store.chats()).toEqual([]);
});

describe('what a preview shows', () => {
	const summary = { chat_summary: 'Asked for a refund.' };

	test('of chats to delete: the agent by name, the status, start, end and summary, for one more request', async () => {
		const [chat_id = ''] = addChats(2, { chat_status: 'ended', agent_id: DEMO_AGENTS.support, chat_analysis: summary });
		const { json } = await deleteMany({ previewOnly: true });
		expect(json).toHaveLength(2);
		expect(json[0]).toEqual({
			chat_id,
			agent_id: DEMO_AGENTS.support,
			agent_name: 'Support',
			chat_status: 'ended',
			started_at: startOf(chat_id),
			ended_at: new Date(world.sandbox.store.getChat(chat_id)?.end_timestamp ?? 0).toISOString(),
			...summary,
			deleted: false,
			already_gone: false,
			preview: true,
			failure: null,
		});
		expect(callsMade()).toEqual(['POST /v3/list-chats', 'POST /v2/list-agents']);
	});

	test('of chats to end: the time of the last message, as far as it was read', async () => {
		const [chat_id = ''] = addChats(1, { agent_id: DEMO_AGENTS.support });
		const created_timestamp = Date.now() - 2 * HOUR;
		world.sandbox.store.getChat(chat_id)?.messages.push({ role: 'user', content: 'Hi', created_timestamp });
		const last_message_at = new Date(created_timestamp).toISOString();
		const row = {
			chat_id,
			agent_id: DEMO_AGENTS.support,
			agent_name: 'Support',
			chat_status: 'ongoing',
			started_at: startOf(chat_id),
			chat_summary: null,
			ended: false,
			already_ended: false,
			gone: false,
			preview: true,
			failure: null,
		};
		const read = await endMany({ previewOnly: true, idleMinutes: 60 });
		expect(read.json).toEqual([{ ...row, last_message_at }]);
		const unread = await endMany({ previewOnly: true, idleMinutes: 0 });
		expect(unread.json).toEqual([{ ...row, last_message_at: null }]);
		expect(requestsTo('/end-chat')).toEqual([]);
	});

	test('does not depend on the names of the agents', async () => {
		addChats(1, { agent_id: DEMO_AGENTS.support });
		world.refuse('/v2/list-agents', 403);
		const { json, error } = await endMany({ previewOnly: true });
		expect(error).toBeUndefined();
		expect(json).toMatchObject([{ agent_id: DEMO_AGENTS.support, agent_name: null }]);
	});
});

test.each(['endMany', 'deleteMany'] as const)(
	'a new node of %s changes nothing before somebody says so',
	async (name) => {
		const ids = addChats(2, { chat_status: name === 'endMany' ? 'ongoing' : 'ended' });
		const { json } = await world.run(`chat.${name}`, {
			parameters: { previewOnly: undefined, idleMinutes: undefined },
		});
		expect(json).toMatchObject(ids.map((chat_id) => ({ chat_id, preview: true })));
		expect(ids.map(statusOf)).not.toContain(undefined);
	},
);

test('"Limit" of a workflow that was made before goes on to count', async () => {
	const ids = addChats(3);
	const { json } = await endMany({ limit: 2 });
	expect(idsOf(json)).toEqual(ids.slice(0, 2));
	expect(bodies()).toMatchObject([{ limit: 2 }]);
	const { error } = await endMany({ limit: 0 });
	expect(error?.message).toContain('"Max Chats" must be a whole number');
});

describe('a filter that Retell takes no notice of', () => {
	test('deletes no other chats', async () => {
		const { store } = world.sandbox;
		addChats(5);
		store.addChat({ chat_id: 'wanted', custom_attributes: { tier: 'gold' } });
		world.sandbox.quirks.ignoreFilters = ['custom_attributes'];
		const filters = { customAttributes: { conditions: [{ key: 'tier', comparison: 'equals', value: 'gold' }] } };
		const { json, hints, error } = await deleteMany({ filters, maxChats: 1000 });
		expect(error).toBeUndefined();
		expect(idsOf(json)).toEqual(['wanted']);
		expect(store.chats()).toHaveLength(5);
		expect(hints[0]).toContain(
			"5 of the chats that Retell listed don't seem to match the filters and were left alone.",
		);
	});

	test('ends no chats that are not ongoing, and none of other agents', async () => {
		const { store } = world.sandbox;
		addChats(2, { agent_id: 'agent_other' });
		store.addChat({ chat_id: 'over', agent_id: 'agent_wanted', chat_status: 'error' });
		store.addChat({ chat_id: 'wanted', agent_id: 'agent_wanted' });
		world.sandbox.quirks.ignoreFilters = ['agent', 'chat_status'];
		const { json } = await endMany({ filters: { agentIds: ['agent_wanted'] } });
		expect(idsOf(json)).toEqual(['wanted']);
		expect(idsOf(store.chats().filter(({ chat_status }) => chat_status === 'ended'))).toEqual(['wanted']);
	});
});

test.each<[INodeParameters, string]>([
	[{ minCost: 0 }, 'Min Cost (Cents)'],
	[{ minDurationSeconds: 0, agentIds: [] }, 'Min Duration (Seconds)'],
	[{ minCost: '={{ "0" }}', customAttributes: {} }, 'Min Cost (Cents)'],
	[{ olderThanHours: 0 }, 'Older Than (Hours)'],
	// An age that is missing: the other filter alone is not what was meant.
	[{ olderThanHours: '={{ 0 }}', statuses: ['ended', 'ongoing'] }, 'Older Than (Hours)'],
])('%j, which all chats fulfil, is no filter for what cannot be undone', async (filters, label) => {
	const ids = addChats(2);
	const { error, sent } = await deleteMany({ filters });
	expect(error?.message).toBe(`"${label}" is 0, so it matches all chats`);
	expect(error?.description).toBe('Enter a number above 0, or remove the filter.');
	expect(sent).toHaveLength(0);
	expect(ids.map(statusOf)).toEqual(['ongoing', 'ongoing']);
});

test.each<[OperationName, INodeParameters, string]>([
	['chat.endMany', { maxChats: 0 }, 'Max Chats'],
	['chat.deleteMany', { maxChats: 0 }, 'Max Chats'],
	['chat.endMany', { previewOnly: '={{ "maybe" }}' }, 'Preview Only'],
	['chat.deleteMany', { previewOnly: '={{ "maybe" }}' }, 'Preview Only'],
	['chat.endMany', { filters: { startedBefore: 'soon' } }, 'Started Before'],
	['chat.deleteMany', { filters: { startedBefore: 'soon' } }, 'Started Before'],
	['chat.endMany', { idleMinutes: -1 }, 'Idle for (Minutes)'],
	['chat.endMany', { idleMinutes: '={{ null }}' }, 'Idle for (Minutes)'],
	[
		'chat.endMany',
		{ idleMinutes: 120, filters: { startedAfter: '={{ $now.minus({ hours: 1 }) }}' } },
		'Idle for (Minutes)',
	],
])('%s refuses %j', async (operation, parameters, label) => {
	addChats(1);
	const { error, sent } = await world.run(operation, { parameters });
	expect(error?.message).toContain(`"${label}"`);
	expect(error?.description).toBeTruthy();
	expect(sent).toHaveLength(0);
	expect(statusOf('chat_0')).toBe('ongoing');
});

describe('the summary above the output', () => {
	test('of a mix', async () => {
		const { store } = world.sandbox;
		addChats(10);
		world.whenAsked('/end-chat', () => {
			for (const id of ['chat_5', 'chat_7']) store.endChat(id);
			store.deleteChat('chat_8');
		});
		world.refuse('/end-chat/chat_9', 500);
		const { hints } = await endMany({ options: { parallelRequests: 1 } });
		expect(hints).toEqual([
			'Chats: 6 ended, 2 already ended, 1 already deleted, 1 failed. The items show why under "failure".',
		]);
	});

	test('of nothing', async () => {
		const { hints, json } = await endMany();
		expect(json).toEqual([]);
		expect(hints).toEqual(['No chats match the filters.']);
	});

	test('of a limit that is reached, also by a preview', async () => {
		addChats(3);
		const preview = await endMany({ maxChats: 2, previewOnly: true });
		expect(preview.hints).toEqual([
			'Chats: 2 would be ended. Turn off "Preview Only" to end them. The node stopped at "Max Chats", so there may be more.',
		]);
		const done = await endMany({ maxChats: 2 });
		expect(done.hints).toEqual(['Chats: 2 ended. The node stopped at "Max Chats", so there may be more.']);
		const rest = await endMany({ maxChats: 2 });
		expect(rest.hints).toEqual(['Chats: 1 ended.']);
	});

	test('of several items together', async () => {
		addChats(4);
		const { hints } = await world.run('chat.endMany', {
			input: [{ limit: 1 }, { limit: 4 }],
			parameters: { maxChats: '={{ $json.limit }}', previewOnly: true },
		});
		expect(hints).toEqual(['Chats: 5 would be ended. Turn off "Preview Only" to end them.']);
	});
});
