// Executions that change one agent at the same time: each says what is true, and nobody's change gets lost.
import { useQuickTime } from '../../host/time.ts';
import { CHANGES, isOfTheNode, useAgents } from './changes.ts';

const { world, agent, versionsOf, draftsOf, liveOf, dashboard, publishAnother, update, publish } = useAgents();
useQuickTime();

test.each([2, 10])('%i at once are all in one draft at the end, where none is to be published', async (count) => {
	const agentId = agent();
	world.sandbox.faults.add({ kind: 'latency', ms: 150 });
	const changes = CHANGES.slice(-count);
	const outcomes = await Promise.all(changes.map(([change]) => update(agentId, change, {})));
	expect(outcomes.flatMap(({ error }) => error ?? [])).toEqual([]);
	expect(draftsOf(agentId)).toMatchObject([Object.assign({}, ...changes.map(([, seen]) => seen)) as object]);
	expect(versionsOf(agentId)[0]).toMatchObject({ version: 0, is_published: true, agent_name: 'Live' });
});

test('items of one execution are published one after the other', async () => {
	const agentId = agent();
	const input = [1, 2, 3].map((days) => ({ agent_id: agentId, days }));
	const { json, error } = await world.run('chatAgent.update', {
		input,
		parameters: { updateFields: { retentionDays: '={{ $json.days }}' }, options: { publish: true } },
	});
	expect(error).toBeUndefined();
	expect(json.map(({ version, data_storage_retention_days: days }) => [version, days])).toEqual(
		input.map(({ days }) => [days, days]),
	);
});

describe('somebody who does not look, such as a person in the dashboard', () => {
	test('publishes just before: the change is made once more, on what is live', async () => {
		const agentId = agent();
		world.whenAsked('/publish-agent-version', async () => {
			await dashboard().createVersion(agentId, { base_version: 0 });
			await dashboard().update(agentId, { version: 2, auto_close_message: 'By hand' });
			await dashboard().publish(agentId, { version: 2 });
		});
		const { json, error } = await update(agentId, { autoCloseMinutes: 30 });
		expect(error).toBeUndefined();
		expect(json).toMatchObject([
			{ version: 3, is_published: true, auto_close_message: 'By hand', auto_close_minutes: 30 },
		]);
		expect(liveOf(agentId)).toMatchObject({ version: 3, base_version: 2 });
	});

	test('publishes twice before: the node says which changes are not live', async () => {
		const agentId = agent();
		world.whenAsked('/publish-agent-version', async () => {
			await publishAnother(agentId);
			await publishAnother(agentId);
		});
		const { error } = await update(agentId, { autoCloseMinutes: 30 });
		expect(error?.message).toBe(`Version 1 of the agent "${agentId}" is live without the changes of: version 3, 2`);
	});

	test.each<[string, string, (agentId: string) => Promise<unknown>, version: number]>([
		[
			'publishes the draft while it is changed: the change goes to a new one',
			'/update-chat-agent',
			(agentId) => dashboard().publish(agentId, { version: 1 }),
			2,
		],
		[
			'deletes the draft while it is changed: the change goes to a new one',
			'/update-chat-agent',
			(agentId) => dashboard().deleteVersion(agentId, { version: 1 }),
			2,
		],
		[
			'publishes the same draft first: it is live with the change, which is what was wanted',
			'/publish-agent-version',
			(agentId) => dashboard().publish(agentId, { version: 1 }),
			1,
		],
	])('%s', async (_what, path, act, version) => {
		for (const updatePublished of ['refuse', 'draft'] as const) {
			world.sandbox.reset();
			world.sandbox.quirks.updatePublished = updatePublished;
			const agentId = agent([{ is_published: true }, { is_published: false }]);
			world.whenAsked(path, () => act(agentId));
			const { json, error } = await update(agentId, { autoCloseMinutes: 30 });
			expect(error).toBeUndefined();
			expect(json).toMatchObject([{ version, is_published: true, auto_close_minutes: 30 }]);
		}
	});

	// Versions: 0 is live, the draft 1 was made of it, and the draft 2 of 1.
	const publishTheBase = async (agentId: string) => {
		world.sandbox.clock.advance(1);
		await dashboard().update(agentId, { version: 1, auto_close_message: 'By hand' });
		await dashboard().publish(agentId, { version: 1 });
	};
	const draftOfADraft = () =>
		agent([{ is_published: true }, { is_published: false, base_version: 0 }, { is_published: false, base_version: 1 }]);

	test('changes and publishes the base of the draft: whose changes may not be live is said', async () => {
		const agentId = draftOfADraft();
		world.whenAsked('/publish-agent-version', () => publishTheBase(agentId));
		const { json, hints, error } = await update(agentId, { autoCloseMinutes: 30 });
		expect(error).toBeUndefined();
		expect(json).toMatchObject([
			{ version: 2, is_published: true, auto_close_minutes: 30, base_version: 1, versions_not_included: [1] },
		]);
		expect(hints).toEqual([
			'Version 2 of "Live" is live. It was made from version 1 while that was a draft, so the changes of version 1 may be missing. If you need them, make them again with "Update Draft".',
		]);
	});

	test('changes and publishes the base of the draft that Publish makes live: whose changes it lacks is said', async () => {
		const agentId = draftOfADraft();
		world.whenAsked('/publish-agent-version', () => publishTheBase(agentId));
		const { json, hints } = await publish(agentId, '2');
		expect(json).toMatchObject([{ version: 2, is_published: true, base_version: 1, versions_not_included: [1] }]);
		expect(hints[0]).toContain(
			'It was made from version 1 while that was a draft, so the changes of version 1 may be missing.',
		);
	});

	test('published the base of the draft long before: nothing is said', async () => {
		const agentId = agent([
			{ is_published: true },
			{ is_published: true, base_version: 0 },
			{ is_published: false, base_version: 1 },
		]);
		const { json, hints } = await update(agentId, { autoCloseMinutes: 30 });
		expect(json).toMatchObject([{ version: 2, is_published: true, auto_close_minutes: 30 }]);
		expect(hints).toEqual([]);
	});

	test('works on the draft that the node gave up: it is not deleted', async () => {
		const agentId = agent();
		world.whenAsked('/create-agent-version', () => dashboard().createVersion(agentId, { base_version: 0 }));
		world.whenAsked('/list-agent-versions', async () => {
			world.sandbox.clock.advance(1);
			await dashboard().update(agentId, { version: 2, auto_close_message: 'By hand' });
		});
		const { json, error } = await update(agentId, { autoCloseMinutes: 30 }, {});
		expect(error).toBeUndefined();
		expect(json).toMatchObject([{ version: 2, auto_close_message: 'By hand', auto_close_minutes: 30 }]);
		expect(versionsOf(agentId)).toHaveLength(3);
	});
});

test.each(['latest_published', '0'])('two at once from the version %s are both live, past a draft', async (version) => {
	const agentId = agent([{ is_published: true }, { is_published: false }]);
	world.sandbox.faults.add({ kind: 'latency', ms: 50 });
	const changes = CHANGES.slice(0, 2);
	const outcomes = await Promise.all(changes.map(([change]) => update(agentId, change, { publish: true, version })));
	expect(outcomes.flatMap(({ error }) => error ?? [])).toEqual([]);
	expect(liveOf(agentId)).toMatchObject(Object.assign({}, ...changes.map(([, seen]) => seen)) as object);
});

test('drafts that were there stay, and the newest of them is changed', async () => {
	const agentId = agent([{ is_published: true }, {}, {}].map((version) => ({ is_published: false, ...version })));
	const { json } = await update(agentId, { autoCloseMinutes: 30 }, {});
	expect(json).toMatchObject([{ version: 2 }]);
	expect(draftsOf(agentId)).toMatchObject([
		{ version: 1, end_chat_after_silence_ms: 3_600_000 },
		{ version: 2, end_chat_after_silence_ms: 1_800_000 },
	]);
});

test('whoever never gets a turn says so, and leaves nothing behind', async () => {
	const agentId = agent();
	// Somebody else is always a little faster.
	const match = { when: isOfTheNode, times: Infinity };
	world.whenAsked('/create-agent-version', () => publishAnother(agentId), match);
	const { error } = await update(agentId, { autoCloseMinutes: 30 });
	expect(error?.message).toBe(`Other executions keep changing the agent "${agentId}"`);
	expect(draftsOf(agentId)).toEqual([]);
});
