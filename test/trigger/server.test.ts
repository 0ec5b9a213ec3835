// What Retell does not document, or was seen to do differently.
import { readStored } from '../../nodes/RetellChatTrigger/poll/state.ts';
import { MINUTE } from '../../tools/times.ts';
import { deliveredBy, differenceOf, errorsOf, idsOf, useTriggerWorld } from './world.ts';

const world = useTriggerWorld();
const { publish, endChat, endAt, poll, live } = world;

test.each([
	[true, 'right', 3],
	[true, 'absent', 0],
	[false, 'absent', 3],
	[false, 'wrong', 0],
] as const)(
	'ranges with their bounds %s, totals %s, %i ms apart: 5,600 chats, each once, in order',
	async (bounds, totals, apart) => {
		const { sandbox } = world;
		Object.assign(sandbox.quirks, { rangeIncludesBounds: bounds, totals });
		const trigger = await publish({ parameters: { options: { maxChatsPerPoll: 2_000 } } });
		const chats = endAt(Array.from({ length: 5_600 }, (_, index) => Date.now() + 1 + index * apart));
		const outcomes = await poll(trigger, { times: 4 });
		expect(outcomes.map(({ ids }) => ids.length)).toEqual([2_000, 2_000, 1_600, 0]);
		expect(differenceOf(idsOf(outcomes), chats)).toBeUndefined();
	},
);

test.each([[['chat_status']], [['agent']], [['end_timestamp']], [['chat_status', 'agent', 'end_timestamp']]])(
	'a server that takes no notice of %j: nothing is delivered that does not fit',
	async (ignoreFilters) => {
		const { sandbox } = world;
		sandbox.quirks.ignoreFilters = ignoreFilters;
		sandbox.store.addAgent({ agent_id: 'agent_other' });
		for (let index = 0; index < 50; index++) {
			endChat({ agent_id: 'agent_other', end_timestamp: Date.now() - index * MINUTE });
			endChat({ end_timestamp: Date.now() - index * MINUTE });
		}
		const trigger = await publish({ parameters: { agentIds: ['agent_other'] } });
		endChat();
		endChat({ agent_id: 'agent_other', chat_status: 'error' });
		sandbox.store.addChat({ agent_id: 'agent_other' });
		const id = endChat({ agent_id: 'agent_other', end_timestamp: Date.now() + 1 });
		const outcomes = await poll(trigger, { times: 40 });
		expect(idsOf(outcomes)).toEqual([id]);
		expect(errorsOf(outcomes)).toEqual([]);
	},
);

test.each(['none', -5_000, 5_000] as const)('Date header %s: nothing is lost or repeated', async (dateHeader) => {
	const { sandbox } = world;
	sandbox.quirks.dateHeader = dateHeader;
	const trigger = await publish({ parameters: { event: 'chatAnalyzed' } });
	const seed = () => ({ end_timestamp: Date.now() + 10_000, analysisDelayMs: 20_000 });
	const { chats, outcomes } = await live(trigger, { times: 20, seed });
	expect(idsOf([...outcomes, ...(await poll(trigger, { times: 40 }))])).toEqual(chats);
});

test('an end time in 2035: delivered once, and no other chat suffers', async () => {
	const trigger = await publish();
	const future = endChat({ end_timestamp: Date.UTC(2035, 0, 1) });
	const first = endChat({ end_timestamp: Date.now() + 1 });
	expect(idsOf(await poll(trigger))).toEqual([first, future]);
	const { chats, outcomes } = await live(trigger, { times: 60 });
	expect(idsOf(outcomes)).toEqual(chats);
});

test.each(['ended', 'error'] as const)(
	'an end time that no date can stand for, of a chat that is %s: delivered once, and no other chat suffers',
	async (chat_status) => {
		const trigger = await publish({ parameters: { options: { includeErrored: true } } });
		const odd = endChat({ chat_status, end_timestamp: 9e15, start_timestamp: Date.now() });
		const { chats, outcomes } = await live(trigger, { times: 120 });
		const delivered = idsOf(outcomes);
		expect(delivered.filter((id) => id === odd)).toHaveLength(1);
		expect(
			differenceOf(
				delivered.filter((id) => id !== odd),
				chats,
			),
		).toBeUndefined();
		expect(readStored(trigger.kept(), Date.now())).toMatchObject({ isDamaged: false });
	},
);

test('an end time in 2035 without an analysis: marked after the timeout counts from its start', async () => {
	const trigger = await publish({ parameters: { event: 'chatAnalyzed' } });
	const future = endChat({ end_timestamp: Date.UTC(2035, 0, 1), start_timestamp: Date.now() });
	const outcomes = await poll(trigger, { times: 16 });
	expect(idsOf(outcomes)).toEqual([future]);
	expect(deliveredBy(outcomes)).toMatchObject([{ analysis_timed_out: true }]);
});

test('a chat that is deleted before its delivery is not waited for', async () => {
	const { sandbox } = world;
	const trigger = await publish({ parameters: { event: 'chatAnalyzed' } });
	const gone = endChat();
	await poll(trigger, { times: 2 });
	sandbox.store.deleteChat(gone);
	const id = endChat({ analysisDelayMs: 0 });
	expect(idsOf(await poll(trigger, { times: 40 }))).toEqual([id]);
});
