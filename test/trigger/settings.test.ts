// Settings that a person changes while the trigger runs, and settings that cannot be.
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { HOUR, MINUTE } from '../../tools/times.ts';
import { loggedWarnings } from '../host/log.ts';
import type { Engine } from '../host/poll.ts';
import { errorsOf, idsOf, useTriggerWorld } from './world.ts';

const world = useTriggerWorld();
const { publish, restart, endChat, poll, live, requests } = world;
const OTHER = 'agent_other';

beforeEach(() => {
	world.sandbox.store.addAgent({ agent_id: OTHER });
});

describe.each<[Engine, 'same' | 'new']>([
	['default', 'same'],
	['durable', 'same'],
	['cursors', 'same'],
	['cursors', 'new'],
])('agents widened after quiet days (%s, %s process):', (engine, process) => {
	const END = { agent_id: 'agent_support', chat_analysis: { chat_summary: 'x' } };

	async function quiet() {
		const workflowId = `quiet-${Math.random()}`;
		const trigger = await publish({
			engine,
			workflowId,
			parameters: { event: 'chatAnalyzed', agentIds: [OTHER] },
		});
		for (let hours = 0; hours < 48; hours += 1) {
			endChat(END);
			expect(idsOf(await poll(trigger, { every: HOUR / 4, times: 4 }))).toEqual([]);
		}
		const widen = () =>
			restart(trigger, {
				engine,
				workflowId: process === 'new' ? `${workflowId}-later` : workflowId,
				mode: 'update',
				parameters: { event: 'chatAnalyzed', agentIds: [] },
			});
		return { trigger, widen };
	}

	test('nothing from beyond the look-back', async () => {
		const { trigger, widen } = await quiet();
		const within = endChat(END);
		await poll(trigger);
		const second = await widen();
		const fresh = endChat(END);
		expect([...second.first.ids, ...idsOf(await poll(second, { times: 40 }))]).toEqual([within, fresh]);
	});

	test('what waits for its analysis still comes', async () => {
		const { trigger, widen } = await quiet();
		const waiting = endChat({ agent_id: OTHER, analysisDelayMs: 14 * MINUTE });
		await poll(trigger, { times: 12 });
		const second = await widen();
		expect([...second.first.ids, ...idsOf(await poll(second, { times: 40 }))]).toEqual([waiting]);
	});
});

test('agents widened: what showed late and waits for its analysis still comes, also if others came with the same poll', async () => {
	const options = { analysisTimeout: 60 };
	const parameters = { event: 'chatAnalyzed', agentIds: [OTHER], options };
	const workflowId = 'late and waiting';
	const trigger = await publish({ workflowId, parameters });
	await poll(trigger, { times: 40 });
	const other = endChat({ agent_id: OTHER, chat_analysis: { chat_summary: 'x' } });
	const end_timestamp = Date.now() - 20 * MINUTE;
	const late = endChat({ agent_id: OTHER, end_timestamp, start_timestamp: end_timestamp - MINUTE });
	expect(idsOf(await poll(trigger))).toEqual([other]);
	const second = await restart(trigger, {
		workflowId,
		mode: 'update',
		parameters: { ...parameters, agentIds: [] },
	});
	expect([...second.first.ids, ...idsOf(await poll(second, { times: 60 }))]).toEqual([late]);
});

test('another credential: nothing from beyond the look-back of the other account', async () => {
	const { sandbox } = world;
	const trigger = await publish();
	await live(trigger, { times: 30 });
	// The same server stands for another account: its chats are others, old ones among them.
	for (const { chat_id } of [...sandbox.store.chats()]) sandbox.store.deleteChat(chat_id);
	for (let hours = 1; hours < 6; hours++) endChat({ end_timestamp: Date.now() - hours * HOUR });
	const second = await restart(trigger, { mode: 'update', credentialId: '2' });
	expect(second.first.items).toEqual([]);
	const id = endChat();
	expect(idsOf(await poll(second, { times: 60 }))).toEqual([id]);
});

describe('another key in the same credential:', () => {
	const rotated = () => {
		const { sandbox } = world;
		sandbox.keys.add('key_rotated');
		return { mode: 'init' as const, credential: { apiKey: 'key_rotated', baseUrl: sandbox.url } };
	};
	const parameters = { options: { includeErrored: true } };

	/** A trigger that delivers for six hours; one of the chats that it delivered last is deleted. */
	async function running() {
		const trigger = await publish({ parameters });
		const { chats } = await live(trigger, { every: HOUR / 2, times: 12 });
		world.sandbox.store.deleteChat(String(chats.at(-1)));
		return trigger;
	}

	/** What shows late: one that ended hours ago, one without an end, and one in error without an end. */
	const showLate = () => {
		const hours = (ago: number) => Date.now() - ago * HOUR;
		return [
			endChat({ end_timestamp: hours(3) }),
			endChat({ chat_status: 'ended', end_timestamp: null, start_timestamp: hours(2) }),
			endChat({ chat_status: 'error', end_timestamp: null, start_timestamp: hours(1) }),
		];
	};

	test.each<Engine>(['default', 'durable', 'cursors'])(
		'of another workspace: nothing that is there, and all that ends from then on (%s)',
		async (engine) => {
			const { sandbox } = world;
			const trigger = await running();
			for (const { chat_id } of [...sandbox.store.chats()]) sandbox.store.deleteChat(chat_id);
			showLate();
			const second = await restart(trigger, { ...rotated(), engine });
			const id = endChat();
			expect([...second.first.ids, ...idsOf(await poll(second, { times: 100 }))]).toEqual([id]);
		},
	);

	test('of the same workspace: nothing is lost by it, or repeated', async () => {
		const trigger = await running();
		const late = showLate();
		const second = await restart(trigger, rotated());
		const fresh = endChat();
		const delivered = [...second.first.ids, ...idsOf(await poll(second, { times: 100 }))];
		expect(delivered.sort()).toEqual([...late, fresh].sort());
	});

	test('after an update of the package, whose state does not know the key: nothing is lost, or repeated', async () => {
		const trigger = await running();
		const late = showLate();
		const { [`node:${trigger.node.name}`]: kept } = trigger.stored() as Record<
			string,
			{ retellChatTrigger: IDataObject }
		>;
		const { account, ...state } = kept?.retellChatTrigger ?? {};
		expect(account).toEqual(expect.any(String));
		const staticData = { [`node:${trigger.node.name}`]: { retellChatTrigger: state } };
		const second = await restart(trigger, { ...rotated(), staticData });
		const delivered = [...second.first.ids, ...idsOf(await poll(second, { times: 100 }))];
		expect(delivered.sort()).toEqual([...late].sort());
	});

	test('and Retell fails when it is asked whose key it is: the next poll asks again', async () => {
		const { sandbox } = world;
		const trigger = await running();
		for (const { chat_id } of [...sandbox.store.chats()]) sandbox.store.deleteChat(chat_id);
		showLate();
		sandbox.faults.add({
			kind: 'status',
			status: 503,
			path: '/get-chat',
			times: 3,
			headers: { 'retry-after-ms': '1' },
		});
		const second = await restart(trigger, rotated());
		const id = endChat();
		const outcomes = await poll(second, { times: 40 });
		expect(idsOf(outcomes)).toEqual([id]);
		expect(errorsOf(outcomes)).toEqual([]);
	});

	test('nobody can read the key from what is stored, not a part of it', async () => {
		const trigger = await running();
		const { apiKey } = world.sandbox;
		const stored = JSON.stringify(trigger.stored());
		for (let at = 0; at + 6 <= apiKey.length; at++) expect(stored).not.toContain(apiKey.slice(at, at + 6));
	});
});

test('Start From, added later: nothing of the past', async () => {
	endChat({ end_timestamp: Date.now() - HOUR });
	const trigger = await publish();
	const second = await restart(trigger, { mode: 'update', parameters: { options: { startFromHours: 24 } } });
	const id = endChat();
	expect([...second.first.ids, ...idsOf(await poll(second, { times: 3 }))]).toEqual([id]);
});

test.each<[INodeParameters, string]>([
	[{ maxChatsPerPoll: 0 }, 'Max Chats per Poll'],
	[{ lookbackMinutes: -1 }, 'Look Back (Minutes)'],
	[{ analysisTimeout: 'soon' }, 'Analysis Timeout (Minutes)'],
	[{ startFromHours: 'all' }, 'Start From (Hours Ago)'],
	[{ lookbackMinutes: 1441 }, '"Look Back (Minutes)" must be 1440 or less'],
	[{ analysisTimeout: 2000 }, '"Analysis Timeout (Minutes)" must be 1440 or less'],
	[{ includeErrored: '={{ "yes" }}' }, '"Include Chats in Error" must be true or false, not yes'],
	[{ includeTranscript: '={{ null }}' }, '"Include Transcript" is empty'],
])('options %j: a person is told which is wrong, before any request', async (options, label) => {
	await expect(publish({ parameters: { event: 'chatAnalyzed', options } })).rejects.toThrow(label);
	expect(requests()).toEqual([]);
});

test('a part of a minute: Retell is asked for whole milliseconds', async () => {
	const trigger = await publish({ parameters: { options: { lookbackMinutes: 1.23456, includeErrored: true } } });
	await poll(trigger, { times: 10 });
	const id = endChat();
	requests();
	expect(idsOf(await poll(trigger, { times: 40 }))).toEqual([id]);
	const times = requests().flatMap(({ rawBody }) => rawBody.match(/\b\d{13}(\.\d+)?/g) ?? []);
	expect(times.length).toBeGreaterThan(40);
	expect(times.filter((time) => time.includes('.'))).toEqual([]);
});

describe('Agents that yield nothing do not stand for all agents', () => {
	test.each<INodeParameters>([
		{ agentIds: '={{ [] }}' },
		{ agentIds: '={{ "" }}' },
		{ agentIds: '={{ undefined }}' },
		{ agentIds: '={{ [" ", ""] }}' },
		{ agentIds: [' '] },
	])('%j: publishing is refused', async (parameters) => {
		await expect(publish({ parameters })).rejects.toThrow('The expression in "Agents" returns no agent');
		expect(requests()).toEqual([]);
	});

	test('a poll says so each time, also after a restart, and delivers nothing', async () => {
		const trigger = await publish({ parameters: { agentIds: [OTHER] } });
		const second = await restart(trigger, { parameters: { agentIds: '={{ [] }}' } });
		expect(second.first.error).toBeUndefined();
		requests();
		endChat();
		const outcomes = await poll(second, { times: 3 });
		expect(idsOf(outcomes)).toEqual([]);
		expect(outcomes.map(({ error }) => error?.message)).toEqual(
			Array(3).fill('The expression in "Agents" returns no agent'),
		);
		expect(requests()).toEqual([]);
	});

	test.each<INodeParameters>([{}, { agentIds: [] }, { agentIds: '' }])(
		'a field that nobody touched still means all (%j)',
		async (parameters) => {
			const trigger = await publish({ parameters });
			const id = endChat();
			expect(idsOf(await poll(trigger))).toEqual([id]);
		},
	);

	test('an expression that yields agents counts', async () => {
		const trigger = await publish({ parameters: { agentIds: `={{ ["${OTHER}"] }}` } });
		endChat();
		const id = endChat({ agent_id: OTHER });
		expect(idsOf(await poll(trigger))).toEqual([id]);
	});
});

test.each<Engine>(['default', 'durable'])(
	'filters that are empty are left out, and the log says so once (%s)',
	async (engine) => {
		const warnings = loggedWarnings();
		const filters = { agentTags: '={{ undefined }}', sentiments: [], customAttributes: {}, maxCost: 5 };
		const trigger = await publish({ engine, parameters: { filters } });
		const id = endChat({ chat_cost: { combined_cost: 1 } });
		expect(idsOf(await poll(trigger, { times: 3 }))).toEqual([id]);
		expect(warnings()).toEqual([
			"Retell Chat Trigger: empty filters weren't used: Agent Tags, Custom Attributes, Sentiments",
		]);
	},
);

test('rows without a chat ID are passed over and logged, and the others delivered', async () => {
	const { sandbox } = world;
	const warnings = loggedWarnings();
	const trigger = await publish();
	sandbox.faults.add({
		kind: 'rewrite',
		path: '/v3/list-chats',
		change: (answer) => {
			const page = answer as { items: object[] };
			return {
				...page,
				items: [{ chat_status: 'ended', end_timestamp: Date.now() }, ...page.items, { chat_id: '' }, null],
			};
		},
	});
	const first = endChat();
	expect(idsOf(await poll(trigger))).toEqual([first]);
	const second = endChat();
	expect(idsOf(await poll(trigger, { times: 2 }))).toEqual([second]);
	expect(warnings()).toEqual(
		Array(3).fill("Retell Chat Trigger: rows without a chat ID in Retell's list were left out: 3"),
	);
});
