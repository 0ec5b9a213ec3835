// Chat agents through n8n's engine: what is a draft, what is published, and that nobody mistakes one for the other.
import type { INodeParameters } from 'n8n-workflow';
import Retell from 'retell-sdk';

import { DEMO_AGENTS } from '../../../tools/sandbox/index.ts';
import { locator, type OperationName } from '../fixtures.ts';
import { useAgents } from './changes.ts';

const { world, agent: published } = useAgents();
const support = [{ agent_id: DEMO_AGENTS.support }];
const CLOSE: INodeParameters = { updateFields: { autoCloseMinutes: 30 } };

const versionsOf = (agentId: string) =>
	world.sandbox.store.agent(agentId)?.versions.map(({ version, is_published, end_chat_after_silence_ms }) => ({
		version,
		is_published,
		minutes: (end_chat_after_silence_ms ?? NaN) / 60_000,
	})) ?? [];
const asked = () => world.sandbox.requests.map(({ method, path }) => `${method} ${path.split('/')[1]}`);

describe('create', () => {
	const create = (engine: unknown, additionalFields: INodeParameters = {}) =>
		world.run('chatAgent.create', { input: [{ engine, name: 'New desk' }], parameters: { additionalFields } });

	test('makes a draft, and says so', async () => {
		world.sandbox.store.addLlm({ llm_id: 'llm_1' });
		const { hints } = await create('llm_1');
		expect(hints).toEqual([expect.stringMatching(/^Version 0 of "New desk" is a draft.*"Publish"/)]);
	});

	test('takes the engine of another agent, which is not pinned to a version', async () => {
		world.sandbox.store.addFlow({ conversation_flow_id: 'flow_1' });
		const engine = { type: 'conversation-flow', conversation_flow_id: 'flow_1' };
		const { json } = await create({ ...engine, version: null });
		expect(json.map(({ response_engine }) => response_engine)).toEqual([engine]);
	});

	test('an engine that is not there is named', async () => {
		const { error } = await create('llm_gone');
		expect(error?.message).toBe('The response engine "llm_gone" wasn\'t found');
		expect(error?.description).toContain('"Response Engine"');
	});
});

describe('update', () => {
	const update = (parameters: INodeParameters, input: object[] = support) =>
		world.run('chatAgent.update', { input, parameters: { ...CLOSE, ...parameters } });

	test('changes the draft alone, and says that it is one', async () => {
		const { hints } = await update({});
		expect(hints).toEqual([expect.stringMatching(/^Version 2 of "Support" is a draft and isn't live yet/)]);
		expect(versionsOf(DEMO_AGENTS.support).map(({ minutes }) => minutes)).toEqual([60, 60, 30]);
	});

	test('takes back the list of languages that Retell makes of its old word for ten', async () => {
		const { sandbox, run } = world;
		const retell = new Retell({ apiKey: sandbox.apiKey, baseURL: sandbox.url });
		await retell.chatAgent.update(DEMO_AGENTS.support, { language: 'multi' });
		const { json } = await run('chatAgent.get', { input: support });
		expect(json[0]?.language).toHaveLength(10);
		const input = [{ ...json[0], agent_id: DEMO_AGENTS.reminders }];
		const updated = await run('chatAgent.update', {
			input,
			parameters: { updateFields: { languages: '={{ $json.language }}' } },
		});
		expect(updated.error).toBeUndefined();
		expect(updated.json).toMatchObject([{ language: json[0]?.language }]);
	});

	test('makes a draft of a published version, and changes that', async () => {
		const agentId = published();
		const { json, hints } = await update({}, [{ agent_id: agentId }]);
		expect(json).toMatchObject([{ version: 1, is_published: false, auto_close_minutes: 30 }]);
		expect(hints[0]).toContain('Version 1 of "Live" is a draft');
		expect(versionsOf(agentId)).toEqual([
			{ version: 0, is_published: true, minutes: 60 },
			{ version: 1, is_published: false, minutes: 30 },
		]);
		expect(asked()).toEqual([
			'GET get-chat-agent',
			'POST create-agent-version',
			'GET list-agent-versions',
			'PATCH update-chat-agent',
		]);
	});

	test('or fails there, if wanted, and changes nothing', async () => {
		const agentId = published();
		const { error } = await update({ options: { ifPublished: 'error' } }, [{ agent_id: agentId }]);
		expect(error?.message).toBe('Version 0 of the agent "Live" is published, and Retell changes only drafts');
		expect(error?.description).toContain('"Change a New Draft"');
		expect(versionsOf(agentId)).toEqual([{ version: 0, is_published: true, minutes: 60 }]);
	});

	test('several items for one agent make one draft', async () => {
		const agentId = published();
		const input = [1, 2, 3].map((n) => ({ agent_id: agentId, name: `Name ${n}` }));
		const { json } = await update({ updateFields: { agentName: '={{ $json.name }}' } }, input);
		expect(json.map(({ version, agent_name }) => [version, agent_name])).toEqual([
			[1, 'Name 1'],
			[1, 'Name 2'],
			[1, 'Name 3'],
		]);
	});

	test('publishes what it changed, if wanted: nothing is said of drafts then', async () => {
		const agentId = published();
		const { json, hints } = await update({ options: { publish: true } }, [{ agent_id: agentId }]);
		expect(json).toMatchObject([{ version: 1, is_published: true, auto_close_minutes: 30 }]);
		expect(hints).toEqual([]);
		expect(versionsOf(agentId).at(-1)).toEqual({ version: 1, is_published: true, minutes: 30 });
	});

	test('goes by the version that was chosen', async () => {
		const { json } = await update({ options: { version: 'latest_published' } });
		expect(json).toMatchObject([{ version: 3, is_published: false }]);
		const missing = await update({ options: { version: '9' } });
		expect(missing.error?.message).toBe(`Version 9 of the agent "${DEMO_AGENTS.support}" wasn't found`);
	});

	test.each([
		['/update-chat-agent', undefined, 1, undefined],
		['/update-chat-agent', 'DELETE', 2, 'The draft version 1 was made, but not changed.'],
		['/publish-agent-version', undefined, 2, 'The draft version 1 was changed, but not published.'],
	])('tells how far it came when %s is refused, and %s too', async (path, method, left, note) => {
		const agentId = published();
		world.refuse(path, 403);
		if (method) world.refuse(undefined, 403, { method });
		const { error } = await update({ options: { publish: true } }, [{ agent_id: agentId }]);
		expect(error?.httpCode).toBe('403');
		expect(error?.description?.includes('draft')).toBe(note !== undefined);
		if (note) expect(error?.description).toContain(note);
		// A draft that was made and not changed is deleted again.
		expect(versionsOf(agentId)).toHaveLength(left);
	});

	test('an engine that is not there is named, not the agent', async () => {
		const { error } = await update({ updateFields: { responseEngine: locator('llm_gone') } });
		expect(error?.message).toBe('The response engine "llm_gone" wasn\'t found');
	});
});

describe('publish', () => {
	const publish = (parameters: INodeParameters = {}, input: object[] = support) =>
		world.run('chatAgent.publish', { input: input.map((item) => ({ title: 'Two', ...item })), parameters });

	test('has nothing to do for a published version', async () => {
		const { json, hints } = await publish({ version: '1' });
		const published = { is_published: true, already_published: true, is_latest_published: true };
		expect(json).toMatchObject([{ version: 1, version_title: 'With order lookup', ...published }]);
		expect(hints).toEqual([]);
		expect(asked()).toEqual(['GET get-chat-agent', 'GET get-chat-agent']);
	});

	test.each([true, false])(
		'says that a version which was published before is not live again (Simplify: %p)',
		async (simplify) => {
			await publish({ version: '2' });
			const { json, hints } = await publish({ version: '1', simplify });
			expect(json).toMatchObject([{ version: 1, already_published: true, is_latest_published: false }]);
			expect(hints).toEqual([
				'Version 1 was published before, and a version published after it is live. To go back, create a draft with "Create Draft Version" and this version as its base, and publish that.',
			]);
		},
	);

	test.each<[OperationName, INodeParameters, string]>([
		['chatAgent.publish', { version: '={{ $json.nothing }}' }, 'Draft Version'],
		['chatAgent.publish', { version: '={{ null }}' }, 'Draft Version'],
		['chatAgent.createVersion', { baseVersion: '={{ $json.nothing }}' }, 'Base Version'],
		[
			'chatAgent.update',
			{ updateFields: { agentName: 'New' }, options: { version: '={{ $json.nothing }}' } },
			'Version',
		],
	])('%s with a version %j that has no value takes no other one', async (operation, parameters, label) => {
		const { error } = await world.run(operation, { input: support, parameters });
		expect(error?.message).toBe(`"${label}" has no value`);
		expect(world.sandbox.requests).toEqual([]);
	});

	test('a lost answer is looked into, not believed', async () => {
		world.sandbox.faults.add({ kind: 'dropAfter', path: '/publish-agent-version', times: 1 });
		const { json } = await publish();
		expect(json).toMatchObject([{ version: 2, is_published: true, already_published: false }]);
		expect(world.sandbox.requests.map(({ status }) => status)).toEqual([200, 200, null, 400, 200, 200]);

		world.sandbox.reset();
		world.refuse('/publish-agent-version', 500, { times: 1 });
		world.refuse('/publish-agent-version', 400);
		const { error } = await publish();
		expect(error?.message).toBe(`Version 2 of the agent "${DEMO_AGENTS.support}" is still a draft`);
	});

	test('that takes no effect is not believed, by whichever operation', async () => {
		world.sandbox.quirks.publishTakesEffect = false;
		const { error } = await publish();
		expect(error?.message).toBe(`Version 2 of the agent "${DEMO_AGENTS.support}" is still a draft`);
		expect(error?.description).toContain('accepted publishing');
		const updated = await world.run('chatAgent.update', {
			input: support,
			parameters: { ...CLOSE, options: { publish: true } },
		});
		expect(updated.error?.message).toBe(error?.message);
		expect(updated.error?.description).toContain('The draft version 2 was changed, but not published.');
		expect(versionsOf(DEMO_AGENTS.support).at(-1)).toMatchObject({ version: 2, is_published: false });
	});

	test('that cannot be looked at is told as that', async () => {
		world.refuse('/get-chat-agent', 403, { after: 1 });
		const { error } = await publish();
		expect(error?.httpCode).toBe('403');
		expect(error?.description).toContain(
			"Retell accepted publishing version 2. The node couldn't check whether it's live.",
		);
	});
});

describe('versions', () => {
	test('a draft is made from the version that was chosen, and said to be one', async () => {
		const parameters = { baseVersion: '0' };
		const { json, hints } = await world.run('chatAgent.createVersion', { input: support, parameters });
		expect(json).toMatchObject([{ version: 3, is_published: false }]);
		expect(hints[0]).toContain('Version 3 of "Support" is a draft');
		expect(asked()).toEqual(['POST create-agent-version']);
		expect(world.sandbox.requests[0]?.body).toEqual({ base_version: 0 });
	});

	const versions = async (agent_id: string) =>
		(await world.run('chatAgent.getVersions', { input: [{ agent_id }] })).json.map(
			({ version, is_published, is_latest_published }) => [version, is_published, is_latest_published],
		);

	test('are listed with what is live, which is what was published last', async () => {
		world.sandbox.store.editAgent(DEMO_AGENTS.support, { lastPublished: 0 });
		expect(await versions(DEMO_AGENTS.support)).toEqual([
			[2, false, false],
			[1, true, false],
			[0, true, true],
		]);
	});

	test('are listed by one request where it is plain what is live', async () => {
		expect(await versions(DEMO_AGENTS.nightDesk)).toEqual([[0, false, false]]);
		expect(await versions(published())).toEqual([[0, true, true]]);
		expect(asked()).toEqual(['GET list-agent-versions', 'GET list-agent-versions']);
	});

	test('are told by facts of each, which Get completes with its settings', async () => {
		const { agent_id } = world.sandbox.store.addAgent({ versions: [{ version_title: 'One' }] });
		await world.run('chatAgent.publish', { input: [{ agent_id, title: 'One' }] });
		const { json } = await world.run('chatAgent.getVersions', { input: [{ agent_id }] });
		expect(json).toEqual([
			{
				agent_id,
				version: 0,
				is_published: true,
				is_latest_published: true,
				version_title: 'One',
				version_description: 'Closes chats later',
				base_version: null,
				modified_at: new Date(
					world.sandbox.store.agent(agent_id)?.versions[0]?.last_modification_timestamp ?? NaN,
				).toISOString(),
			},
		]);
	});

	test('are read to the end of their list', async () => {
		const versions = Array.from({ length: 120 }, () => ({ is_published: true }));
		const { agent_id } = world.sandbox.store.addAgent({ versions, lastPublished: 7 });
		const { json, error } = await world.run('chatAgent.getVersions', { input: [{ agent_id }] });
		expect(error).toBeUndefined();
		expect(json.map(({ version }) => version)).toEqual(Array.from({ length: 120 }, (_, index) => 119 - index));
		expect(json.filter(({ is_latest_published }) => is_latest_published)).toMatchObject([{ version: 7 }]);
		expect(asked()).toEqual([...Array.from({ length: 3 }, () => 'GET list-agent-versions'), 'GET get-chat-agent']);
	});
});

describe('delete version', () => {
	const remove = (version: unknown) =>
		world.run('chatAgent.deleteVersion', { input: [{ agent_id: DEMO_AGENTS.support, version }] });
	const left = () => versionsOf(DEMO_AGENTS.support).map(({ version }) => version);

	test.each([2, '2', ' 2 '])('deletes the version %j and no other', async (version) => {
		const { json } = await remove(version);
		expect(json).toEqual([{ agent_id: DEMO_AGENTS.support, version: 2, deleted: true }]);
		expect(left()).toEqual([0, 1]);
	});

	test('gives what Retell says where it keeps a version', async () => {
		world.sandbox.quirks.deletePublished = 'refuse';
		const { error } = await remove(1);
		expect(error?.message).toContain('Version 1 is published.');
		const { agent_id } = world.sandbox.store.addAgent({ versions: [{}] });
		const only = await world.run('chatAgent.deleteVersion', { input: [{ agent_id, version: 0 }] });
		expect(only.error?.message).toContain('Version 0 is the only one.');
		expect(left()).toEqual([0, 1, 2]);
	});

	test('a published version goes, too, where Retell deletes it', async () => {
		await remove(1);
		expect(left()).toEqual([0, 2]);
	});
});

test.each<[OperationName, INodeParameters]>([
	['chatAgent.update', CLOSE],
	['chatAgent.publish', {}],
	['chatAgent.createVersion', {}],
])('%s says it when Retell does not tell a version', async (operation, parameters) => {
	world.rewrite('/get-chat-agent', () => ({ agent_id: 'agent_1' }));
	const { error } = await world.run(operation, { input: support, parameters });
	expect(error?.message).toBe('Retell didn\'t return the version of the agent "agent_1"');
	expect(asked()).toEqual(['GET get-chat-agent']);
});
