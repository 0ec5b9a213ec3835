// Executions that change one agent at the same time: each says what is true, and nobody's change gets lost.
import type { INodeParameters } from 'n8n-workflow';

import { useQuickTime } from '../../host/time.ts';
import { useWorld } from '../world.ts';
import { CHANGES, dashboard, ENGINE, isOfTheNode, liveOf, publishAnother } from './changes.ts';

const world = useWorld();
useQuickTime();

/** An agent with one published version. */
function published(versions: object[] = [{ is_published: true }]): string {
	world.sandbox.store.addLlm({ llm_id: ENGINE });
	return world.sandbox.store.addAgent({ agent_name: 'Live', versions }).agent_id;
}

const update = (agentId: string, updateFields: INodeParameters, options: INodeParameters = { publish: true }) =>
	world.run('chatAgent.update', { input: [{ agent_id: agentId }], parameters: { updateFields, options } });

/** As many executions as there are changes, each with connections of its own. */
const allAtOnce = async (agentId: string, changes: typeof CHANGES, options?: INodeParameters) =>
	await Promise.all(changes.map(([change]) => update(agentId, change, options)));

const versionsOf = (agentId: string) => world.sandbox.store.agent(agentId)?.versions ?? [];
const draftsOf = (agentId: string) => versionsOf(agentId).filter(({ is_published }) => !is_published);
const seenOf = (changes: typeof CHANGES) => Object.assign({}, ...changes.map(([, seen]) => seen)) as object;

describe.each([2, 5, 10])('%i at once', (count) => {
	const changes = CHANGES.slice(-count);

	test.each([
		['150 ms an answer', { ms: 150 }],
		['answers that overtake one another', { ms: 0, jitterMs: 200 }],
	])('are all live at the end: %s', async (_case, latency) => {
		const agentId = published();
		world.sandbox.faults.add({ kind: 'latency', ...latency });
		const outcomes = await allAtOnce(agentId, changes);
		expect(outcomes.flatMap(({ error }) => error ?? [])).toEqual([]);
		for (const { json } of outcomes) expect(json).toMatchObject([{ is_published: true }]);
		expect(liveOf(world, agentId)).toMatchObject(seenOf(changes));
		expect(draftsOf(agentId)).toEqual([]);
	});

	test('are all in one draft at the end, where none is to be published', async () => {
		const agentId = published();
		world.sandbox.faults.add({ kind: 'latency', ms: 150 });
		const outcomes = await allAtOnce(agentId, changes, {});
		expect(outcomes.flatMap(({ error }) => error ?? [])).toEqual([]);
		expect(draftsOf(agentId)).toMatchObject([seenOf(changes)]);
		expect(liveOf(world, agentId) ?? versionsOf(agentId)[0]).toMatchObject({ version: 0, agent_name: 'Live' });
	});

	test('are one after the other as items of one execution', async () => {
		const agentId = published();
		const input = Array.from({ length: count }, (_, index) => ({ agent_id: agentId, days: index + 1 }));
		const { json, error } = await world.run('chatAgent.update', {
			input,
			parameters: { updateFields: { retentionDays: '={{ $json.days }}' }, options: { publish: true } },
		});
		expect(error).toBeUndefined();
		expect(json.map(({ version, data_storage_retention_days: days }) => [version, days])).toEqual(
			input.map(({ days }) => [days, days]),
		);
	});
});

describe('somebody who does not look, such as a person in the dashboard', () => {
	test('publishes just before: the change is made once more, on what is live', async () => {
		const agentId = published();
		world.whenAsked('/publish-agent-version', async () => {
			await dashboard(world).createVersion(agentId, { base_version: 0 });
			await dashboard(world).update(agentId, { version: 2, auto_close_message: 'By hand' });
			await dashboard(world).publish(agentId, { version: 2 });
		});
		const { json, error } = await update(agentId, { autoCloseMinutes: 30 });
		expect(error).toBeUndefined();
		expect(json).toMatchObject([
			{ version: 3, is_published: true, auto_close_message: 'By hand', auto_close_minutes: 30 },
		]);
		expect(liveOf(world, agentId)).toMatchObject({ version: 3, base_version: 2 });
	});

	test('publishes just after: that is live, as it would be later', async () => {
		const agentId = published();
		world.whenAsked('/list-agent-versions', () => publishAnother(world, agentId), { after: 1 });
		const { json, error } = await update(agentId, { autoCloseMinutes: 30 });
		expect(error).toBeUndefined();
		expect(json).toMatchObject([{ version: 1, is_published: true }]);
		expect(liveOf(world, agentId)).toMatchObject({ version: 2 });
	});

	test('publishes twice before: the node says which changes are not live', async () => {
		const agentId = published();
		world.whenAsked('/publish-agent-version', async () => {
			await publishAnother(world, agentId);
			await publishAnother(world, agentId);
		});
		const { error } = await update(agentId, { autoCloseMinutes: 30 });
		expect(error?.message).toBe(`Version 1 of the agent "${agentId}" is live without the changes of: version 3, 2`);
	});

	test('publishes the draft while it is changed: the change goes to a new one', async () => {
		for (const updatePublished of ['refuse', 'draft'] as const) {
			world.sandbox.reset();
			world.sandbox.quirks.updatePublished = updatePublished;
			const agentId = published([{ is_published: true }, { is_published: false }]);
			world.whenAsked('/update-chat-agent', () => dashboard(world).publish(agentId, { version: 1 }));
			const { json, error } = await update(agentId, { autoCloseMinutes: 30 });
			expect(error).toBeUndefined();
			expect(json).toMatchObject([{ version: 2, is_published: true, auto_close_minutes: 30 }]);
		}
	});

	test('deletes the draft while it is changed: the change goes to a new one', async () => {
		const agentId = published([{ is_published: true }, { is_published: false }]);
		world.whenAsked('/update-chat-agent', () => dashboard(world).deleteVersion(agentId, { version: 1 }));
		const { json, error } = await update(agentId, { autoCloseMinutes: 30 });
		expect(error).toBeUndefined();
		expect(json).toMatchObject([{ version: 2, is_published: true, auto_close_minutes: 30 }]);
	});

	test('publishes the same draft first: it is live with the change, which is what was wanted', async () => {
		const agentId = published([{ is_published: true }, { is_published: false }]);
		world.whenAsked('/publish-agent-version', () => dashboard(world).publish(agentId, { version: 1 }));
		const { json, error } = await update(agentId, { autoCloseMinutes: 30 });
		expect(error).toBeUndefined();
		expect(json).toMatchObject([{ version: 1, is_published: true, auto_close_minutes: 30 }]);
	});

	// Versions: 0 is live, the draft 1 was made of it, and the draft 2 of 1.
	const publishTheBase = async (agentId: string) => {
		world.sandbox.clock.advance(1);
		await dashboard(world).update(agentId, { version: 1, auto_close_message: 'By hand' });
		await dashboard(world).publish(agentId, { version: 1 });
	};
	const draftOfADraft = () =>
		published([
			{ is_published: true },
			{ is_published: false, base_version: 0 },
			{ is_published: false, base_version: 1 },
		]);

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
		const { json, hints } = await world.run('chatAgent.publish', {
			input: [{ agent_id: agentId, title: '' }],
			parameters: { version: '2' },
		});
		expect(json).toMatchObject([{ version: 2, is_published: true, base_version: 1, versions_not_included: [1] }]);
		expect(hints[0]).toContain(
			'It was made from version 1 while that was a draft, so the changes of version 1 may be missing.',
		);
	});

	test('published the base of the draft long before: nothing is said', async () => {
		const agentId = published([
			{ is_published: true },
			{ is_published: true, base_version: 0 },
			{ is_published: false, base_version: 1 },
		]);
		const { json, hints } = await update(agentId, { autoCloseMinutes: 30 });
		expect(json).toMatchObject([{ version: 2, is_published: true, auto_close_minutes: 30 }]);
		expect(hints).toEqual([]);
	});

	test('works on the draft that the node gave up: it is not deleted', async () => {
		const agentId = published();
		world.whenAsked('/create-agent-version', () => dashboard(world).createVersion(agentId, { base_version: 0 }));
		world.whenAsked('/list-agent-versions', async () => {
			world.sandbox.clock.advance(1);
			await dashboard(world).update(agentId, { version: 2, auto_close_message: 'By hand' });
		});
		const { json, error } = await update(agentId, { autoCloseMinutes: 30 }, {});
		expect(error).toBeUndefined();
		expect(json).toMatchObject([{ version: 2, auto_close_message: 'By hand', auto_close_minutes: 30 }]);
		expect(versionsOf(agentId)).toHaveLength(3);
	});
});

test.each([['latest_published'], ['0']])('two at once from the version %s are both live', async (version) => {
	const agentId = published([{ is_published: true }, { is_published: false }]);
	world.sandbox.faults.add({ kind: 'latency', ms: 50 });
	const changes = CHANGES.slice(0, 2);
	const outcomes = await allAtOnce(agentId, changes, { publish: true, version });
	expect(outcomes.flatMap(({ error }) => error ?? [])).toEqual([]);
	expect(liveOf(world, agentId)).toMatchObject(seenOf(changes));
});

test('drafts that were there stay, and the newest of them is changed', async () => {
	const agentId = published([{ is_published: true }, {}, {}].map((version) => ({ is_published: false, ...version })));
	const { json } = await update(agentId, { autoCloseMinutes: 30 }, {});
	expect(json).toMatchObject([{ version: 2 }]);
	expect(draftsOf(agentId)).toMatchObject([
		{ version: 1, end_chat_after_silence_ms: 3_600_000 },
		{ version: 2, end_chat_after_silence_ms: 1_800_000 },
	]);
});

test('whoever never gets a turn says so, and leaves nothing behind', async () => {
	const agentId = published();
	// Somebody else is always a little faster.
	const match = { when: isOfTheNode, times: Infinity };
	world.whenAsked('/create-agent-version', () => publishAnother(world, agentId), match);
	const { error } = await update(agentId, { autoCloseMinutes: 30 });
	expect(error?.message).toBe(`Other executions keep changing the agent "${agentId}"`);
	expect(draftsOf(agentId)).toEqual([]);
});
