import { refusedStatus, useSandbox } from './helpers.ts';

const { sandbox, client, send } = useSandbox();
const api = () => client().chatAgent;
/** What the list of an agent's versions holds, the newest first. */
const versionsOf = async (agentId: string) => (await client().agent.listVersions(agentId)).items;
const WEBHOOK = 'http://127.0.0.1:9/hook';

function engine() {
	return { type: 'retell-llm' as const, llm_id: sandbox().store.addLlm().llm_id };
}

async function published() {
	const { agent_id } = await api().create({ response_engine: engine(), agent_name: 'First' });
	await api().publish(agent_id, { version: 0, version_title: 'One' });
	return agent_id;
}

describe('a new chat agent', () => {
	test('is an unpublished version 0 with what was said and the defaults', async () => {
		const response_engine = { ...engine(), version: 0 };
		const body = { response_engine, agent_name: 'Fröhlich 🙂', webhook_url: WEBHOOK };
		const answer = await send('POST', '/create-chat-agent', body);
		expect(answer).toMatchObject({
			status: 201,
			json: {
				...body,
				version: 0,
				base_version: null,
				is_published: false,
				language: 'en-US',
				end_chat_after_silence_ms: 3_600_000,
				last_modification_timestamp: sandbox().clock.now(),
			},
		});
		const [agent] = sandbox().store.agents();
		expect(await api().retrieve(agent?.agent_id ?? '')).toEqual(answer.json);
		expect((await client().agent.list()).items).toMatchObject([
			{ agent_id: agent?.agent_id, agent_name: 'Fröhlich 🙂', channel: 'chat' },
		]);
	});

	test('takes every setting of the reference, and talks at once', async () => {
		const settings = {
			version_title: null,
			auto_close_message: 'Adieu',
			end_chat_after_silence_ms: null,
			language: ['de-DE' as const, 'fr-FR' as const],
			webhook_url: null,
			webhook_events: ['chat_ended' as const],
			webhook_timeout_ms: 5_000,
			data_storage_setting: 'everything_except_pii' as const,
			data_storage_retention_days: 730,
			opt_in_signed_url: true,
			signed_url_expiration_ms: 60_000,
			post_chat_analysis_data: [
				{ type: 'string' as const, name: 'first', description: 'x', examples: ['a'] },
				{ type: 'enum' as const, name: 'kind', description: 'x', choices: ['order', 'other'] },
				{ type: 'boolean' as const, name: 'done', description: 'x', required: true },
				{ type: 'number' as const, name: 'count', description: 'x', conditional_prompt: 'if any' },
				{ type: 'system-presets' as const, name: 'chat_summary' as const, required: false },
			],
			post_chat_analysis_model: 'gpt-4.1-mini' as const,
			pii_config: { mode: 'post_call' as const, categories: ['email' as const] },
			guardrail_config: { input_topics: null, output_topics: ['gambling' as const] },
			handbook_config: { ai_disclosure: true },
			timezone: 'Europe/Berlin',
		};
		const agent = await api().create({ response_engine: engine(), ...settings });
		expect(agent).toMatchObject(settings);
		const { chat_id } = await client().chat.create({ agent_id: agent.agent_id });
		await client().chat.createChatCompletion({ chat_id, content: 'Hello' });
		await client().chat.end(chat_id);
		sandbox().clock.advance(3_000);
		expect((await client().chat.retrieve(chat_id)).chat_analysis?.custom_analysis_data).toEqual({
			first: 'Hello',
			kind: 'order',
			done: true,
			count: 1,
		});
	});

	test('needs an engine that is there; one of its own Retell cannot know', async () => {
		type Engine = Parameters<ReturnType<typeof api>['create']>[0]['response_engine'];
		const create = (response_engine: Engine) => api().create({ response_engine });
		expect(await refusedStatus(create({ type: 'retell-llm', llm_id: 'llm_x' }))).toBe(422);
		expect(await refusedStatus(create({ type: 'conversation-flow', conversation_flow_id: 'flow_x' }))).toBe(422);
		const { conversation_flow_id } = sandbox().store.addFlow();
		await create({ type: 'conversation-flow', conversation_flow_id });
		await create({ type: 'custom-llm', llm_websocket_url: 'wss://x' });
		expect(sandbox().store.agents()).toHaveLength(2);
	});

	test('the old word for ten languages is given back as their list', async () => {
		const { agent_id, language } = await api().create({ response_engine: engine(), language: 'multi' });
		expect(language).toHaveLength(10);
		expect(await api().update(agent_id, { language })).toMatchObject({ language });
	});

	test('a list of one language is given back as the one', async () => {
		const agent = await api().create({ response_engine: engine(), language: ['pt-BR'] });
		expect(agent.language).toBe('pt-BR');
	});
});

describe('a version', () => {
	test('is changed while a draft: only what was named, null included', async () => {
		const { agent_id } = await api().create({ response_engine: engine(), agent_name: 'Old', webhook_url: WEBHOOK });
		sandbox().clock.advance(1_000);
		const changed = await api().update(agent_id, { agent_name: 'New' });
		expect(changed).toMatchObject({ agent_name: 'New', webhook_url: WEBHOOK, version: 0 });
		expect(changed.last_modification_timestamp).toBe(sandbox().clock.now());
		expect((await client().agent.list()).items[0]?.agent_name).toBe('New');
		await api().update(agent_id, { webhook_url: null, version: 0 });
		expect(await api().retrieve(agent_id)).toMatchObject({ agent_name: 'New', webhook_url: null });
	});

	test('is published in place, once, without a body in the answer', async () => {
		const { agent_id } = await api().create({ response_engine: engine() });
		const path = `/publish-agent-version/${agent_id}`;
		const publish = () => send('POST', path, { version: 0, version_description: 'x' });
		expect(await publish()).toMatchObject({ status: 200, text: '' });
		expect(await versionsOf(agent_id)).toMatchObject([{ version: 0, is_published: true }]);
		expect(await publish()).toMatchObject({ status: 400 });
	});

	test('gives a new draft with its settings; latest and latest_published part', async () => {
		const agent_id = await published();
		const draft = await api().createVersion(agent_id, { base_version: 0 });
		const expected = { agent_id, agent_name: 'First', version: 1, base_version: 0, is_published: false };
		expect(draft).toMatchObject(expected);
		expect(draft).not.toHaveProperty('version_title', 'One');
		await api().update(agent_id, { agent_name: 'Second' });
		const named = async (version?: string | number) => (await api().retrieve(agent_id, { version })).agent_name;
		expect(await named()).toBe('Second');
		expect(await named('latest')).toBe('Second');
		expect(await named('latest_published')).toBe('First');
		expect(await named(0)).toBe('First');
		expect(await versionsOf(agent_id)).toMatchObject([{ version: 1 }, { version: 0 }]);
	});

	test('published last is latest_published, whatever its number', async () => {
		const agent_id = await published();
		await api().createVersion(agent_id, { base_version: 0 });
		await api().createVersion(agent_id, { base_version: 0 });
		await api().publish(agent_id, { version: 2 });
		await api().publish(agent_id, { version: 1 });
		expect(await api().retrieve(agent_id, { version: 'latest_published' })).toMatchObject({ version: 1 });
	});

	test('that is published is not changed, or a draft is made of it, as the quirk says', async () => {
		const agent_id = await published();
		expect(await refusedStatus(api().update(agent_id, { agent_name: 'x' }))).toBe(400);
		expect(await versionsOf(agent_id)).toHaveLength(1);
		sandbox().quirks.updatePublished = 'draft';
		const draft = await api().update(agent_id, { agent_name: 'x', version: 'latest_published' });
		expect(draft).toMatchObject({ version: 1, base_version: 0, is_published: false });
		expect(await api().retrieve(agent_id, { version: 0 })).toMatchObject({ agent_name: 'First' });
	});
});

test('the list of versions tells of each what there is, and not its settings', async () => {
	const agent_id = await published();
	await api().createVersion(agent_id, { base_version: 0 });
	await api().publish(agent_id, { version: 1, version_title: 'Two', version_description: 'Later' });
	const last_modification_timestamp = sandbox().clock.now();
	expect(await versionsOf(agent_id)).toEqual([
		{
			version: 1,
			is_published: true,
			last_modification_timestamp,
			base_version: 0,
			version_title: 'Two',
			version_description: 'Later',
		},
		{ version: 0, is_published: true, last_modification_timestamp, version_title: 'One' },
	]);
});

describe('a deleted version', () => {
	test('is gone, and no other gets its number', async () => {
		const agent_id = await published();
		await api().createVersion(agent_id, { base_version: 0 });
		const path = `/delete-agent-version/${agent_id}?version=1`;
		expect(await send('DELETE', path)).toMatchObject({ status: 204, text: '' });
		expect(await refusedStatus(api().retrieve(agent_id, { version: 1 }))).toBe(422);
		expect(await versionsOf(agent_id)).toMatchObject([{ version: 0 }]);
		expect(await api().createVersion(agent_id, { base_version: 0 })).toMatchObject({ version: 2 });
	});

	test('can be a published one, or not, as the quirk says; what was published before is live then', async () => {
		const agent_id = await published();
		await api().createVersion(agent_id, { base_version: 0 });
		await api().publish(agent_id, { version: 1 });
		sandbox().quirks.deletePublished = 'refuse';
		const remove = () => api().deleteVersion(agent_id, { version: 1 });
		expect(await refusedStatus(remove())).toBe(400);
		sandbox().quirks.deletePublished = 'delete';
		await remove();
		expect(await api().retrieve(agent_id, { version: 'latest_published' })).toMatchObject({ version: 0 });
	});
});

test('publishing may take no effect, as the quirk says', async () => {
	const { agent_id } = await api().create({ response_engine: engine() });
	sandbox().quirks.publishTakesEffect = false;
	await api().publish(agent_id, { version: 0 });
	expect(await api().retrieve(agent_id)).toMatchObject({ version: 0, is_published: false });
});

test('a deleted agent is gone with all versions; its chats stay', async () => {
	const agent_id = await published();
	const { chat_id } = await client().chat.create({ agent_id });
	const answer = await send('DELETE', `/delete-chat-agent/${agent_id}`);
	expect(answer).toMatchObject({ status: 204, text: '' });
	expect(await refusedStatus(api().retrieve(agent_id))).toBe(422);
	expect(await refusedStatus(api().delete(agent_id))).toBe(422);
	expect(await client().chat.retrieve(chat_id)).toMatchObject({ chat_status: 'ongoing' });
});

describe('a chat lives by the version it was created with', () => {
	const silent = (end_chat_after_silence_ms: number) => ({ end_chat_after_silence_ms });

	test('and not by a later one; latest is the draft', async () => {
		const { agent_id } = await api().create({ response_engine: engine(), ...silent(120_000) });
		await api().publish(agent_id, { version: 0 });
		await api().createVersion(agent_id, { base_version: 0 });
		await api().update(agent_id, { ...silent(259_200_000), auto_close_message: 'Closing.' });
		const start = (agent_version?: string) => client().chat.create({ agent_id, agent_version });
		const [quick, slow] = [await start('latest_published'), await start()];
		expect([quick.version, slow.version]).toEqual([0, 1]);
		sandbox().clock.advance(120_000);
		expect((await client().chat.retrieve(quick.chat_id)).chat_status).toBe('ended');
		expect((await client().chat.retrieve(quick.chat_id)).transcript).toBe('');
		sandbox().clock.advance(259_200_000 - 120_001);
		expect((await client().chat.retrieve(slow.chat_id)).chat_status).toBe('ongoing');
		sandbox().clock.advance(1);
		const closed = await client().chat.retrieve(slow.chat_id);
		expect(closed).toMatchObject({ chat_status: 'ended', transcript: 'Agent: Closing.\n' });
	});

	test('a change to its draft reaches it', async () => {
		const { agent_id } = await api().create({ response_engine: engine(), ...silent(120_000) });
		const { chat_id } = await client().chat.create({ agent_id });
		await api().update(agent_id, { end_chat_after_silence_ms: null, auto_close_message: 'Bye' });
		sandbox().clock.advance(500_000_000);
		expect((await client().chat.retrieve(chat_id)).chat_status).toBe('ongoing');
		await api().update(agent_id, silent(120_000));
		const closed = { chat_status: 'ended', transcript: 'Agent: Bye\n' };
		expect(await client().chat.retrieve(chat_id)).toMatchObject(closed);
	});
});
