// Settings that a person changes while the trigger runs, and settings that cannot be.
import type { INodeParameters } from 'n8n-workflow';

import { HOUR, MINUTE } from '../../tools/times.ts';
import { loggedWarnings } from '../host/log.ts';
import type { Engine } from '../host/poll.ts';
import { idsOf, useTriggerWorld } from './world.ts';

const world = useTriggerWorld();
const { publish, restart, endChat, poll, requests } = world;
const OTHER = 'agent_other';

beforeEach(() => {
	world.sandbox.store.addAgent({ agent_id: OTHER });
});

/** Lets an agent have some chats, one each minute, with polls between. */
async function live(trigger: Parameters<typeof poll>[0], agents: string[], minutes: number) {
	const delivered: unknown[] = [];
	for (let minute = 0; minute < minutes; minute++) {
		for (const [index, agent_id] of agents.entries()) {
			endChat({ agent_id, chat_id: `${agent_id}-${Date.now()}`, end_timestamp: Date.now() + index });
		}
		delivered.push(...idsOf(await poll(trigger)));
	}
	return delivered.map(String);
}

test.each(['update', 'init', 'activate'] as const)(
	'agents widened (%s): nothing of the new agent from beyond the look-back',
	async (mode) => {
		const trigger = await publish({ parameters: { agentIds: [OTHER] } });
		const before = await live(trigger, [OTHER, 'agent_support'], 60);
		expect(before.every((id) => id.startsWith(OTHER))).toBe(true);
		const changedAt = Date.now();
		const second = await restart(trigger, { mode, parameters: { agentIds: [] } });
		const after = [...second.first.ids.map(String), ...(await live(second, [OTHER, 'agent_support'], 60))];
		after.push(...idsOf(await poll(second, { times: 40 })).map(String));
		// The look-back counts from the newest end, a minute before.
		const old = after.filter((id) => Number(id.split('-')[1]) < changedAt - 11 * MINUTE);
		expect(old).toEqual([]);
		expect(new Set([...before, ...after]).size).toBe(before.length + after.length);
		const later = after.filter((id) => Number(id.split('-')[1]) >= changedAt);
		expect(later).toHaveLength(120);
	},
);

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

test('agents narrowed: the others no more, the rest without a gap', async () => {
	const trigger = await publish();
	const before = await live(trigger, [OTHER, 'agent_support'], 20);
	expect(before).toHaveLength(40);
	const second = await restart(trigger, { mode: 'update', parameters: { agentIds: [OTHER] } });
	const after = [...second.first.ids.map(String), ...(await live(second, [OTHER, 'agent_support'], 60))];
	expect(after).toHaveLength(60);
	expect(after.every((id) => id.startsWith(OTHER))).toBe(true);
	expect(new Set([...before, ...after]).size).toBe(100);
});

test('another credential: nothing from beyond the look-back of the other account', async () => {
	const { sandbox } = world;
	const trigger = await publish();
	await live(trigger, [OTHER], 30);
	// The same server stands for another account: its chats are others, old ones among them.
	for (const { chat_id } of [...sandbox.store.chats()]) sandbox.store.deleteChat(chat_id);
	for (let hours = 1; hours < 6; hours++) endChat({ end_timestamp: Date.now() - hours * HOUR });
	const second = await restart(trigger, { mode: 'update', credentialId: '2' });
	expect(second.first.items).toEqual([]);
	const id = endChat();
	expect(idsOf(await poll(second, { times: 60 }))).toEqual([id]);
});

test.each<[string, INodeParameters, INodeParameters]>([
	['look-back 0 to 60', { lookbackMinutes: 0 }, { lookbackMinutes: 60 }],
	['look-back 60 to 0', { lookbackMinutes: 60 }, { lookbackMinutes: 0 }],
	['cap 1,000 to 1', {}, { maxChatsPerPoll: 1 }],
	['cap 1 to 1,000', { maxChatsPerPoll: 1 }, {}],
	['Start From added', {}, { startFromHours: 24 }],
	['transcript added', {}, { includeTranscript: true }],
])('%s: nothing lost, nothing repeated', async (_name, before, after) => {
	endChat({ end_timestamp: Date.now() - HOUR });
	const trigger = await publish({ parameters: { options: before } });
	const delivered: string[] = await live(trigger, [OTHER], 20);
	const second = await restart(trigger, { mode: 'update', parameters: { options: after } });
	delivered.push(...second.first.ids.map(String), ...(await live(second, [OTHER], 20)));
	delivered.push(...idsOf(await poll(second, { times: 40 })).map(String));
	const times = delivered.map((id) => Number(id.split('-')[1]));
	expect(times).toEqual([...times].sort((a, b) => a - b));
	expect(new Set(delivered).size).toBe(40);
	expect(delivered).toHaveLength(40);
});

test.each([
	['Trigger On from ended to analyzed', 'chatEnded', 'chatAnalyzed'],
	['Trigger On from analyzed to ended', 'chatAnalyzed', 'chatEnded'],
])('%s: each chat once', async (_name, before, after) => {
	const trigger = await publish({ parameters: { event: before } });
	const chats = [endChat({ analysisDelayMs: 5 * MINUTE })];
	const delivered = idsOf(await poll(trigger, { times: 2 }));
	const second = await restart(trigger, { mode: 'update', parameters: { event: after } });
	chats.push(endChat({ analysisDelayMs: 5 * MINUTE, end_timestamp: Date.now() + 1 }));
	delivered.push(...second.first.ids, ...idsOf(await poll(second, { times: 40 })));
	expect(delivered).toEqual(chats);
});

test.each<[INodeParameters, string]>([
	[{ maxChatsPerPoll: 0 }, 'Max Chats per Poll'],
	[{ lookbackMinutes: -1 }, 'Look Back (Minutes)'],
	[{ analysisTimeout: 'soon' }, 'Analysis Timeout (Minutes)'],
	[{ startFromHours: 'all' }, 'Start From (Hours Ago)'],
	[{ lookbackMinutes: 1441 }, '"Look Back (Minutes)" must be 1440 or less'],
	[{ analysisTimeout: 2000 }, '"Analysis Timeout (Minutes)" must be 1440 or less'],
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
