// How often the trigger polls, and what it keeps between polls, changes when chats come, not which.
import type { Engine } from '../host/poll.ts';
import { HOUR, MINUTE, SECOND } from '../../tools/times.ts';
import { idsOf, useTriggerWorld } from './world.ts';

const world = useTriggerWorld();

/** Three hours of chats: some end together, some are listed late, some are dated late. */
async function deliveredWith(every: number, engine: Engine) {
	const { publish, poll, endChat, sandbox, time } = world;
	const trigger = await publish({ engine });
	const expected = new Set<string>();
	const delivered: unknown[] = [];
	for (let passed = 0; passed < 3 * HOUR; passed += every) {
		for (let second = 0; second < every / SECOND; second += 20) {
			time.pass(20 * SECOND);
			const number = (passed / SECOND + second) / 20;
			if (number % 4 === 0) continue;
			const chat_id = `chat_${number}`;
			endChat({ chat_id, end_timestamp: Date.now() - (number % 3) });
			if (number % 25 === 1) sandbox.store.hideChat(chat_id, Date.now() + (number % 9) * 12 * MINUTE);
			expected.add(chat_id);
		}
		const outcome = await trigger.tick();
		delivered.push(...outcome.ids);
	}
	delivered.push(...idsOf(await poll(trigger, { every: 15 * MINUTE, times: 12 })));
	return { expected: [...expected].sort(), delivered };
}

test.each<[number, Engine]>([
	[1, 'default'],
	[5, 'default'],
	[30, 'default'],
	[5, 'durable'],
	[5, 'cursors'],
	[30, 'durable'],
])('polled each %i min (%s): the same chats, each once', async (minutes, engine) => {
	const { expected, delivered } = await deliveredWith(minutes * MINUTE, engine);
	expect(expected).toHaveLength(405);
	expect([...delivered].sort()).toEqual(expected);
});
