// What the trigger delivers from its publication on.
import { MINUTE } from '../../tools/times.ts';
import { idsOf, useTriggerWorld } from './world.ts';

const world = useTriggerWorld();
const { publish, endChat, poll } = world;

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
