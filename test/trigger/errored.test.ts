import { isRecord } from '../../nodes/retell/values.ts';
import type { ChatSeed } from '../../tools/sandbox/index.ts';
import { HOUR, MINUTE } from '../../tools/times.ts';
import { failedAt, idsOf, refusing, useTriggerWorld } from './world.ts';

const world = useTriggerWorld();
const { publish, restart, endChat, poll, requests } = world;
const included = { options: { includeErrored: true } };

/** A list as if it had no start time of one of its chats. */
function withoutStart(answer: unknown, chatId: string): unknown {
	if (!isRecord(answer) || !Array.isArray(answer.items)) return answer;
	const items = answer.items.map((chat: unknown) => {
		return isRecord(chat) && chat.chat_id === chatId ? { ...chat, start_timestamp: undefined } : chat;
	});
	return { ...answer, items };
}

/** A chat in error without an end time. */
function breakChat(seed: ChatSeed = {}): string {
	return endChat({ chat_status: 'error', end_timestamp: undefined, start_timestamp: Date.now(), ...seed });
}

test('without an end time: found by their start, once, with one more request for each poll', async () => {
	breakChat({ start_timestamp: Date.now() - HOUR });
	const trigger = await publish({ parameters: included });
	const delivered = idsOf(await poll(trigger));
	const broken = breakChat();
	const ended = endChat({ end_timestamp: Date.now() + 1 });
	requests();
	delivered.push(...idsOf(await poll(trigger)));
	expect(requests()).toHaveLength(2);
	expect(delivered).toEqual([broken, ended]);
	expect(idsOf(await poll(trigger, { every: 4 * HOUR, times: 60 }))).toEqual([]);
});

test('with an end time: once, also when the end is filled in after the delivery', async () => {
	const { sandbox } = world;
	const trigger = await publish({ parameters: included });
	await poll(trigger);
	const dated = breakChat({ end_timestamp: Date.now() });
	const undated = breakChat();
	expect(idsOf(await poll(trigger)).sort()).toEqual([dated, undated]);
	sandbox.store.editChat(undated, { end_timestamp: Date.now() });
	expect(idsOf(await poll(trigger, { times: 60 }))).toEqual([]);
});

test('a chat that began before the publication and breaks after it', async () => {
	const { sandbox } = world;
	const { chat_id } = sandbox.store.addChat({ chat_id: 'chat_old', start_timestamp: Date.now() - 50 * HOUR });
	const trigger = await publish({ parameters: included });
	await poll(trigger);
	sandbox.store.editChat(chat_id, { chat_status: 'error' });
	expect(idsOf(await poll(trigger, { times: 5 }))).toEqual([chat_id]);
});

test('one that broke just before the publication is old', async () => {
	const { time } = world;
	time.pass(400);
	breakChat();
	breakChat({ end_timestamp: Date.now() });
	time.pass(100);
	const trigger = await publish({ parameters: included });
	expect(idsOf(await poll(trigger, { times: 3 }))).toEqual([]);
});

test('one that ended before the publication and shows minutes after it is old', async () => {
	const { sandbox, time } = world;
	const old = breakChat({ start_timestamp: Date.now() - HOUR, end_timestamp: Date.now() });
	sandbox.store.hideChat(old, Date.now() + 5 * MINUTE);
	time.pass(MINUTE);
	const trigger = await publish({ parameters: included });
	const late = breakChat({ end_timestamp: Date.now() + 1 });
	sandbox.store.hideChat(late, Date.now() + 5 * MINUTE);
	expect(idsOf(await poll(trigger, { times: 60 }))).toEqual([late]);
});

test('published during an outage: one that began before and ended in it is delivered', async () => {
	const { sandbox, time } = world;
	const { chat_id } = sandbox.store.addChat({ chat_id: 'chat_before', start_timestamp: Date.now() - HOUR });
	breakChat({ start_timestamp: Date.now() - 3 * HOUR, end_timestamp: Date.now() - 2 * HOUR });
	const broken = sandbox.faults.add(refusing(503));
	const trigger = await publish({ parameters: included });
	time.pass(MINUTE);
	sandbox.store.endChat(chat_id, { status: 'error' });
	time.pass(MINUTE);
	broken.remove();
	expect(idsOf(await poll(trigger, { times: 3 }))).toEqual([chat_id]);
});

test('Start From: those that ended since, also if they began before', async () => {
	const now = Date.now();
	breakChat({ start_timestamp: now - 30 * HOUR, end_timestamp: now - 29 * HOUR });
	const dated = breakChat({ start_timestamp: now - 25 * HOUR, end_timestamp: now - 20 * HOUR });
	breakChat({ start_timestamp: now - 40 * HOUR });
	const undated = breakChat({ start_timestamp: now - 10 * HOUR });
	const trigger = await publish({ parameters: { options: { includeErrored: true, startFromHours: 24 } } });
	expect(idsOf(await poll(trigger, { times: 3 }))).toEqual([dated, undated]);
});

test('without the option none is delivered; switched on later, none of the old ones', async () => {
	const trigger = await publish();
	breakChat();
	breakChat({ end_timestamp: Date.now() });
	expect(idsOf(await poll(trigger, { times: 2 }))).toEqual([]);
	const second = await restart(trigger, { parameters: included });
	expect(second.first.ids).toEqual([]);
	expect(idsOf(await poll(second, { times: 2 }))).toEqual([]);
	const id = breakChat();
	expect(idsOf(await poll(second, { times: 40 }))).toEqual([id]);
});

test('a server that takes no notice of the start asked for: none comes with every poll', async () => {
	const { sandbox } = world;
	sandbox.quirks.ignoreFilters = ['start_timestamp'];
	const trigger = await publish({ parameters: included });
	breakChat({ start_timestamp: Date.now() - 9 * 24 * HOUR });
	const unclear = breakChat();
	sandbox.faults.add({
		kind: 'rewrite',
		change: (answer) => withoutStart(answer, unclear),
		when: ({ rawBody }) => rawBody.includes('"start_timestamp"'),
	});
	const id = breakChat();
	expect(idsOf(await poll(trigger, { times: 4 }))).toEqual([id]);
});

test.each([true, false])('another filter: none of its past (with end times: %j)', async (isDated) => {
	const { sandbox, time } = world;
	sandbox.store.addAgent({ agent_id: 'agent_other' });
	const workflowId = `errored and widened ${isDated}`;
	const parameters = { ...included, agentIds: ['agent_other'] };
	const trigger = await publish({ workflowId, parameters });
	const breakOther = (agent_id: string) => breakChat({ agent_id, ...(isDated && { end_timestamp: Date.now() }) });
	const own = breakOther('agent_other');
	breakOther('agent_support');
	expect(idsOf(await poll(trigger, { times: 40 }))).toEqual([own]);
	const second = await restart(trigger, { workflowId, mode: 'update', parameters: { ...parameters, agentIds: [] } });
	expect(second.first.ids).toEqual([]);
	time.pass(MINUTE);
	const fresh = breakOther('agent_support');
	expect(idsOf(await poll(second, { times: 40 }))).toEqual([fresh]);
});

test('more of them than are known by ID: each comes once, and the state stays small', async () => {
	const trigger = await publish({ parameters: included });
	const chats: string[] = [];
	const delivered: unknown[] = [];
	for (let hour = 0; hour < 24; hour++) {
		// Two of them in each millisecond.
		for (let index = 0; index < 100; index++) chats.push(breakChat({ start_timestamp: Date.now() + (index >> 1) }));
		delivered.push(...idsOf(await poll(trigger, { every: HOUR / 2, times: 2 })));
	}
	expect(delivered).toEqual(chats);
	expect(JSON.stringify(trigger.held()).length).toBeLessThan(40_000);
});

test('Chat Analyzed: they have no analysis and go marked', async () => {
	const trigger = await publish({ parameters: { ...included, event: 'chatAnalyzed' } });
	const id = breakChat({ end_timestamp: Date.now() });
	expect(idsOf(await poll(trigger, { times: 14 }))).toEqual([]);
	const [outcome] = await poll(trigger);
	expect(outcome?.ids).toEqual([id]);
	expect(outcome?.items[0]?.json.analysis_timed_out).toBe(true);
});

test('many with an end time do not hide a long chat that breaks without one', async () => {
	const { sandbox } = world;
	const trigger = await publish({ parameters: included });
	const began = Date.now();
	const chats: string[] = [];
	const delivered: unknown[] = [];
	for (let hours = 0; hours < 90; hours += 3) {
		for (let index = 0; index < 20; index++)
			chats.push(breakChat({ start_timestamp: Date.now() + index, end_timestamp: Date.now() + index }));
		delivered.push(...idsOf(await poll(trigger, { every: 1.5 * HOUR, times: 2 })));
	}
	expect(delivered).toEqual(chats);
	const { chat_id: long } = sandbox.store.addChat({
		chat_id: 'chat_long',
		start_timestamp: began,
		chat_status: 'error',
	});
	expect(idsOf(await poll(trigger, { every: HOUR, times: 12 }))).toEqual([long]);
	expect(JSON.stringify(trigger.held()).length).toBeLessThan(40_000);
});

test.each(['default', 'durable'] as const)(
	'their list failing for long costs no ended chat, and nothing of what the rest of the poll learned (%s)',
	async (engine) => {
		const { sandbox } = world;
		const trigger = await publish({ engine, parameters: included });
		await poll(trigger);
		const broken = sandbox.faults.add(refusing(500, { when: ({ rawBody }) => rawBody.includes('"value":["error"]') }));
		requests();
		const outcomes = await poll(trigger, { times: 64 });
		expect(failedAt(outcomes)).toEqual([4, 8, 16, 32, 64]);
		const ended = endChat();
		expect(idsOf(await poll(trigger))).toEqual([ended]);
		// One look for chats without an end each half hour.
		expect(requests().filter(({ rawBody }) => rawBody.includes('"value":["ended"]'))).toHaveLength(2);
		broken.remove();
		const id = breakChat();
		expect(idsOf(await poll(trigger, { times: 2 }))).toEqual([id]);
	},
);
