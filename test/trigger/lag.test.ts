// Lists that show what happened only some seconds after get-chat does.
import { MINUTE, SECOND } from '../../tools/times.ts';
import type { Engine } from '../host/poll.ts';
import { deliveredBy, idsOf, useTriggerWorld } from './world.ts';

const world = useTriggerWorld();
const { publish, endChat, poll } = world;

beforeEach(() => {
	world.sandbox.quirks.listLagMs = 5_000;
});

/** Chats that end every few seconds, at times that have nothing to do with the polls'. */
async function live(
	trigger: Parameters<typeof poll>[0],
	polls: number,
	seed: (index: number) => Parameters<typeof endChat>[0],
) {
	const { time } = world;
	const chats: string[] = [];
	const outcomes = [];
	for (let poll = 0; poll < polls; poll++) {
		for (let part = 0; part < 17; part++) {
			chats.push(endChat(seed(chats.length)));
			time.pass(3_529);
		}
		outcomes.push(await trigger.tick());
	}
	return { chats, outcomes };
}

test.each<Engine>(['default', 'durable', 'cursors'])(
	'chats that end all the time: each once, in order (%s)',
	async (engine) => {
		const trigger = await publish({ engine });
		const { chats, outcomes } = await live(trigger, 40, () => ({}));
		outcomes.push(...(await poll(trigger, { times: 3 })));
		expect(idsOf(outcomes)).toEqual(chats);
	},
);

test('ended a moment before the publication: old, although the list shows it after', async () => {
	const { time } = world;
	endChat();
	time.pass(2 * SECOND);
	const trigger = await publish();
	time.pass(2 * SECOND);
	const id = endChat();
	expect(idsOf(await poll(trigger, { times: 60 }))).toEqual([id]);
});

test('without a look-back, what the lag hides comes with a sweep: late, and once', async () => {
	const trigger = await publish({ parameters: { options: { lookbackMinutes: 0 } } });
	const { chats, outcomes } = await live(trigger, 35, () => ({}));
	outcomes.push(...(await poll(trigger, { times: 70 })));
	expect(idsOf(outcomes).sort()).toEqual(chats);
});

test('analyses, transcripts and a cap: each once, with what was said', async () => {
	const options = { includeTranscript: true, maxChatsPerPoll: 20 };
	const trigger = await publish({ parameters: { event: 'chatAnalyzed', options } });
	const said = { messages: [{ role: 'user' as const, content: 'Hello', message_id: 'm', created_timestamp: 1 }] };
	const { chats, outcomes } = await live(trigger, 20, (index) => ({ ...said, analysisDelayMs: (index % 7) * 4_000 }));
	outcomes.push(...(await poll(trigger, { times: 40 })));
	expect(idsOf(outcomes).sort()).toEqual(chats);
	for (const json of deliveredBy(outcomes)) {
		expect(json.transcript).toBe('User: Hello\n');
		expect(json).not.toHaveProperty('analysis_timed_out');
	}
});

test('chats in error with and without an end time: each once', async () => {
	const trigger = await publish({ parameters: { options: { includeErrored: true } } });
	const { chats, outcomes } = await live(trigger, 20, (index) => ({
		chat_status: index % 2 === 0 ? 'error' : 'ended',
		start_timestamp: Date.now(),
		...(index % 4 === 0 && { end_timestamp: undefined }),
	}));
	outcomes.push(...(await poll(trigger, { every: MINUTE, times: 40 })));
	expect(idsOf(outcomes).sort()).toEqual(chats);
});
