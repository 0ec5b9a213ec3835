// End Many and Delete Many: which chats they find, what they do to them, and what they tell.
import type { INodeParameters } from 'n8n-workflow';

import { DEMO_AGENTS, type ChatSeed } from '../../../tools/sandbox/index.ts';
import { stoppedTime } from '../../host/time.ts';
import type { OperationName } from '../fixtures.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../tools/times.ts';
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

	test('up to the limit, the oldest ones', async () => {
		const ids = addChats(5);
		const { json } = await endMany({ maxChats: 2 });
		expect(idsOf(json)).toEqual(['chat_0', 'chat_1']);
		expect(bodies()).toMatchObject([{ limit: 2 }]);
		expect(ids.map(statusOf)).toEqual(['ended', 'ended', 'ongoing', 'ongoing', 'ongoing']);
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

	test('a preview changes nothing', async () => {
		const ids = addChats(3);
		const { json } = await endMany({ previewOnly: true });
		expect(json).toEqual(
			ids.map((chat_id) => ({
				chat_id,
				ended: false,
				already_ended: false,
				gone: false,
				preview: true,
				agent_id: expect.any(String) as string,
				agent_name: expect.any(String) as string,
				chat_status: 'ongoing',
				started_at: startOf(chat_id),
				last_message_at: null,
				chat_summary: null,
				failure: null,
			})),
		);
		expect(requestsTo('/end-chat')).toEqual([]);
		expect(ids.map(statusOf)).toEqual(['ongoing', 'ongoing', 'ongoing']);
	});

	test('a filter reaches Retell, for ongoing chats', async () => {
		const { error } = await endMany({ filters: { maxCost: 12.5 } });
		expect(error).toBeUndefined();
		const chat_status = { type: 'enum', op: 'in', value: ['ongoing'] };
		const combined_cost = { type: 'number', op: 'le', value: 12.5 };
		expect(bodies()).toEqual([{ filter_criteria: { chat_status, combined_cost }, sort_order: 'ascending', limit: 50 }]);
		expect(world.sandbox.requests[0]?.status).toBe(200);
	});

	test('filters work together', async () => {
		const { store } = world.sandbox;
		const start_timestamp = Date.now() - 3 * HOUR;
		const gold = { custom_attributes: { plan: 'gold' } };
		store.addChat({ chat_id: 'right', agent_id: 'agent_a', start_timestamp, ...gold });
		store.addChat({ chat_id: 'young', agent_id: 'agent_a', start_timestamp: Date.now() - HOUR, ...gold });
		store.addChat({ chat_id: 'plain', agent_id: 'agent_a', start_timestamp });
		store.addChat({ chat_id: 'other', agent_id: 'agent_b', start_timestamp, ...gold });
		const { json } = await endMany({
			filters: {
				agentIds: ['agent_a'],
				olderThanHours: 2,
				customAttributes: { conditions: [{ key: 'plan', comparison: 'equals', value: 'gold' }] },
			},
		});
		expect(idsOf(json)).toEqual(['right']);
		expect(['young', 'plain', 'other'].map(statusOf)).toEqual(['ongoing', 'ongoing', 'ongoing']);
	});

	test.each([
		[0, 5000, 1],
		[1000, 5000, 1],
		[1001, 5000, 2],
		[2500, 5000, 3],
		[2500, 2000, 2],
	])('%i chats and a limit of %i: %i requests for the list', async (count, limit, requests) => {
		addChats(count);
		const { json } = await endMany({ maxChats: limit, previewOnly: true });
		expect(json).toHaveLength(Math.min(count, limit));
		expect(bodies()).toHaveLength(requests);
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

	test('two items, each with its own filters: rows in order, paired with their item', async () => {
		const { store } = world.sandbox;
		const start = Date.now() - HOUR;
		for (let n = 0; n < 6; n++) {
			store.addChat({ chat_id: `chat_${n}`, agent_id: n % 2 ? 'agent_b' : 'agent_a', start_timestamp: start + n });
		}
		world.sandbox.faults.add({ kind: 'latency', ms: 0, jitterMs: 20 });
		const { outputs } = await world.run('chat.endMany', {
			input: [
				{ agent: 'agent_b', limit: 2 },
				{ agent: 'agent_a', limit: 50 },
			],
			parameters: { filters: { agentIds: '={{ [$json.agent] }}' }, maxChats: '={{ $json.limit }}' },
		});
		expect(outputs[0]?.map(({ json, pairedItem }) => [json.chat_id, json.agent_id, pairedItem])).toEqual([
			['chat_1', 'agent_b', { item: 0 }],
			['chat_3', 'agent_b', { item: 0 }],
			['chat_0', 'agent_a', { item: 1 }],
			['chat_2', 'agent_a', { item: 1 }],
			['chat_4', 'agent_a', { item: 1 }],
		]);
		expect(statusOf('chat_5')).toBe('ongoing');
	});
});

describe('Idle for', () => {
	const said = (ago: number, role = 'user') =>
		({ role, content: 'hm', created_timestamp: Date.now() - ago }) as NonNullable<ChatSeed['messages']>[number];

	test('counts from the last message, from the start if there is none', async () => {
		const { store } = world.sandbox;
		const start_timestamp = Date.now() - 3 * HOUR;
		store.addChat({ chat_id: 'idle', start_timestamp, messages: [said(3 * HOUR), said(61 * MINUTE, 'agent')] });
		store.addChat({
			chat_id: 'unordered',
			start_timestamp: start_timestamp + 1,
			messages: [said(5 * MINUTE), said(2 * HOUR)],
		});
		store.addChat({
			chat_id: 'active',
			start_timestamp: start_timestamp + 2,
			messages: [said(2 * HOUR), said(59 * MINUTE, 'agent')],
		});
		store.addChat({ chat_id: 'silent', start_timestamp: start_timestamp + 3 });
		store.addChat({ chat_id: 'young', start_timestamp: Date.now() - 59 * MINUTE });

		const before = Date.now();
		const { json } = await endMany({ idleMinutes: 60 });
		const after = Date.now();
		expect(idsOf(json)).toEqual(['idle', 'silent']);
		expect(['idle', 'silent', 'unordered', 'active', 'young'].map(statusOf)).toEqual([
			'ended',
			'ended',
			'ongoing',
			'ongoing',
			'ongoing',
		]);
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
		['and nothing else', [untimed, untimed], []],
	])('a message without a time %s: a chat is idle only if that is known', async (_case, messages, ended) => {
		addChats(1, { messages: [said(2 * HOUR)] });
		world.rewrite('/get-chat', (chat: object) => ({ ...chat, message_with_tool_calls: messages }));
		const { json } = await endMany({ idleMinutes: 60 });
		expect(idsOf(json)).toEqual(ended);
		expect(statusOf('chat_0')).toBe(ended.length > 0 ? 'ended' : 'ongoing');
	});

	test('a text, and parts of a minute', async () => {
		const { store } = world.sandbox;
		const time = stoppedTime();
		try {
			store.addChat({ chat_id: 'idle', start_timestamp: Date.now() - 95 * SECOND });
			store.addChat({ chat_id: 'young', start_timestamp: Date.now() - 85 * SECOND });
			const { json } = await endMany({ idleMinutes: '={{ "1.5" }}' });
			expect(idsOf(json)).toEqual(['idle']);
		} finally {
			time.restore();
		}
	});

	test('together with other bounds of the start, the earlier one counts', async () => {
		const { store } = world.sandbox;
		for (const hours of [1, 3, 5, 7])
			store.addChat({ chat_id: `${hours}h`, start_timestamp: Date.now() - hours * HOUR });
		const preview = async (olderThanHours: number) => {
			const filters = { olderThanHours, startedAfter: `={{ ${Date.now() - 6 * HOUR} }}` };
			return idsOf((await endMany({ idleMinutes: 120, filters, previewOnly: true })).json);
		};
		expect(await preview(0.5)).toEqual(['5h', '3h']);
		expect(await preview(4)).toEqual(['5h']);
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

	test('a chat that ends between list and details is no failure', async () => {
		addChats(1);
		world.whenAsked('/get-chat', () => world.sandbox.store.endChat('chat_0'));
		const { json } = await endMany({ idleMinutes: 60 });
		expect(json).toMatchObject([{ chat_id: 'chat_0', ended: true, already_ended: true, failure: null }]);
	});

	test('a preview reads the details and shows what is idle', async () => {
		const { store } = world.sandbox;
		addChats(3);
		store.editChat('chat_1', { messages: [said(MINUTE)] });
		const { json } = await endMany({ idleMinutes: 60, previewOnly: true });
		expect(json).toMatchObject([
			{ chat_id: 'chat_0', preview: true, ended: false },
			{ chat_id: 'chat_2', preview: true, ended: false },
		]);
		expect(requestsTo('/end-chat')).toHaveLength(0);
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
		const { json, error } = await deleteMany();
		expect(error).toBeUndefined();
		expect(json).toMatchObject([
			{ deleted: true, already_gone: false, failure: null },
			{ deleted: true, already_gone: true, failure: null },
			{ deleted: true, already_gone: false, failure: null },
		]);
	});

	test('a preview and a limit', async () => {
		const ids = addChats(4, { chat_status: 'ended' });
		const { json } = await deleteMany({ previewOnly: true, maxChats: 3 });
		expect(json).toMatchObject(
			ids.slice(0, 3).map((chat_id) => ({ chat_id, deleted: false, already_gone: false, preview: true })),
		);
		expect(requestsTo('/delete-chat')).toEqual([]);
		await deleteMany({ maxChats: 3 });
		expect(ids.map(statusOf)).toEqual([undefined, undefined, undefined, 'ended']);
	});

	test('without filters nothing is deleted', async () => {
		const ids = addChats(2);
		const { error, sent } = await deleteMany({ filters: {} });
		expect(error?.message).toBe('"Filters" is empty');
		expect(sent).toHaveLength(0);
		expect(ids.map(statusOf)).toEqual(['ongoing', 'ongoing']);
	});
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
		const read = await endMany({ previewOnly: true, idleMinutes: 60 });
		expect(read.json).toMatchObject([{ agent_name: 'Support', chat_status: 'ongoing', last_message_at, ended: false }]);
		const unread = await endMany({ previewOnly: true, idleMinutes: 0 });
		expect(unread.json).toMatchObject([{ chat_id, last_message_at: null }]);
	});

	test('does not depend on the names of the agents', async () => {
		addChats(1, { agent_id: DEMO_AGENTS.support });
		world.refuse('/v2/list-agents', 403);
		const { json, error } = await endMany({ previewOnly: true });
		expect(error).toBeUndefined();
		expect(json).toMatchObject([{ agent_id: DEMO_AGENTS.support, agent_name: null }]);
	});
});

describe('a new node', () => {
	test.each(['endMany', 'deleteMany'] as const)('of %s changes nothing before somebody says so', async (operation) => {
		const ids = addChats(2, { chat_status: operation === 'endMany' ? 'ongoing' : 'ended' });
		const file = { parameters: { previewOnly: undefined, idleMinutes: undefined } };
		const { json } = await world.run(`chat.${operation}`, file);
		expect(json).toMatchObject(ids.map((chat_id) => ({ chat_id, preview: true })));
		expect(ids.map((id) => world.sandbox.store.getChat(id)?.chat_status)).not.toContain(undefined);
	});
});

test('"Limit" of a workflow that was made before goes on to count', async () => {
	const ids = addChats(3);
	const { json } = await endMany({ limit: 2 });
	expect(idsOf(json)).toEqual(ids.slice(0, 2));
	const { error } = await endMany({ limit: 0 });
	expect(error?.message).toContain('"Max Chats" must be a whole number');
});

describe('a filter that Retell takes no notice of', () => {
	const wanted = {
		agent_id: 'agent_wanted',
		agent_tag: 'beta',
		chat_status: 'ended',
		start_timestamp: Date.now() - 9 * DAY,
		end_timestamp: Date.now() - 8 * DAY,
		chat_cost: { combined_cost: 70 },
		custom_attributes: { tier: 'gold' },
		chat_analysis: { user_sentiment: 'Negative', chat_successful: false, custom_analysis_data: { score: 2 } },
	} as const;
	const cases: Array<[string, INodeParameters]> = [
		['agent', { agentIds: ['agent_wanted'] }],
		['agent_tag', { agentTags: 'beta' }],
		['chat_status', { statuses: ['ended'] }],
		['start_timestamp', { startedBefore: new Date(Date.now() - 5 * DAY).toISOString() }],
		['end_timestamp', { endedBefore: new Date(Date.now() - 5 * DAY).toISOString() }],
		['user_sentiment', { sentiments: ['Negative'] }],
		['chat_successful', { successful: false }],
		['duration_ms', { minDurationSeconds: 3600 }],
		['combined_cost', { minCost: 50 }],
		['custom_attributes', { customAttributes: { conditions: [{ key: 'tier', comparison: 'equals', value: 'gold' }] } }],
		['custom_analysis_data', { customAnalysis: { conditions: [{ key: 'score', comparison: 'atMost', value: '3' }] } }],
	];

	test.each(cases)('deletes no other chats: %s', async (name, filters) => {
		const { store } = world.sandbox;
		addChats(5, { agent_id: 'agent_other' });
		store.addChat({ ...wanted, chat_id: 'wanted' });
		world.sandbox.quirks.ignoreFilters = [name];
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

describe('a lower bound of 0, which all chats fulfil, is no filter for what cannot be undone', () => {
	test.each<[INodeParameters, string]>([
		[{ minCost: 0 }, 'Min Cost (Cents)'],
		[{ minDurationSeconds: 0, agentIds: [] }, 'Min Duration (Seconds)'],
		[{ minCost: '={{ "0" }}', customAttributes: {} }, 'Min Cost (Cents)'],
		[{ olderThanHours: 0 }, 'Older Than (Hours)'],
		// An age that is missing: the other filter alone is not what was meant.
		[{ olderThanHours: '={{ 0 }}', statuses: ['ended', 'ongoing'] }, 'Older Than (Hours)'],
	])('%j', async (filters, label) => {
		const ids = addChats(2);
		const { error, sent } = await deleteMany({ filters });
		expect(error?.message).toBe(`"${label}" is 0, so it matches all chats`);
		expect(error?.description).toBe('Enter a number above 0, or remove the filter.');
		expect(sent).toHaveLength(0);
		expect(ids.map(statusOf)).toEqual(['ongoing', 'ongoing']);
	});

	test('beside another filter, a bound of 0 goes on', async () => {
		addChats(2, { chat_cost: { combined_cost: 1 } });
		const filters = { minCost: 0, statuses: ['ongoing'] };
		const { error, json } = await deleteMany({ filters });
		expect(error).toBeUndefined();
		expect(json).toHaveLength(2);
	});
});

const BAD: Array<[INodeParameters, label: string]> = [
	[{ maxChats: 0 }, 'Max Chats'],
	[{ maxChats: -1 }, 'Max Chats'],
	[{ maxChats: 1.5 }, 'Max Chats'],
	[{ maxChats: '={{ "many" }}' }, 'Max Chats'],
	[{ maxChats: '={{ null }}' }, 'Max Chats'],
	[{ previewOnly: '={{ "maybe" }}' }, 'Preview Only'],
	[{ filters: { startedBefore: 'soon' } }, 'Started Before'],
	[{ filters: { endedAfter: '2026-13-45' } }, 'Ended After'],
	[{ filters: { olderThanHours: -1 } }, 'Older Than (Hours)'],
	[{ filters: { statuses: '={{ ["finished"] }}' } }, 'Statuses'],
	[{ filters: { startedAfter: '2026-02-01', startedBefore: '2026-01-01' } }, 'Started Before'],
];

test.each<[OperationName, INodeParameters, string]>([
	...BAD.flatMap(([parameters, label]): Array<[OperationName, INodeParameters, string]> => [
		['chat.endMany', parameters, label],
		['chat.deleteMany', parameters, label],
	]),
	['chat.endMany', { idleMinutes: -1 }, 'Idle for (Minutes)'],
	['chat.endMany', { idleMinutes: '={{ "an hour" }}' }, 'Idle for (Minutes)'],
	['chat.endMany', { idleMinutes: '={{ null }}' }, 'Idle for (Minutes)'],
	['chat.endMany', { idleMinutes: 1e305 }, 'Idle for (Minutes)'],
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

	test('of a deletion', async () => {
		addChats(3, { chat_status: 'ended' });
		world.whenAsked('/delete-chat', () => world.sandbox.store.deleteChat('chat_2'));
		const { hints } = await deleteMany();
		expect(hints).toEqual(['Chats: 2 deleted, 1 already deleted.']);
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
