import type { ChatCreateParams, ChatResponse } from 'retell-sdk/resources/chat';
import { DEMO_AGENTS } from '../../tools/sandbox/index.ts';
import { errorWith, refusedStatus, useSandbox } from './helpers.ts';

const { sandbox, client, send } = useSandbox({ seed: 'demo' });

/** A new chat, of Support unless said otherwise. */
const create = async (rest: Partial<ChatCreateParams> = {}) =>
	(await client().chat.create({ agent_id: DEMO_AGENTS.support, ...rest })).chat_id;
const complete = async (chat_id: string, content: string) =>
	(await client().chat.createChatCompletion({ chat_id, content })).messages;
const roles = (messages: ReadonlyArray<{ role: string }> | undefined) => messages?.map((message) => message.role);

describe('a chat through the API', () => {
	test('is created without a greeting and echoes what it was given', async () => {
		const chat = await client().chat.create({
			agent_id: DEMO_AGENTS.support,
			agent_version: 'prod',
			metadata: { customer: { id: 7 } },
			retell_llm_dynamic_variables: { customer_name: 'Ada' },
		});
		expect(chat).toMatchObject({
			agent_id: DEMO_AGENTS.support,
			version: 1,
			agent_tag: 'prod',
			chat_status: 'ongoing',
			chat_type: 'api_chat',
			start_timestamp: sandbox().clock.now(),
			transcript: '',
			message_with_tool_calls: [],
			metadata: { customer: { id: 7 } },
			retell_llm_dynamic_variables: { customer_name: 'Ada' },
		});
		expect(chat).not.toHaveProperty('end_timestamp');
		expect(chat).not.toHaveProperty('chat_analysis');
		expect(await client().chat.retrieve(chat.chat_id)).toEqual(chat);
	});

	test('a completion answers the new messages alone, tool calls between the texts', async () => {
		const chat_id = await create();
		const first = await client().chat.createChatCompletion({ chat_id, content: '' });
		expect(Object.keys(first)).toEqual(['messages']);
		expect(roles(first.messages)).toEqual(['agent']);

		const second = await complete(chat_id, 'Order 4711?');
		expect(roles(second)).toEqual(['agent', 'tool_call_invocation', 'tool_call_result', 'agent']);
		const [, call, result] = second;
		expect(call).toMatchObject({ name: 'lookup_order', arguments: '{"order_number":"4711"}' });
		expect(result).toMatchObject({ successful: true });

		const chat = await client().chat.retrieve(chat_id);
		expect(roles(chat.message_with_tool_calls)).toEqual(['agent', 'user', ...(roles(second) ?? [])]);
		expect(chat.transcript).toBe(
			'Agent: Hello, this is Support. How can I help?\nUser: Order 4711?\n' +
				'Agent: One moment, I am looking up your order.\nAgent: Order 4711 has shipped and arrives on Friday.\n',
		);
		for (const message of chat.message_with_tool_calls ?? []) {
			expect(message.message_id).toEqual(expect.any(String));
			expect(message.created_timestamp).toEqual(expect.any(Number));
		}
	});

	test.each([
		['receptionist', ['agent', 'tool_call_invocation'], 'end_call'],
		['appointments', ['agent', 'tool_call_invocation'], 'wrap_up_conversation'],
		['returnsFlow', ['node_transition'], undefined],
	] as const)('the %s ends the chat with its reply', async (agent, expected, tool) => {
		const chat_id = await create({ agent_id: DEMO_AGENTS[agent] });
		const messages = await complete(chat_id, 'bye');
		expect(roles(messages)).toEqual(expected);
		const last = messages.at(-1);
		expect(last && 'name' in last ? last.name : undefined).toBe(tool);
		expect(await client().chat.retrieve(chat_id)).toMatchObject({ chat_status: 'ended' });
		expect(sandbox().store.getChat(chat_id)?.disconnection_reason).toBe('agent_hangup');
	});

	test('a reply can be empty, or several texts', async () => {
		const silent = await create({ agent_id: DEMO_AGENTS.nightDesk });
		expect(await complete(silent, 'hold on')).toEqual([]);
		const chatty = await create({ agent_id: DEMO_AGENTS.orderDesk });
		expect(roles(await complete(chatty, 'tea'))).toEqual(['agent', 'agent']);
	});

	test('a given script speaks, with the dynamic variables filled in', async () => {
		const { agent_id } = sandbox().store.addAgent({
			begin_message: 'Hi {{name}}, {{unset}}',
			reply: (content, chat) => [{ role: 'agent', content: `{{name}} said ${content} after ${chat.messages.length}` }],
		});
		const chat_id = await create({ agent_id, retell_llm_dynamic_variables: { name: 'Bo' } });
		expect(await complete(chat_id, '')).toMatchObject([{ content: 'Hi Bo, {{unset}}' }]);
		await client().chat.update(chat_id, { override_dynamic_variables: { name: 'Cy' } });
		expect(await complete(chat_id, 'x')).toMatchObject([{ content: 'Cy said x after 1' }]);
		await client().chat.update(chat_id, { override_dynamic_variables: null });
		expect(await complete(chat_id, '')).toMatchObject([{ content: 'Bo said  after 3' }]);
	});

	test('ends once; after that neither an end nor a completion is taken', async () => {
		const chat_id = await create();
		sandbox().clock.advance(5_000);
		const ended = await send('PATCH', `/end-chat/${chat_id}`);
		expect(ended).toMatchObject({ status: 204, text: '' });
		const chat = await client().chat.retrieve(chat_id);
		expect(chat).toMatchObject({
			chat_status: 'ended',
			end_timestamp: sandbox().clock.now(),
			collected_dynamic_variables: {},
		});
		for (const again of [client().chat.end(chat_id), complete(chat_id, 'hello?')]) {
			await expect(again).rejects.toMatchObject({ status: 400, error: errorWith('Chat already ended') });
		}
		expect(await client().chat.retrieve(chat_id)).toEqual(chat);
	});

	test('is updated field by field; storage can only get stricter', async () => {
		const chat_id = await create({ metadata: { a: 1 } });
		await complete(chat_id, 'hi');
		const custom_attributes = { tier: 'gold', visits: 3, vip: true };
		sandbox().store.defineAttributes('tier', 'visits', 'vip');
		expect(await client().chat.update(chat_id, { custom_attributes })).toMatchObject({
			metadata: { a: 1 },
			custom_attributes,
			transcript: expect.stringContaining('User: hi') as string,
		});
		const bare = await client().chat.update(chat_id, { data_storage_setting: 'basic_attributes_only' });
		expect(bare).not.toHaveProperty('transcript');
		expect(bare).not.toHaveProperty('message_with_tool_calls');
		expect(await refusedStatus(client().chat.update(chat_id, { data_storage_setting: 'everything' }))).toBe(400);
	});

	test('drops attributes that the dashboard does not define, and says nothing of it', async () => {
		const chat_id = await create();
		const sent = { custom_attributes: { tier: 'gold', Tier: 'silver', plan: 2 } };
		const { data, response } = await client().chat.update(chat_id, sent).withResponse();
		expect(response.status).toBe(200);
		expect(data.custom_attributes).toEqual({ tier: 'gold' });
		expect(await client().chat.retrieve(chat_id)).toMatchObject(data);
		const none = await client().chat.update(chat_id, { custom_attributes: { plan: 3 } });
		expect(none.custom_attributes).toEqual({});
	});

	test('has its attributes replaced, or merged, as the quirk says; a null is refused unless it removes', async () => {
		const { quirks, store } = sandbox();
		store.defineAttributes('tier', 'visits');
		const chat_id = await create();
		const update = async (custom_attributes: object) =>
			(await client().patch<ChatResponse>(`/update-chat/${chat_id}`, { body: { custom_attributes } }))
				.custom_attributes;
		await update({ tier: 'gold', visits: 3 });
		expect(await update({ tier: 'silver' })).toEqual({ tier: 'silver' });
		expect(await refusedStatus(update({ tier: null }))).toBe(400);
		quirks.attributes = 'merged';
		expect(await update({ visits: 4 })).toEqual({ tier: 'silver', visits: 4 });
		expect(await refusedStatus(update({ tier: null }))).toBe(400);
		quirks.attributes = 'merged, null removes';
		expect(await update({ tier: null, plan: null })).toEqual({ visits: 4 });
	});

	test('has its metadata replaced as a whole, and its overrides removed by null', async () => {
		const chat_id = await create({ metadata: { session_key: 'Ada', order: { id: 7, paid: true } } });
		const change = { metadata: { order: { id: 8 } }, override_dynamic_variables: { plan: '2' } };
		expect((await client().chat.update(chat_id, change)).metadata).toEqual({ order: { id: 8 } });
		expect(sandbox().store.getChat(chat_id)?.override_dynamic_variables).toEqual({ plan: '2' });
		await client().chat.update(chat_id, { metadata: {}, override_dynamic_variables: null });
		expect((await client().chat.retrieve(chat_id)).metadata).toEqual({});
		expect(sandbox().store.getChat(chat_id)?.override_dynamic_variables).toBeUndefined();
	});

	test.each(['everything_except_pii', 'basic_attributes_only'] as const)(
		'stores no more than its agent allows: %s',
		async (data_storage_setting) => {
			const { agent_id } = sandbox().store.addAgent({ data_storage_setting });
			const chat_id = await create({ agent_id });
			const loosened = client().chat.update(chat_id, { data_storage_setting: 'everything' });
			await expect(loosened).rejects.toMatchObject({ status: 400, error: errorWith('less restrictive') });
			await client().chat.update(chat_id, { data_storage_setting: 'basic_attributes_only' });
		},
	);

	test('is deleted for good', async () => {
		const chat_id = await create();
		expect((await send('DELETE', `/delete-chat/${chat_id}`)).status).toBe(204);
		expect(await refusedStatus(client().chat.retrieve(chat_id))).toBe(422);
		expect(await refusedStatus(client().chat.delete(chat_id))).toBe(422);
		const filter_criteria = { chat_id: { type: 'string', op: 'eq', value: chat_id } } as const;
		expect((await client().chat.list({ filter_criteria })).items).toEqual([]);
	});
});

test('the demo account has every kind of chat, the same each time', async () => {
	const all = () => client().chat.list({ limit: 1000 });
	const { items } = await all();
	expect(items.length).toBeGreaterThan(30);
	for (const chat_status of ['ongoing', 'ended', 'error'])
		expect(items).toContainEqual(expect.objectContaining({ chat_status }));
	expect(items).toContainEqual(expect.objectContaining({ chat_type: 'sms_chat' }));
	expect(items.map(({ chat_analysis }) => chat_analysis?.user_sentiment)).toContain('Negative');
	sandbox().reset();
	expect((await all()).items).toEqual(items);
});
