// Chat analyzed: a chat is delivered with its analysis, or marked after a while.
import { MINUTE } from '../../tools/times.ts';
import { deliveredBy, idsOf, useTriggerWorld } from './world.ts';

const world = useTriggerWorld();
const { publish, endChat, poll, live } = world;
const analyzed = { event: 'chatAnalyzed' };

test('with the analysis, when it is there', async () => {
	const trigger = await publish({ parameters: analyzed });
	const id = endChat({ analysisDelayMs: 3 * MINUTE });
	const early = await poll(trigger, { times: 2 });
	expect(idsOf(early)).toEqual([]);
	const [outcome] = await poll(trigger);
	expect(outcome?.ids).toEqual([id]);
	expect(outcome?.items[0]?.json.chat_summary).toEqual(expect.any(String));
	expect(outcome?.items[0]?.json).not.toHaveProperty('analysis_timed_out');
	expect(idsOf(await poll(trigger, { times: 40 }))).toEqual([]);
});

test.each([
	[{}, 15],
	[{ analysisTimeout: 4 }, 4],
	[{ analysisTimeout: 90 }, 90],
	[{ analysisTimeout: 0 }, 0],
])('never analyzed, with options %j: marked after %i minutes and not before', async (options, minutes) => {
	const { time } = world;
	const trigger = await publish({ parameters: { ...analyzed, simplify: false, options } });
	time.pass(1_000);
	const id = endChat();
	expect(idsOf(await poll(trigger, { times: Math.max(0, minutes - 1) }))).toEqual([]);
	const [outcome] = await poll(trigger);
	expect(outcome?.ids).toEqual([id]);
	expect(outcome?.items[0]?.json.analysis_timed_out).toBe(true);
	expect(idsOf(await poll(trigger, { times: 40 }))).toEqual([]);
});

test('an empty analysis is none', async () => {
	const { sandbox } = world;
	const trigger = await publish({ parameters: { ...analyzed, simplify: false } });
	const [slow, never] = [endChat({ chat_analysis: {} }), endChat({ chat_analysis: {}, end_timestamp: Date.now() + 1 })];
	expect(idsOf(await poll(trigger, { times: 3 }))).toEqual([]);
	sandbox.store.editChat(slow, { chat_analysis: { chat_summary: 'Done' } });
	const [outcome] = await poll(trigger);
	expect(outcome?.items.map(({ json }) => [json.chat_id, json.analysis_timed_out])).toEqual([[slow, undefined]]);
	const marked = await poll(trigger, { times: 40 });
	expect(deliveredBy(marked)).toMatchObject([{ chat_id: never, analysis_timed_out: true }]);
});

test('a chat that waits holds up no other, also with one chat for each poll', async () => {
	const trigger = await publish({ parameters: { ...analyzed, options: { maxChatsPerPoll: 1 } } });
	const never = endChat();
	const quick = await live(trigger, { times: 14, seed: () => ({ analysisDelayMs: 0 }) });
	expect(quick.outcomes.map(({ ids }) => ids)).toEqual(quick.chats.map((id) => [id]));
	expect(idsOf(await poll(trigger, { times: 2 }))).toEqual([never]);
});

test('1,500 chats without analysis, totals unknown: the analyzed ones among them are delivered in time', async () => {
	const { sandbox } = world;
	sandbox.quirks.totals = 'absent';
	const trigger = await publish({ parameters: { ...analyzed, options: { maxChatsPerPoll: 100 } } });
	const now = Date.now();
	const ready: string[] = [];
	const waiting: string[] = [];
	for (let index = 0; index < 1_500; index++) {
		const isReady = index % 30 === 29;
		const id = endChat({ end_timestamp: now + index * 20, ...(isReady && { analysisDelayMs: 0 }) });
		(isReady ? ready : waiting).push(id);
	}
	expect(idsOf(await poll(trigger))).toEqual(ready);
	expect(idsOf(await poll(trigger, { times: 13 }))).toEqual([]);
	expect(idsOf(await poll(trigger, { times: 17 }))).toEqual(waiting);
});

test('filters by what the analysis tells wait for it without an end', async () => {
	const trigger = await publish({ parameters: { ...analyzed, filters: { successful: true } } });
	const analysis = (chat_successful: boolean) => ({
		chat_summary: 'x',
		user_sentiment: 'Positive' as const,
		chat_successful,
	});
	const good = endChat({ plannedAnalysis: analysis(true), analysisDelayMs: 12 * MINUTE });
	endChat({ plannedAnalysis: analysis(false), analysisDelayMs: MINUTE });
	expect(idsOf(await poll(trigger, { times: 30 }))).toEqual([good]);
});
