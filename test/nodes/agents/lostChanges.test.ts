// Published changes of an agent: none gets lost without a word, whatever else is done to the agent meanwhile.
import { isDeepStrictEqual } from 'node:util';

import type { INodeParameters } from 'n8n-workflow';

import type { Fault } from '../../../tools/sandbox/index.ts';
import { useQuickTime, virtualTime, type VirtualTime } from '../../host/time.ts';
import { MINUTE } from '../../../tools/times.ts';
import { CHANGES, isOfTheNode, useAgents } from './changes.ts';

const { world, agent, draftsOf, liveOf, publishAnother, update, publish } = useAgents();
const quick = useQuickTime();
/** Where set, nobody waits for real. */
let time: VirtualTime | undefined;
const NOW = { 'retry-after-ms': '1' };
const PUBLISHED = { is_published: true };

const createVersion = (agent_id: string, baseVersion = '') =>
	world.run('chatAgent.createVersion', { time, input: [{ agent_id }], parameters: { baseVersion } });
const ago = (minutes: number) => world.sandbox.clock.now() - minutes * MINUTE;
const wait = async (ms: number) => await new Promise((resolve) => setTimeout(resolve, ms));

/** Version 1 went live an hour ago, with a change that the draft 2 does not have. */
const withOlderDraft = (minutes: number) =>
	agent(
		[
			{ ...PUBLISHED, last_modification_timestamp: ago(120) },
			{ ...PUBLISHED, base_version: 0, auto_close_message: 'Bye', last_modification_timestamp: ago(60) },
			{ is_published: false, base_version: 0, last_modification_timestamp: ago(minutes) },
		],
		1,
	);

interface Trial {
	/** Executions at once. */
	count: number;
	latency: { ms: number; jitterMs?: number };
	options?: INodeParameters;
	/** What goes wrong at this agent. */
	fault?: Fault;
	/** What somebody else does. */
	beside?: (agentId: string) => Promise<unknown>;
}

const LATENCIES = [{ ms: 150 }, { ms: 50, jitterMs: 100 }];

/** Which changes are neither live at the end, nor told about by an error or a hint? Each trial has an agent of its own. */
async function attempt({ count, latency, options, fault, beside }: Trial) {
	const agentId = agent();
	const { faults } = world.sandbox;
	const { ms, jitterMs = 0 } = latency;
	faults.add({
		kind: 'wait',
		path: new RegExp(agentId),
		until: async () => await time?.held(wait(ms + jitterMs * Math.random())),
	});
	if (fault) faults.add({ ...fault, path: `${fault.path as string}/${agentId}` });
	const changes = CHANGES.slice(0, count);
	const work = Promise.all([
		Promise.all(changes.map(([change]) => update(agentId, change, { publish: true, ...options }, time))),
		beside?.(agentId),
	]);
	const [outcomes] = await (time?.settle(work) ?? work);
	const live = { ...liveOf(agentId) } as Record<string, unknown>;
	const lost = outcomes.flatMap(({ error, hints }, index) => {
		const seen = changes[index]?.[1] ?? {};
		const isLive = Object.entries(seen).every(([key, value]) => isDeepStrictEqual(live[key], value));
		const isTold = error !== undefined || hints.some((hint) => /may not be (in it|live)/.test(hint));
		return isLive || isTold ? [] : [seen];
	});
	const errors = outcomes.flatMap(({ error }) => error?.message ?? []);
	return { lost, errors, drafts: draftsOf(agentId).length };
}

/** All at the same time, with both ways of answering. */
const attemptAll = async (trials: Array<Omit<Trial, 'latency'>>) =>
	await Promise.all(trials.flatMap((trial) => LATENCIES.map(async (latency) => await attempt({ ...trial, latency }))));

describe('every change that is said to be published is live at the end', () => {
	beforeEach(() => {
		quick.restore();
		time = virtualTime();
	});
	afterEach(() => {
		time?.restore();
		time = undefined;
	});

	test.each([2, 5, 10])('of %i at once, which leave no drafts', async (count) => {
		for (const end of await attemptAll([{ count }])) expect(end).toEqual({ lost: [], errors: [], drafts: 0 });
	});

	test.each([0, 60, 200, 350, 500])('where somebody makes a draft %i ms later', async (ms) => {
		const beside = (base: string) => async (agentId: string) => {
			await wait(ms);
			await createVersion(agentId, base);
		};
		const ends = await attemptAll(['', '0'].map((base) => ({ count: 2, beside: beside(base) })));
		for (const end of ends) expect(end).toMatchObject({ lost: [], errors: [] });
	});

	test.each([503, 403, 400])('where Retell deletes no drafts: %i', async (status) => {
		const fault: Fault = { kind: 'status', status, path: '/delete-agent-version', headers: NOW };
		for (const end of await attemptAll([2, 3].map((count) => ({ count, fault }))))
			expect(end).toMatchObject({ lost: [], errors: [] });
	});

	test('where the answer to a new draft is lost, which then belongs to nobody', async () => {
		const fault = { kind: 'dropAfter', path: '/create-agent-version', times: 1, after: 1 } as const;
		const ends = await attemptAll([3, 4].map((count) => ({ count, fault })));
		for (const { lost, errors } of ends) expect([lost, errors.length]).toEqual([[], 1]);
	});

	test.each(['latest_published', '0'])('with the version %s', async (version) => {
		for (const end of await attemptAll([3, 5].map((count) => ({ count, options: { version } }))))
			expect(end).toMatchObject({ lost: [], errors: [] });
	});
});

test('a draft that Retell does not delete is told', async () => {
	const agentId = agent();
	world.refuse('/delete-agent-version', 403);
	world.whenAsked('/create-agent-version', () => publishAnother(agentId), { when: isOfTheNode });
	const { json, hints } = await update(agentId, { retentionDays: 7 });
	expect(json).toMatchObject([{ version: 3, is_published: true, drafts_left: [2] }]);
	expect(hints).toEqual([
		'A draft of "Live" that was made at the same time wasn\'t deleted: version 2. It doesn\'t have these changes. If nobody needs it, delete it with "Delete Version".',
	]);
});

describe('a draft from an older base than what is live', () => {
	test('that was made long after is published as it is: the item and a hint say whose changes it lacks', async () => {
		for (const minutes of [0, 58]) {
			world.sandbox.reset();
			const agentId = withOlderDraft(minutes);
			const { json, hints } = await update(agentId, { retentionDays: 7 });
			expect(json).toMatchObject([{ version: 2, is_published: true, base_version: 0, versions_not_included: [1] }]);
			expect(hints).toEqual([
				'Version 2 of "Live" is live. It was made from version 0, so the changes of version 1 may be missing. If you need them, make them again with "Update Draft".',
			]);
		}
		// Of what somebody else had replaced before, nothing is said.
		const replaced = agent(
			[
				{ ...PUBLISHED, last_modification_timestamp: ago(180) },
				{ ...PUBLISHED, base_version: 0, last_modification_timestamp: ago(120) },
				{ ...PUBLISHED, base_version: 0, last_modification_timestamp: ago(60) },
				{ is_published: false, base_version: 2 },
			],
			2,
		);
		const quiet = await update(replaced, { retentionDays: 7 });
		expect(quiet.json).toMatchObject([{ version: 3, is_published: true }]);
		expect(quiet.json[0]).not.toHaveProperty('versions_not_included');
		expect(quiet.hints).toEqual([]);
	});

	test('that was made at the same time is left alone: what is live is changed', async () => {
		const agentId = withOlderDraft(59.5);
		const { json, hints } = await update(agentId, { retentionDays: 7 });
		expect(json).toMatchObject([
			{ version: 3, is_published: true, auto_close_message: 'Bye', data_storage_retention_days: 7, drafts_left: [2] },
		]);
		expect(json[0]).not.toHaveProperty('versions_not_included');
		expect(hints[0]).toContain('A draft of "Live" that was made at the same time wasn\'t deleted: version 2.');
		expect(world.sandbox.store.agent(agentId)?.versions.map(({ is_published }) => is_published)).toEqual([
			true,
			true,
			false,
			true,
		]);
	});

	test('that was chosen by its number is published as it is, and says so', async () => {
		const agentId = withOlderDraft(59.5);
		const { json, hints } = await update(agentId, { retentionDays: 7 }, { publish: true, version: '2' });
		expect(json).toMatchObject([{ version: 2, is_published: true, versions_not_included: [1] }]);
		expect(hints).toHaveLength(1);
	});

	test('by Publish says so, too', async () => {
		const { json, hints } = await publish(withOlderDraft(0));
		expect(json).toMatchObject([
			{ version: 2, is_published: true, already_published: false, versions_not_included: [1] },
		]);
		expect(hints[0]).toContain('the changes of version 1 may be missing');
		const other = await publish(agent([PUBLISHED, { is_published: false, base_version: 0 }]));
		expect(other.json[0]).not.toHaveProperty('versions_not_included');
		expect(other.hints).toEqual([]);
	});

	test('is told apart by bases, one operation after the other', async () => {
		const agentId = agent([{ ...PUBLISHED, last_modification_timestamp: ago(120) }]);
		await createVersion(agentId);
		await createVersion(agentId, '0');
		await update(agentId, { autoCloseMessage: 'Bye' }, { publish: true, version: '1' });
		const { json, hints } = await update(agentId, { retentionDays: 7 });
		expect(json).toMatchObject([{ auto_close_message: 'Bye', data_storage_retention_days: 7, drafts_left: [2] }]);
		expect(hints).toHaveLength(1);
	});

	test('made from a draft that was changed and published later lacks that change', async () => {
		const agentId = agent(
			[
				{ ...PUBLISHED, last_modification_timestamp: ago(180) },
				{ ...PUBLISHED, base_version: 0, auto_close_message: 'Bye', last_modification_timestamp: ago(60) },
				{ is_published: false, base_version: 1, last_modification_timestamp: ago(120) },
			],
			1,
		);
		const { json } = await update(agentId, { retentionDays: 7 });
		expect(json).toMatchObject([{ version: 2, is_published: true, versions_not_included: [1] }]);
	});
});

test('a published version that is newest and not live: what is live is changed', async () => {
	const agentId = agent(
		[PUBLISHED, { ...PUBLISHED, base_version: 0, auto_close_message: 'Bye' }, { ...PUBLISHED, base_version: 0 }],
		1,
	);
	const { json, hints } = await update(agentId, { retentionDays: 7 });
	expect(json).toMatchObject([{ version: 4, auto_close_message: 'Bye', data_storage_retention_days: 7 }]);
	expect(hints).toEqual([]);
});

test('a published version that was chosen lacks what came after it, and says so', async () => {
	const agentId = agent([PUBLISHED, { ...PUBLISHED, base_version: 0 }], 1);
	const { json } = await update(agentId, { retentionDays: 7 }, { publish: true, version: '0' });
	expect(json).toMatchObject([{ version: 2, is_published: true, base_version: 0, versions_not_included: [1] }]);
});

test('a version that is published right after, without the change, is told', async () => {
	const agentId = agent();
	world.whenAsked('/list-agent-versions', () => publishAnother(agentId), { after: 1 });
	const { json, hints } = await update(agentId, { retentionDays: 7 });
	expect(json).toMatchObject([{ version: 1, is_published: true, replaced_by_version: 2 }]);
	expect(hints[0]).toContain('Version 1 of "Live" was published, but version 2 is live now.');
});

describe('Get Versions, where it is not known which of several is live', () => {
	const several = () => agent([PUBLISHED, PUBLISHED, { is_published: false }]);

	test.each<[string, Fault]>([
		['400', { kind: 'status', status: 400, path: '/get-chat-agent' }],
		['404', { kind: 'status', status: 404, path: '/get-chat-agent' }],
		['500', { kind: 'status', status: 500, path: '/get-chat-agent', headers: NOW }],
		[
			'a version that is not in the list',
			{ kind: 'rewrite', path: '/get-chat-agent', change: (answer) => ({ ...(answer as object), version: 9 }) },
		],
	])('shows none as live, and says so: %s', async (_case, fault) => {
		const agentId = several();
		world.sandbox.faults.add(fault);
		const { json, hints, error } = await world.run('chatAgent.getVersions', { input: [{ agent_id: agentId }] });
		expect(error).toBeUndefined();
		expect(json.map(({ version, is_latest_published }) => [version, is_latest_published])).toEqual([
			[2, false],
			[1, null],
			[0, null],
		]);
		expect(hints).toEqual([
			expect.stringMatching(/^Retell didn't say which published version of the agent ".*" is live/),
		]);
		// A refused key is another matter.
		world.sandbox.faults.clear();
		world.refuse('/get-chat-agent', 401);
		const refused = await world.run('chatAgent.getVersions', { input: [{ agent_id: agentId }] });
		expect(refused.error?.httpCode).toBe('401');
	});
});
