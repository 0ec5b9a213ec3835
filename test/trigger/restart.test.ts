// Restarts, changes of leader and updates: what was stored goes on, and no failure ends the polling.
import type { WorkflowActivateMode } from 'n8n-workflow';

import type { Engine } from '../host/poll.ts';
import { HOUR } from '../../tools/times.ts';
import { KEY_REFUSED } from '../said.ts';
import { errorsOf, idsOf, refusing, useTriggerWorld } from './world.ts';

const world = useTriggerWorld();
const { publish, restart, endChat, poll, requests } = world;
const outage = refusing(503);
const MODES: WorkflowActivateMode[] = ['init', 'leadershipChange', 'update'];
const ENGINES: Engine[] = ['default', 'durable', 'cursors'];

test.each(MODES)('"%s" while Retell is down, then with a revoked key: polls on', async (mode) => {
	const { sandbox } = world;
	const trigger = await publish();
	const before = endChat();
	expect(idsOf(await poll(trigger))).toEqual([before]);
	const broken = sandbox.faults.add(outage);
	const chats = [endChat()];
	const second = await restart(trigger, { mode });
	expect(second.first.items).toEqual([]);
	// The fourth failure in a row would be shown.
	expect(errorsOf(await poll(second, { times: 2 }))).toEqual([]);
	broken.remove();
	sandbox.keys.clear();
	const third = await restart(second, { mode });
	// n8n goes on with the same context: its mode stays, the leniency does not.
	expect(errorsOf(await poll(third, { times: 3 }))).toHaveLength(3);
	sandbox.keys.add(sandbox.apiKey);
	chats.push(endChat());
	expect(idsOf(await poll(third, { times: 40 }))).toEqual(chats);
});

test.each(MODES)('"%s" in the same process with a revoked key: polls on', async (mode) => {
	const { sandbox } = world;
	const workflowId = `same-process-${mode}`;
	const trigger = await publish({ workflowId });
	await poll(trigger);
	sandbox.keys.clear();
	const id = endChat();
	const second = await restart(trigger, { mode, workflowId });
	expect(errorsOf(await poll(second, { times: 2 }))).toHaveLength(2);
	sandbox.keys.add(sandbox.apiKey);
	expect(idsOf(await poll(second, { times: 40 }))).toEqual([id]);
});

test.each(['init', 'leadershipChange'] as const)(
	'"%s" before anything was stored does not throw either',
	async (mode) => {
		const { sandbox } = world;
		endChat();
		sandbox.keys.clear();
		const trigger = await publish({ mode });
		expect(errorsOf(await poll(trigger))).toEqual([KEY_REFUSED]);
		sandbox.keys.add(sandbox.apiKey);
		expect(idsOf(await poll(trigger))).toEqual([]);
		const id = endChat();
		expect(idsOf(await poll(trigger))).toEqual([id]);
	},
);

test('an update before anything was stored is a publication: a wrong key is told', async () => {
	world.sandbox.keys.clear();
	await expect(publish({ mode: 'update' })).rejects.toThrow(KEY_REFUSED);
});

test.each(['durable', 'cursors'] as const)(
	'%s: of the ticks with a revoked key at most the first is let pass',
	async (engine) => {
		const { sandbox } = world;
		const trigger = await publish({ engine });
		await poll(trigger);
		for (let round = 0; round < 2; round++) {
			sandbox.keys.clear();
			const id = endChat();
			const failed = await poll(trigger, { times: 5 });
			expect(failed.map(({ error }) => error?.httpCode)).toEqual([undefined, '401', '401', '401', '401']);
			// The advice stands in the description alone.
			expect(errorsOf(failed)).toEqual(Array(4).fill(KEY_REFUSED));
			sandbox.keys.add(sandbox.apiKey);
			expect(idsOf(await poll(trigger, { times: 3 }))).toEqual([id]);
		}
	},
);

test.each(
	ENGINES.flatMap((engine) => [
		{ engine, after: 'the workflow', workflowId: `in-an-outage-${engine}` },
		{ engine, after: 'n8n', workflowId: undefined },
	]),
)('$engine: published during an outage, and $after is restarted in it', async ({ engine, workflowId }) => {
	const { sandbox, time } = world;
	endChat();
	time.pass(HOUR);
	const broken = sandbox.faults.add(outage);
	const trigger = await publish({ engine, workflowId });
	time.pass(1_000);
	const chats = [endChat()];
	await poll(trigger, { times: 2 });
	const second = await restart(trigger, { engine, workflowId });
	chats.push(endChat());
	await poll(second, { times: 2 });
	broken.remove();
	expect(idsOf(await poll(second, { times: 3 }))).toEqual(chats);
});

test.each(ENGINES)(
	'%s: published during an outage: what ends from the first poll on is delivered, however late the first answer',
	async (engine) => {
		const { sandbox, time } = world;
		endChat();
		time.pass(HOUR);
		const chats: string[] = [];
		const broken = sandbox.faults.add({
			...outage,
			when: () => {
				if (chats.length < 2) chats.push(endChat());
				return true;
			},
		});
		const trigger = await publish({ engine });
		chats.push(endChat());
		broken.remove();
		// The next poll gets its first answer with its last try.
		sandbox.faults.add({ kind: 'status', status: 503, headers: { 'retry-after': '10' }, times: 2 });
		expect(idsOf(await poll(trigger, { times: 3 }))).toEqual(chats);
	},
);

test.each(ENGINES)('%s: what polls without items learned may be lost', async (engine) => {
	let trigger = await publish({ engine });
	const delivered: unknown[] = [];
	const chats: string[] = [];
	for (let day = 0; day < 4; day++) {
		for (let hour = 0; hour < 6; hour++) {
			if (hour % 3 === 1) chats.push(endChat());
			delivered.push(...idsOf(await poll(trigger, { every: HOUR })));
			// A sweep of two requests, one for each poll besides, and three for a start.
			expect(requests().length).toBeLessThanOrEqual(3 + (hour === 0 ? 3 : 0));
		}
		trigger = await restart(trigger, { engine });
		delivered.push(...trigger.first.ids);
	}
	expect(delivered).toEqual(chats);
});

test('published again: what ended meanwhile is delivered, once', async () => {
	const { time } = world;
	const trigger = await publish();
	const before = endChat();
	expect(idsOf(await poll(trigger))).toEqual([before]);
	time.pass(HOUR);
	const meanwhile = endChat();
	const again = await restart(trigger, { mode: 'activate' });
	const after = endChat();
	expect([...again.first.ids, ...idsOf(await poll(again, { times: 3 }))]).toEqual([meanwhile, after]);
});
