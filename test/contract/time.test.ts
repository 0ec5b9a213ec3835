import { once } from 'node:events';
import { connect } from 'node:net';
import { DEMO_AGENTS, MANUAL_START, startSandbox } from '../../tools/sandbox/index.ts';
import { refusedStatus, useSandbox } from './helpers.ts';
import { DAY, HOUR } from '../../tools/times.ts';

const { sandbox, client, send } = useSandbox({ seed: 'demo', analysisDelayMs: 3_000 });
const agent_id = DEMO_AGENTS.support;
const get = (id: string) => client().chat.retrieve(id);

async function listed(id: string) {
	const { items } = await client().chat.list({
		filter_criteria: { chat_id: { type: 'string', op: 'eq', value: id } },
		include_total: true,
	});
	return items[0];
}

describe('the analysis', () => {
	test('comes its delay after the end, with the cost, in get and list alike', async () => {
		const { chat_id } = await client().chat.create({ agent_id });
		await client().chat.createChatCompletion({ chat_id, content: 'Thanks for order 4711' });
		await client().chat.end(chat_id);
		sandbox().clock.advance(2_999);
		expect(await get(chat_id)).not.toHaveProperty('chat_analysis');
		expect(await get(chat_id)).not.toHaveProperty('chat_cost');
		sandbox().clock.advance(1);
		const expected = {
			chat_cost: { combined_cost: 3 },
			chat_analysis: {
				chat_successful: true,
				user_sentiment: 'Positive',
				custom_analysis_data: { topic: 'order status', resolved: true, order_number: '4711' },
			},
		};
		expect(await listed(chat_id)).toMatchObject(expected);
		expect(await get(chat_id)).toMatchObject(expected);
	});

	test('can be late, early, never, or a given one, chat by chat', () => {
		const { store, clock } = sandbox();
		const end = { end_timestamp: clock.now() };
		const given = { chat_analysis: { chat_summary: 'mine' } };
		const late = store.addChat({ ...end, ...given, chat_cost: { combined_cost: 9 }, analysisDelayMs: HOUR });
		const never = store.addChat({ ...end, analysisDelayMs: null });
		const atOnce = store.addChat({ ...end, analysisDelayMs: 0 });
		const there = store.addChat({ ...end, ...given });
		const has = () =>
			[late, never, atOnce, there].map(({ chat_id }) => store.getChat(chat_id)?.chat_analysis !== undefined);
		expect(has()).toEqual([false, false, true, true]);
		expect(late.chat_cost).toBeUndefined();
		clock.advance(HOUR);
		expect(has()).toEqual([true, false, true, true]);
		expect(late).toMatchObject({ ...given, chat_cost: { combined_cost: 9 } });
		clock.advance(365 * DAY);
		expect(store.getChat(never.chat_id)).not.toHaveProperty('chat_analysis');
	});

	test('is rerun for ended chats alone', async () => {
		const end = { end_timestamp: sandbox().clock.now(), analysisDelayMs: null };
		const { chat_id } = sandbox().store.addChat({ agent_id, ...end });
		const rerun = await send('PUT', `/rerun-chat-analysis/${chat_id}`);
		expect(rerun).toMatchObject({ status: 201, json: { chat_id } });
		sandbox().clock.advance(3_000);
		expect((await get(chat_id)).chat_analysis).toMatchObject({ user_sentiment: 'Unknown' });
		const { chat_id: other } = await client().chat.create({ agent_id });
		expect(await refusedStatus(client().chat.rerunAnalysis(other))).toBe(400);
	});
});

describe('silence', () => {
	test('closes a chat after the default hour, counted from the last message', async () => {
		const { chat_id } = await client().chat.create({ agent_id });
		sandbox().clock.advance(HOUR - 1);
		await client().chat.createChatCompletion({ chat_id, content: 'still here' });
		const last = sandbox().clock.now();
		sandbox().clock.advance(HOUR - 1);
		expect((await get(chat_id)).chat_status).toBe('ongoing');
		sandbox().clock.advance(5 * HOUR);
		expect(await listed(chat_id)).toMatchObject({
			chat_status: 'ended',
			// When it was due, however late somebody looks.
			end_timestamp: last + HOUR,
			chat_analysis: { user_sentiment: 'Neutral' },
		});
		expect(sandbox().store.getChat(chat_id)?.disconnection_reason).toBe('inactivity');
		const late = client().chat.createChatCompletion({ chat_id, content: 'too late?' });
		expect(await refusedStatus(late)).toBe(400);
	});

	test("is the agent's or the chat's to set, and can be off", () => {
		const { store, clock } = sandbox();
		const quick = store.addAgent({ end_chat_after_silence_ms: 120_000 });
		const short = store.addChat({ agent_id: quick.agent_id });
		const patient = store.addChat({ agent_id: DEMO_AGENTS.nightDesk });
		const own = store.addChat({ agent_id, end_chat_after_silence_ms: null });
		clock.advance(120_000);
		expect(store.getChat(short.chat_id)?.chat_status).toBe('ended');
		clock.advance(30 * DAY);
		expect(store.getChat(patient.chat_id)?.chat_status).toBe('ongoing');
		expect(store.getChat(own.chat_id)?.chat_status).toBe('ongoing');
	});

	test('an old ongoing chat that a test adds stays so for its hour', () => {
		const { store, clock } = sandbox();
		const { chat_id } = store.addChat({ agent_id, start_timestamp: clock.now() - 4 * DAY });
		expect(store.getChat(chat_id)?.chat_status).toBe('ongoing');
		clock.advance(HOUR);
		expect(store.getChat(chat_id)).toMatchObject({ chat_status: 'ended', end_timestamp: clock.now() });
	});
});

describe('what shows late', () => {
	test('a hidden chat is found by its id, but not listed or counted until its time', async () => {
		const { store, clock } = sandbox();
		const { chat_id } = store.addChat({ agent_id });
		const total = async () => (await client().chat.list({ include_total: true, limit: 1 })).total;
		const all = (await total()) ?? 0;
		store.hideChat(chat_id, clock.now() + 540_000);
		expect(await listed(chat_id)).toBeUndefined();
		expect(await total()).toBe(all - 1);
		expect((await get(chat_id)).chat_id).toBe(chat_id);
		clock.advance(540_000);
		expect(await listed(chat_id)).toMatchObject({ chat_id });
	});

	test('a list that lags shows starts and ends late, by its own filters and counts, too', async () => {
		const { store, clock, quirks } = sandbox();
		quirks.listLagMs = 5_000;
		const shown = async (chat_status: 'ongoing' | 'ended') => {
			const { items, total } = await client().chat.list({
				filter_criteria: {
					agent: [{ agent_id: lagging.agent_id }],
					chat_status: { type: 'enum', op: 'in', value: [chat_status] },
				},
				include_total: true,
			});
			expect(total).toBe(items.length);
			return items;
		};
		const lagging = store.addAgent({});
		const { chat_id } = await client().chat.create({ agent_id: lagging.agent_id });
		expect(await shown('ongoing')).toEqual([]);
		expect(await get(chat_id)).toMatchObject({ chat_status: 'ongoing' });
		clock.advance(4_999);
		expect(await shown('ongoing')).toEqual([]);
		clock.advance(1);
		expect(await shown('ongoing')).toMatchObject([{ chat_id, chat_status: 'ongoing' }]);

		await client().chat.end(chat_id);
		const ended = clock.now();
		expect(await get(chat_id)).toMatchObject({ chat_status: 'ended', end_timestamp: ended });
		clock.advance(4_999);
		const [late] = await shown('ongoing');
		expect(late).toMatchObject({ chat_id, chat_status: 'ongoing' });
		for (const key of ['end_timestamp', 'chat_analysis', 'chat_cost']) expect(late).not.toHaveProperty(key);
		expect(await shown('ended')).toEqual([]);
		clock.advance(1);
		expect(await shown('ongoing')).toEqual([]);
		expect(await shown('ended')).toMatchObject([{ chat_id, end_timestamp: ended, chat_cost: {} }]);

		quirks.listLagMs = 0;
		const prompt = await client().chat.create({ agent_id: lagging.agent_id });
		expect(await shown('ongoing')).toMatchObject([{ chat_id: prompt.chat_id }]);
		await client().chat.end(prompt.chat_id);
		expect(await shown('ended')).toMatchObject([{ chat_id: prompt.chat_id }, { chat_id }]);
	});

	test('an end time can be filled in late, or never', async () => {
		const { store, clock, quirks } = sandbox();
		quirks.endTimestampDelayMs = 60_000;
		const late = store.addChat({ agent_id });
		store.endChat(late.chat_id);
		quirks.endTimestampDelayMs = null;
		const never = store.addChat({ agent_id });
		store.endChat(never.chat_id);
		const ended = clock.now();
		expect(await get(late.chat_id)).toMatchObject({ chat_status: 'ended' });
		expect(await get(late.chat_id)).not.toHaveProperty('end_timestamp');
		clock.advance(60_000);
		expect(await get(late.chat_id)).toMatchObject({ end_timestamp: ended });
		expect(await get(never.chat_id)).not.toHaveProperty('end_timestamp');
		store.editChat(never.chat_id, { end_timestamp: null });
		expect(await get(never.chat_id)).toMatchObject({ end_timestamp: null });
		store.editChat(never.chat_id, { end_timestamp: 5, start_timestamp: 1 });
		const [oldest] = (await client().chat.list({ sort_order: 'ascending', limit: 1 })).items;
		expect(oldest).toMatchObject({ chat_id: never.chat_id, end_timestamp: 5 });
	});

	test('a chat vanishes after the retention of its agent', async () => {
		const { store, clock } = sandbox();
		const forgetful = store.addAgent({ data_storage_retention_days: 2 });
		// Counted from its start, and deleted once a day: the next midnight after the two days.
		const start = clock.now();
		const { chat_id } = store.addChat({
			agent_id: forgetful.agent_id,
			start_timestamp: start,
			end_timestamp: start + 3 * HOUR,
		});
		clock.advance(2 * DAY);
		expect(await listed(chat_id)).toMatchObject({ chat_id });
		clock.advance(DAY - (clock.now() % DAY) - 1);
		expect(await listed(chat_id)).toMatchObject({ chat_id });
		clock.advance(1);
		expect(await listed(chat_id)).toBeUndefined();
		expect(await refusedStatus(get(chat_id))).toBe(422);
	});
});

describe('the clock', () => {
	test('stands still, moves on command, and is what the Date header tells', async () => {
		const { clock, quirks } = sandbox();
		const date = async () => (await send('GET', '/get-concurrency')).headers.get('date');
		expect(clock.now()).toBe(MANUAL_START);
		clock.advance(Date.UTC(2030, 0, 1) - MANUAL_START);
		expect(await date()).toBe('Tue, 01 Jan 2030 00:00:00 GMT');
		quirks.dateHeader = -HOUR;
		expect(await date()).toBe('Mon, 31 Dec 2029 23:00:00 GMT');
		quirks.dateHeader = 'none';
		expect(await date()).toBeNull();
	});

	test('a real one goes on from where it was moved to', async () => {
		const own = await startSandbox({ seed: 'empty' });
		const before = Date.now();
		own.clock.advance(HOUR);
		expect(own.clock.now()).toBeGreaterThanOrEqual(before + HOUR);
		own.clock.advance(-2 * HOUR);
		expect(own.clock.now()).toBeLessThan(before);
		// Whoever is connected is let go. (Nobody is asked at the port then: it may be another's by now.)
		const socket = connect(Number(new URL(own.url).port), '127.0.0.1');
		await once(socket, 'connect');
		const letGo = once(socket, 'close');
		await own.close();
		await letGo;
	});

	test('a reset undoes everything', async () => {
		const before = await client().chat.list();
		const { store, clock, quirks, keys, faults, requests } = sandbox();
		clock.advance(DAY);
		store.chats().forEach((chat) => store.editChat(chat.chat_id, { metadata: {} }));
		quirks.unknownId = 404;
		quirks.ignoreFilters = ['agent'];
		keys.clear();
		faults.add({ kind: 'status', status: 500 });
		sandbox().rateLimit = { perSecond: 0, retryAfter: 'none' };
		sandbox().reset();
		expect(requests).toEqual([]);
		expect(await client().chat.list()).toEqual(before);
		expect(await refusedStatus(get('nope'))).toBe(422);
		expect(quirks.ignoreFilters).toEqual([]);
	});
});
