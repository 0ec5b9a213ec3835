import { pollContext, workflowWith } from '../host/data.ts';
import { loggedWarnings } from '../host/log.ts';
import type { Engine, Poller } from '../host/poll.ts';
import { executionData, nodeTypes, TYPES } from '../host/retell.ts';
import { underTime } from '../host/time.ts';
import { HOUR, MINUTE, SECOND } from '../../tools/times.ts';
import { differenceOf, errorsOf, smallPages, useTriggerWorld } from './world.ts';

const world = useTriggerWorld();
const { publish, endChat, endAt, poll } = world;

/** Pages of so many rows at most, each of which takes its time. */
function servePages(rows: number, ms: number): void {
	const when = () => {
		world.time.pass(ms);
		return false;
	};
	world.sandbox.faults.add({ kind: 'latency', ms: 0, path: '/v3/list-chats', when });
	if (rows < 1_000) world.sandbox.faults.add(smallPages(rows));
}

/** Ends chats evenly over a time that ends now. */
function endMany(count: number, over: number, inEachMs = 1): string[] {
	const from = Date.now() - over;
	const place = (index: number) => (Math.floor(index / inEachMs) + 1) * inEachMs;
	return endAt(Array.from({ length: count }, (_, index) => from + Math.floor((place(index) * over) / count)));
}

/** Polls each minute until all chats came, as far as the promised number of polls goes. */
async function drain(trigger: Poller, count: number, most: number) {
	const ids: unknown[] = [];
	let polls = 0;
	world.requests();
	for (; ids.length < count && polls < most; polls++) {
		const outcomes = await poll(trigger);
		expect(errorsOf(outcomes)).toEqual([]);
		ids.push(...outcomes.flatMap((outcome) => outcome.ids));
	}
	return { ids, polls, requests: world.requests().length };
}

interface Row {
	count: number;
	rows: number;
	ms: number;
	engine: Engine;
	totals: 'right' | 'absent';
	over?: number;
	inEachMs?: number;
	cap?: number;
	budgetMs?: number;
}

test.each<Row>([
	{ count: 10_000, rows: 1_000, ms: 8_000, engine: 'durable', totals: 'right' },
	{ count: 10_000, rows: 1_000, ms: 14_000, engine: 'cursors', totals: 'right' },
	{ count: 4_000, rows: 100, ms: 1_500, engine: 'durable', totals: 'right' },
	{ count: 4_000, rows: 100, ms: 1_500, engine: 'durable', totals: 'absent', over: MINUTE },
	{ count: 1_500, rows: 50, ms: 2_500, engine: 'durable', totals: 'right' },
	{ count: 600, rows: 3, ms: 700, engine: 'durable', totals: 'right' },
	{ count: 600, rows: 3, ms: 700, engine: 'durable', totals: 'absent', over: MINUTE },
	{
		count: 600,
		rows: 3,
		ms: 50,
		engine: 'default',
		totals: 'right',
		over: 200,
		inEachMs: 3,
		cap: 50,
		budgetMs: 300_000,
	},
	{
		count: 600,
		rows: 3,
		ms: 50,
		engine: 'default',
		totals: 'absent',
		over: 200,
		inEachMs: 3,
		cap: 50,
		budgetMs: 300_000,
	},
])('$count chats, pages of $rows in $ms ms, totals $totals ($engine): all, in time', async (row) => {
	const { count, rows, ms, engine, totals, over = 20 * HOUR, inEachMs, cap = 1_000, budgetMs = 36_000 } = row;
	const { sandbox, time } = world;
	sandbox.quirks.totals = totals;
	const trigger = await publish({ engine, budgetMs, parameters: { options: { maxChatsPerPoll: cap } } });
	time.pass(21 * HOUR);
	const chats = endMany(count, over, inEachMs);
	servePages(rows, ms);
	const { ids, polls, requests } = await drain(trigger, count, Math.ceil((2 * count) / cap) + 60);
	expect(new Set(ids).size).toBe(ids.length);
	expect([...ids].sort()).toEqual([...chats].sort());
	expect(requests).toBeLessThanOrEqual((12 * count) / rows + 4 * polls);
	// What was read once is not read again, but for the look-back: about two requests for each page.
	if (over > HOUR) expect(requests).toBeLessThanOrEqual((2 * count) / rows + 4 * polls);
});

test('where n8n does not say how long a poll may take: it ends within 45 s', async () => {
	const { time } = world;
	const trigger = await publish({ budgetMs: null, parameters: { options: { maxChatsPerPoll: 20_000 } } });
	time.pass(3 * HOUR);
	endMany(12_000, 2 * HOUR);
	servePages(1_000, 4_000);
	const began = Date.now();
	const { error } = await trigger.tick();
	expect(error).toBeUndefined();
	expect(Date.now() - began).toBeLessThanOrEqual(45_000);
});

test('windows grow again when the server is quick again', async () => {
	const { time, sandbox } = world;
	const trigger = await publish({ engine: 'durable', budgetMs: 36_000 });
	time.pass(21 * HOUR);
	endMany(9_000, 20 * HOUR);
	servePages(1_000, 14_000);
	expect((await drain(trigger, 1_000, 4)).ids.length).toBeGreaterThanOrEqual(1_000);
	sandbox.faults.clear();
	const { polls, requests, ids } = await drain(trigger, 7_000, 10);
	expect(ids.length).toBeGreaterThanOrEqual(7_000);
	expect(polls).toBeLessThanOrEqual(8);
	expect(requests).toBeLessThanOrEqual(4 * polls);
});

test('a ms with more chats than a poll has time for', async () => {
	const { time } = world;
	const trigger = await publish({ engine: 'durable', budgetMs: 36_000 });
	time.pass(HOUR);
	const chats = endMany(40, 1, 40);
	servePages(3, 10_000);
	const { ids, polls } = await drain(trigger, 40, 40);
	expect([...ids].sort()).toEqual([...chats].sort());
	expect(polls).toBeLessThan(30);
});

test('a trigger that is behind says so in the log, with how many are waiting, once an hour', async () => {
	const { time } = world;
	const warnings = loggedWarnings();
	const trigger = await publish({ parameters: { options: { maxChatsPerPoll: 10 } } });
	time.pass(3 * HOUR);
	endMany(1_000, 2 * HOUR);
	await poll(trigger, { times: 70 });
	const told = [
		expect.stringContaining('990 chats are still waiting'),
		expect.stringContaining('390 chats are still waiting'),
	];
	expect(warnings()).toEqual(told);
	await poll(trigger, { times: 120 });
	expect(warnings()).toEqual(told);
});

/** The trigger as n8n activates it: each poll is of the same context, and a minute of its time takes 0.6 s. */
async function activated(budgetMs?: number) {
	const { sandbox, time } = world;
	const { node, stored } = await publish();
	const credential = { apiKey: sandbox.apiKey, baseUrl: sandbox.url };
	let patience = Infinity;
	const { additionalData, sent } = executionData({
		credential,
		timeout: ({ timeout = Infinity }) => {
			patience = timeout;
			return timeout / 100;
		},
	});
	const workflow = workflowWith({ id: `activated-${Math.random()}`, nodes: [node], nodeTypes, staticData: stored() });
	const context = pollContext({ workflow, node, additionalData, activation: 'update', budgetMs });
	underTime(context, time);
	/** A server that does not answer: as much time passes as the node waits for it. */
	const hang = (times: number) => {
		const when = () => {
			time.pass(patience);
			return true;
		};
		sandbox.faults.add({ kind: 'hang', times, when });
	};
	const pollOnce = async () =>
		await time.settle(TYPES[node.type]?.poll?.call(context) ?? Promise.reject(new Error('No poll')));
	return { pollOnce, hang, sent };
}

test('a single chat that waits is said in the singular', async () => {
	const { time } = world;
	const warnings = loggedWarnings();
	const trigger = await publish({ parameters: { options: { maxChatsPerPoll: 1 } } });
	time.pass(HOUR);
	endAt([Date.now() - HOUR, Date.now() - HOUR / 2]);
	await poll(trigger);
	expect(warnings()).toEqual([expect.stringContaining('1 chat is still waiting, since ')]);
});

test('a hanging answer costs at most a minute of a poll', async () => {
	const { pollOnce, hang, sent } = await activated(5 * MINUTE);
	await pollOnce();
	const id = endChat();
	world.time.pass(MINUTE);
	sent.length = 0;
	hang(1);
	const items = await pollOnce();
	expect(items?.flat().map(({ json }) => json.chat_id)).toEqual([id]);
	expect(sent.length).toBeGreaterThan(1);
	expect(Math.max(...sent.map(({ timeout = Infinity }) => timeout))).toBe(MINUTE);
});

describe('the poll at an activation leaves n8n 2.41, which gives up a publication after 84 s, time for another one:', () => {
	const MOST = (84 * SECOND) / 2;

	test('Retell hangs', async () => {
		const { pollOnce, hang } = await activated();
		hang(10);
		const began = Date.now();
		expect(await pollOnce()).toBeNull();
		expect(Date.now() - began).toBeLessThan(MOST);
	});

	test('Retell limits the rate, and asks to wait for a minute', async () => {
		const { pollOnce } = await activated();
		world.sandbox.faults.add({ kind: 'status', status: 429, headers: { 'retry-after': '60' } });
		const began = Date.now();
		expect(await pollOnce()).toBeNull();
		expect(Date.now() - began).toBeLessThan(MOST);
	});

	test('there is more to deliver than it has time for: the next polls deliver the rest', async () => {
		const { time } = world;
		const trigger = await publish({ parameters: { options: { maxChatsPerPoll: 20_000 } } });
		time.pass(3 * HOUR);
		const chats = endMany(12_000, 2 * HOUR);
		servePages(1_000, 4_000);
		const began = Date.now();
		const second = await world.restart(trigger, { budgetMs: 5 * MINUTE });
		expect(Date.now() - began).toBeLessThan(MOST);
		expect(second.first.ids.length).toBeGreaterThan(1_000);
		const outcomes = await poll(second, { times: 3 });
		expect(differenceOf([...second.first.ids, ...outcomes.flatMap(({ ids }) => ids)].sort(), [...chats].sort())).toBe(
			undefined,
		);
	});
});
