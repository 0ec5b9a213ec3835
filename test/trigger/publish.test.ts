// What the trigger delivers from its publication on.
import { HOUR, MINUTE } from '../../tools/times.ts';
import { idsOf, useTriggerWorld } from './world.ts';

const world = useTriggerWorld();
const { publish, endChat, poll, requests } = world;

test('nothing of the past, then each chat once', async () => {
	const { time } = world;
	endChat();
	time.pass(20);
	endChat();
	const trigger = await publish();
	expect(trigger.first.items).toEqual([]);
	time.pass(1);
	const chats = [endChat()];
	time.pass(1);
	chats.push(endChat());
	expect(idsOf(await poll(trigger))).toEqual(chats);
	expect(idsOf(await poll(trigger, { times: 40 }))).toEqual([]);
});

test('the simplified item, and the whole chat', async () => {
	const simple = await publish();
	const whole = await publish({ parameters: { simplify: false } });
	const id = endChat({ metadata: { order: 7 } });
	const [one] = await poll(simple);
	expect(one?.items).toHaveLength(1);
	expect(one?.items[0]?.json).toMatchObject({
		chat_id: id,
		chat_status: 'ended',
		ended_at: '2026-08-03T09:00:00.000Z',
		duration_seconds: 60,
		metadata: { order: 7 },
	});
	const [other] = await poll(whole);
	expect(other?.items).toHaveLength(1);
	expect(other?.items[0]?.json).toMatchObject({ chat_id: id, start_timestamp: Date.UTC(2026, 7, 3, 8, 59) });
});

test('an idle poll is one request', async () => {
	const trigger = await publish();
	endChat();
	await poll(trigger);
	requests();
	await poll(trigger, { times: 25 });
	expect(requests()).toHaveLength(25);
});

test('in order of end, then id, with ties at the millisecond of the last delivery', async () => {
	const trigger = await publish();
	const end = Date.now() + 5_000;
	const tie = (chat_id: string, at = end) => endChat({ chat_id, end_timestamp: at, start_timestamp: at - MINUTE });
	tie('chat_m');
	tie('chat_b');
	tie('chat_z', end - 1);
	tie('chat_a', end + 1);
	expect(idsOf(await poll(trigger))).toEqual(['chat_z', 'chat_b', 'chat_m', 'chat_a']);
	tie('chat_c', end + 1);
	tie('chat_0', end + 1);
	tie('chat_y');
	expect(idsOf(await poll(trigger))).toEqual(['chat_y', 'chat_0', 'chat_c']);
	expect(idsOf(await poll(trigger, { times: 3 }))).toEqual([]);
});

test('a chat that began four days ago and ends now', async () => {
	const trigger = await publish();
	const young = endChat({ end_timestamp: Date.now() + 1 });
	const old = endChat({ start_timestamp: Date.now() - 96 * HOUR, end_timestamp: Date.now() + 2 });
	expect(idsOf(await poll(trigger))).toEqual([young, old]);
});

test('Start From: the last hours, drained in order under the cap', async () => {
	const now = Date.now();
	endChat({ end_timestamp: now - 25 * HOUR });
	const chats = Array.from({ length: 23 }, (_, index) =>
		endChat({ end_timestamp: now - (23 - index) * HOUR, start_timestamp: now - (30 + index * index) * HOUR }),
	);
	const trigger = await publish({ parameters: { options: { startFromHours: 24, maxChatsPerPoll: 10 } } });
	expect(trigger.first.items).toEqual([]);
	const outcomes = await poll(trigger, { times: 5 });
	expect(outcomes.map(({ ids }) => ids.length)).toEqual([10, 10, 3, 0, 0]);
	expect(idsOf(outcomes)).toEqual(chats);
});

test('an interval of a day: everything, in order, also what ended long before the poll', async () => {
	const { time } = world;
	const trigger = await publish();
	const chats: string[] = [];
	for (let hour = 0; hour < 72; hour += 3) {
		time.pass(3 * HOUR);
		chats.push(endChat());
	}
	expect(idsOf(await poll(trigger, { every: 24 * HOUR }))).toEqual(chats);
	const later = endChat();
	expect(idsOf(await poll(trigger, { every: 24 * HOUR, times: 3 }))).toEqual([later]);
});
