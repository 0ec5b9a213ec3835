// Chats that Retell shows, or dates, some time after their end.
import type { ChatSeed } from '../../tools/sandbox/index.ts';
import { HOUR, MINUTE } from '../../tools/times.ts';
import { deliveredBy, idsOf, refusing, useTriggerWorld } from './world.ts';

const world = useTriggerWorld();
const { publish, restart, endChat, poll, live, requests } = world;

/** A chat that ends now and is listed only after a while. */
function endHidden(delay: number): string {
	const { sandbox } = world;
	const id = endChat();
	sandbox.store.hideChat(id, Date.now() + delay);
	return id;
}

test('visible 9 minutes late: found by the look-back, once', async () => {
	const trigger = await publish();
	await poll(trigger);
	const late = endHidden(9 * MINUTE);
	const { chats, outcomes } = await live(trigger, { times: 8 });
	expect(outcomes.map(({ ids }) => ids)).toEqual(chats.map((id) => [id]));
	requests();
	expect(idsOf(await poll(trigger))).toEqual([late]);
	expect(requests()).toHaveLength(1);
	expect(idsOf(await poll(trigger, { times: 60 }))).toEqual([]);
});

test('what shows late while chats wait comes as soon as none waits any more, before what ended after it', async () => {
	const trigger = await publish({ parameters: { options: { maxChatsPerPoll: 10, includeTranscript: false } } });
	await poll(trigger);
	const late = endHidden(5.5 * MINUTE);
	world.time.pass(1_000);
	const others = Array.from({ length: 53 }, () => endChat());
	expect(idsOf(await poll(trigger, { times: 5 }))).toEqual(others.slice(0, 50));
	expect(idsOf(await poll(trigger))).toEqual([late, ...others.slice(50)]);
	expect(idsOf(await poll(trigger, { times: 30 }))).toEqual([]);
});

test('the sweep costs two requests each half hour, and its failure none of the deliveries', async () => {
	const { sandbox } = world;
	const trigger = await publish();
	const late = endHidden(HOUR);
	await poll(trigger, { times: 20 });
	endChat();
	await poll(trigger);
	requests();
	const refuse = sandbox.faults.add(refusing(500, { when: ({ rawBody }) => rawBody.includes('"bt"') }));
	const { chats, outcomes } = await live(trigger, { times: 60 });
	expect(idsOf(outcomes)).toEqual(chats);
	expect(refuse.hits()).toBe(2 * 3);
	expect(requests()).toHaveLength(60 + 2 * (3 + 1));
	refuse.remove();
	expect(idsOf(await poll(trigger, { times: 40 }))).toEqual([late]);
});

describe('ended chats whose end time never comes:', () => {
	beforeEach(() => {
		world.sandbox.quirks.endTimestampDelayMs = null;
	});

	function endUndated(chat_id: string, seed: ChatSeed = {}): string {
		const { sandbox } = world;
		sandbox.store.addChat({ chat_id, start_timestamp: Date.now() - MINUTE, ...seed });
		sandbox.store.endChat(chat_id);
		return chat_id;
	}

	/** Chats that began one ms after the other. */
	const endManyUndated = (count: number, from: number) =>
		Array.from({ length: count }, (_, index) =>
			endUndated(`chat_${String(index).padStart(27, '0')}`, { start_timestamp: from + index }),
		);

	test('delivered after an hour, marked, once; those of before the publication never', async () => {
		const { sandbox } = world;
		endUndated('chat_old');
		const trigger = await publish({ parameters: { simplify: false } });
		const id = endUndated('chat_undated');
		expect(idsOf(await poll(trigger, { times: 60 }))).toEqual([]);
		const outcomes = await poll(trigger, { times: 60 });
		expect(deliveredBy(outcomes)).toMatchObject([{ chat_id: id, end_unknown: true }]);
		sandbox.quirks.endTimestampDelayMs = 0;
		sandbox.store.editChat(id, { end_timestamp: Date.now() });
		expect(idsOf(await poll(trigger, { times: 120 }))).toEqual([]);
	});

	test('one whose end shows within the hour comes with it, and unmarked', async () => {
		const { sandbox } = world;
		const trigger = await publish();
		const id = endUndated('chat_undated');
		await poll(trigger, { times: 40 });
		sandbox.quirks.endTimestampDelayMs = 0;
		sandbox.store.editChat(id, { end_timestamp: Date.now() });
		const delivered = deliveredBy(await poll(trigger, { times: 120 }));
		expect(delivered.map(({ chat_id, end_unknown }) => [chat_id, end_unknown])).toEqual([[id, undefined]]);
	});

	test('another filter: none of its past, and those that wait already still come', async () => {
		const { sandbox } = world;
		sandbox.store.addAgent({ agent_id: 'agent_other' });
		const workflowId = 'undated and widened';
		const trigger = await publish({ workflowId, parameters: { agentIds: ['agent_other'] } });
		endUndated('chat_past', { agent_id: 'agent_support' });
		const waiting = endUndated('chat_waiting', { agent_id: 'agent_other' });
		expect(idsOf(await poll(trigger, { times: 40 }))).toEqual([]);
		const second = await restart(trigger, { workflowId, mode: 'update', parameters: { agentIds: [] } });
		const outcomes = [second.first, ...(await poll(second, { times: 5 }))];
		const fresh = endUndated('chat_fresh', { agent_id: 'agent_support' });
		outcomes.push(...(await poll(second, { times: 150 })));
		expect(idsOf(outcomes)).toEqual([waiting, fresh]);
	});

	test('one that waits for its analysis comes before the looks reach it no more', async () => {
		const trigger = await publish({
			parameters: { event: 'chatAnalyzed', options: { analysisTimeout: 24 * 60, includeTranscript: false } },
		});
		const id = endUndated('chat_undated');
		expect(idsOf(await poll(trigger, { every: 10 * MINUTE, times: 22 * 6 }))).toEqual([]);
		expect(idsOf(await poll(trigger, { every: 10 * MINUTE, times: 3 * 6 }))).toEqual([id]);
	});

	test('one that began a day before it ended comes at once', async () => {
		const trigger = await publish();
		await poll(trigger);
		const id = endUndated('chat_long', { start_timestamp: Date.now() - 23.2 * HOUR });
		expect(idsOf(await poll(trigger, { times: 60 }))).toEqual([id]);
	});

	test('many of them: none comes a second time when their ends show', async () => {
		const { sandbox } = world;
		const trigger = await publish();
		const chats = endManyUndated(700, Date.now() - MINUTE);
		expect(idsOf(await poll(trigger, { every: 10 * MINUTE, times: 36 })).sort()).toEqual(chats);
		sandbox.quirks.endTimestampDelayMs = 0;
		for (const id of chats) sandbox.store.editChat(id, { end_timestamp: Date.now() });
		expect(idsOf(await poll(trigger, { times: 120 }))).toEqual([]);
	});

	test('more of them than are known by ID: each comes once, and the state stays small', async () => {
		const trigger = await publish();
		const chats = endManyUndated(600, Date.now() - 2 * HOUR);
		const outcomes = await poll(trigger, { every: 10 * MINUTE, times: 36 });
		expect(idsOf(outcomes).sort()).toEqual(chats);
		expect(JSON.stringify(trigger.held()).length).toBeLessThan(40_000);
	});

	test('the look is bounded: by the start, and to a few pages', async () => {
		for (let index = 0; index < 7_000; index++)
			endChat({ end_timestamp: Date.now() - HOUR, start_timestamp: Date.now() - 2 * HOUR - index });
		const trigger = await publish();
		endUndated('chat_long', { start_timestamp: Date.now() - 30 * HOUR });
		requests();
		expect(idsOf(await poll(trigger, { times: 150 }))).toEqual([]);
		const looks = requests().filter(({ rawBody }) => rawBody.includes('"start_timestamp"'));
		expect(looks.length).toBeLessThanOrEqual(5 * 5);
		for (const { body } of looks) expect(body).toMatchObject({ sort_order: 'descending' });
	});
});
