import { verify } from 'retell-sdk/lib/webhook_auth';
import { startSandbox } from '../../tools/sandbox/index.ts';
import { useSandbox } from './helpers.ts';
import { useReceiver } from './receiver.ts';
import { HOUR } from '../../tools/times.ts';

const { sandbox, client, pass } = useSandbox();
const receiver = useReceiver();

/** An agent that tells the receiver of its chats. */
function agent(settings: Parameters<ReturnType<typeof sandbox>['store']['addAgent']>[0] = {}) {
	return sandbox().store.addAgent({ webhook_url: receiver().url, ...settings }).agent_id;
}

async function talk(agent_id: string, content = 'Thanks') {
	const { chat_id } = await client().chat.create({
		agent_id,
		metadata: { name: 'Zoë 👩‍🚀' },
		retell_llm_dynamic_variables: { city: 'Århus' },
	});
	await client().chat.createChatCompletion({ chat_id, content });
	return chat_id;
}

const events = (chat?: string) => receiver().events(chat);
const told = (n: number) => JSON.parse(receiver().received[n]?.body ?? '{}') as unknown;

describe('a chat is told', () => {
	test('when it starts, ends and is analysed: signed, byte for byte', async () => {
		const chat_id = await talk(agent(), 'Grüße – 日本語 🎉 "quoted" \\ 	end');
		await client().chat.end(chat_id);
		await pass();
		const ended = await client().chat.retrieve(chat_id);
		await pass(3_000);
		expect(events()).toEqual(['chat_started', 'chat_ended', 'chat_analyzed']);
		for (const { body, signature, headers } of receiver().received) {
			expect(await verify(body, sandbox().apiKey, signature)).toBe(true);
			expect(await verify(`${body} `, sandbox().apiKey, signature)).toBe(false);
			expect(headers['content-type']).toBe('application/json');
			expect(headers['content-length']).toBe(String(Buffer.byteLength(body)));
		}
		expect(told(0)).toEqual({
			event: 'chat_started',
			chat: {
				chat_id,
				agent_id: ended.agent_id,
				version: 0,
				chat_type: 'api_chat',
				chat_status: 'ongoing',
				start_timestamp: ended.start_timestamp,
				metadata: { name: 'Zoë 👩‍🚀' },
				retell_llm_dynamic_variables: { city: 'Århus' },
			},
		});
		expect(told(1)).toEqual({ event: 'chat_ended', chat: ended });
		expect(ended).not.toHaveProperty('chat_analysis');
		expect(receiver().received[1]?.body).toContain('日本語 🎉');
		expect(told(2)).toEqual({ event: 'chat_analyzed', chat: await client().chat.retrieve(chat_id) });
	});

	test('with each message, where it is asked for: as the chat was when the message came', async () => {
		const chat_id = await talk(agent({ webhook_events: ['transcript_updated'] }), 'First');
		await client().chat.createChatCompletion({ chat_id, content: 'Second' });
		await client().chat.end(chat_id);
		await pass();
		const { message_with_tool_calls: messages = [], transcript = '' } = await client().chat.retrieve(chat_id);
		expect(messages.length).toBeGreaterThanOrEqual(4);
		const lines = transcript.split(/(?<=\n)/);
		expect(receiver().received.map((_, n) => told(n))).toEqual(
			messages.map((_, n) => ({
				event: 'transcript_updated',
				chat: expect.objectContaining({
					chat_id,
					chat_status: 'ongoing',
					message_with_tool_calls: messages.slice(0, n + 1),
					transcript: lines.slice(0, n + 1).join(''),
				}) as unknown,
			})),
		);
	});

	test('when silence or the agent ends it, and when it breaks, by the clock alone', async () => {
		const agent_id = agent({
			reply: (content) => ({
				messages: [{ role: 'agent', content: 'Bye' }],
				chat_status: content === 'break' ? 'error' : 'ended',
			}),
		});
		await talk(agent_id, 'bye');
		await talk(agent_id, 'break');
		const { chat_id } = await client().chat.create({ agent_id });
		await pass();
		expect(events().filter((event) => event === 'chat_ended')).toHaveLength(2);
		await pass(HOUR);
		expect(events(chat_id)).toEqual(['chat_started', 'chat_ended']);
		await pass(HOUR);
		// A chat that broke is not analysed.
		expect(events().filter((event) => event === 'chat_analyzed')).toHaveLength(2);
	});

	test('once: a rerun analysis does not tell it again', async () => {
		const chat_id = await talk(agent());
		await client().chat.end(chat_id);
		sandbox().clock.advance(3_000);
		await client().chat.rerunAnalysis(chat_id);
		await pass(3_000);
		expect(events().filter((event) => event === 'chat_analyzed')).toHaveLength(1);
	});

	test('with its texts even where they are not stored', async () => {
		const chat_id = await talk(agent({ data_storage_setting: 'basic_attributes_only' }), 'Secret');
		await client().chat.end(chat_id);
		await pass();
		expect(await client().chat.retrieve(chat_id)).not.toHaveProperty('transcript');
		expect(told(1)).toMatchObject({ chat: { transcript: 'User: Secret\nAgent: You said: Secret\n' } });
	});

	test('only from when it was seen: what a test adds as past is not told', async () => {
		const { store, clock } = sandbox();
		const agent_id = agent();
		store.addChat({ agent_id, end_timestamp: clock.now() - HOUR });
		const late = store.addChat({ agent_id, end_timestamp: clock.now(), analysisDelayMs: 9_000 });
		const running = store.addChat({ agent_id });
		store.endChat(running.chat_id);
		await pass(3_000);
		await pass(6_000);
		expect(receiver().received.map(({ event, chat }) => [event, chat])).toEqual([
			['chat_ended', running.chat_id],
			['chat_analyzed', running.chat_id],
			['chat_analyzed', late.chat_id],
		]);
	});
});

describe('who is told', () => {
	test.each([
		[null, ['chat_started', 'chat_ended', 'chat_analyzed']],
		[['chat_analyzed' as const], ['chat_analyzed']],
		[
			['chat_ended' as const, 'transcript_updated' as const, 'chat_started' as const],
			['chat_started', 'transcript_updated', 'transcript_updated', 'chat_ended'],
		],
		[[], []],
	])('webhook_events %j: %j', async (webhook_events, expected) => {
		await client().chat.end(await talk(agent({ webhook_events })));
		await pass(3_000);
		expect(events()).toEqual(expected);
	});

	test("the agent's webhook, else the account's, else nobody", async () => {
		const { webhooks } = sandbox();
		const bare = agent({ webhook_url: null });
		await talk(bare);
		webhooks.settings.accountUrl = `${receiver().url}/account`;
		await talk(bare);
		await pass();
		await talk(agent());
		await pass();
		expect(receiver().received.map(({ path }) => path)).toEqual(['/hook/account', '/hook']);
		expect(webhooks.deliveries).toHaveLength(2);
	});

	test('that of the version the chat runs on, as it is at the time', async () => {
		const { llm_id } = sandbox().store.addLlm();
		const url = (path: string) => ({ webhook_url: receiver().url + path });
		const response_engine = { type: 'retell-llm' as const, llm_id };
		const { agent_id } = await client().chatAgent.create({ response_engine, ...url('/0') });
		await client().chatAgent.publish(agent_id, { version: 0 });
		await client().chatAgent.createVersion(agent_id, { base_version: 0 });
		await client().chatAgent.update(agent_id, url('/1'));
		const old = await client().chat.create({ agent_id, agent_version: 'latest_published' });
		const draft = await client().chat.create({ agent_id });
		await client().chatAgent.update(agent_id, url('/2'));
		await client().chat.end(old.chat_id);
		await client().chat.end(draft.chat_id);
		await pass();
		const paths = Object.groupBy(receiver().received, ({ chat = '' }) => chat);
		expect(paths[old.chat_id]).toMatchObject([{ path: '/hook/0' }, { path: '/hook/0' }]);
		expect(paths[draft.chat_id]).toMatchObject([{ path: '/hook/1' }, { path: '/hook/2' }]);
	});

	test('an address with variables of the chat', async () => {
		await talk(agent({ webhook_url: `${receiver().url}?city={{city}}&x={{unknown}}` }));
		await pass();
		expect(receiver().received[0]?.path).toBe('/hook?city=%C3%85rhus&x={{unknown}}');
	});

	test.each([
		'http://example.com/hook',
		'https://10.0.0.1/hook',
		'http://127.0.0.1.example.com/',
		'http://localhost.example.com/',
	])('never another machine: %s', async (webhook_url) => {
		await talk(agent({ webhook_url }));
		await pass();
		const refused = { attempt: 1, status: null, error: 'refused: not a loopback address' };
		expect(sandbox().webhooks.deliveries).toMatchObject([{ url: webhook_url, ...refused }]);
	});
});

test('of the demo only what happens from now on is told', async () => {
	const demo = await startSandbox({ clock: 'manual', webhooks: { accountUrl: receiver().url } });
	await demo.webhooks.idle();
	expect(demo.webhooks.events).toEqual([]);
	demo.clock.advance(2 * HOUR);
	await demo.webhooks.idle();
	await demo.close();
	expect(new Set(events())).toEqual(new Set(['chat_ended', 'chat_analyzed']));
	expect(events()).toHaveLength(8);
});
