// What follows a chat that has ended: the next one of its session, or one with the same settings.
import { DEMO_AGENTS, type ChatSeed, type Fault, type Message } from '../../../tools/sandbox/index.ts';
import type { RunOptions } from '../../host/run.ts';
import { SERVER_FAILED } from '../../said.ts';
import { CREATE, LIST, MESSAGE, useConversations } from './conversations.ts';

const AGENT = 'agent_brief';
/** The agent ends a chat when somebody says "bye". */
const { world, talk, say, begun, asked, count, created, said } = useConversations({
	agent_id: AGENT,
	versions: [{}, {}, { is_published: true }, {}],
	tags: { prod: { version: 0 } },
	reply: (content) => {
		const reply: Message = { role: 'agent', content: `You said: ${content}` };
		return content.startsWith('bye') ? { messages: [reply], chat_status: 'ended' } : [reply];
	},
});

const ongoing = () =>
	world.sandbox.store.chats().filter((chat) => chat.agent_id === AGENT && chat.chat_status === 'ongoing');

/** What a reply's row says, but for which chat came before. */
function rowOf(chat_id: unknown, agent_id: string | null, message: string) {
	const reply = `You said: ${message}`;
	return { chat_id, agent_id, message, reply, output: reply, chat_status: 'unknown', tool_calls: [] };
}

describe('a session whose chat is over', () => {
	test.each<[string, (id: string) => unknown, 404 | 422]>([
		['ended', (id) => world.sandbox.store.endChat(id), 422],
		['broken', (id) => world.sandbox.store.endChat(id, { status: 'error' }), 422],
		['deleted', (id) => world.sandbox.store.deleteChat(id), 422],
		['deleted (unknown IDs: 404)', (id) => world.sandbox.store.deleteChat(id), 404],
	])('%s between the list and the message: the session goes on in one new chat', async (_case, stop, unknownId) => {
		world.sandbox.quirks.unknownId = unknownId;
		const old = begun();
		world.whenAsked(MESSAGE, () => stop(old));
		const { json } = await say(['one', 'two', 'three']);
		const [chat, ...others] = ongoing();
		const chat_id = chat?.chat_id;
		expect(json).toEqual([
			{ ...rowOf(chat_id, AGENT, 'one'), new_chat: true, previous_chat_id: old },
			{ ...rowOf(chat_id, AGENT, 'two'), new_chat: false },
			{ ...rowOf(chat_id, AGENT, 'three'), new_chat: false },
		]);
		expect(others).toEqual([]);
		expect(said(chat_id)).toEqual(['one', 'two', 'three']);
		expect(created()).toEqual([
			{ agent_id: AGENT, agent_version: 'latest_published', metadata: { session_key: 'ada' } },
		]);
	});

	test('the new chat has what a new chat of the item is to have', async () => {
		const old = begun(10, { metadata: { session_key: 'ada', order: 1 }, version: 0 });
		world.whenAsked(MESSAGE, () => world.sandbox.store.endChat(old));
		await say(['one'], {
			parameters: { additionalFields: { agentVersion: '1', metadata: '={{ { order: 2 } }}' } },
		});
		expect(created()).toEqual([{ agent_id: AGENT, agent_version: 1, metadata: { order: 2, session_key: 'ada' } }]);
	});

	test.each([false, true])(
		"the agent's own end, Check Status %p: the next message starts a new chat",
		async (checkStatus) => {
			const { json } = await say(['hi', 'bye', 'again', 'more', 'bye now', 'back'], {
				parameters: { options: { checkStatus } },
			});
			const [first, , second, , , third] = json.map(({ chat_id }) => chat_id);
			expect(new Set([first, second, third]).size).toBe(3);
			expect(json.map(({ chat_id }) => chat_id)).toEqual([first, first, second, second, second, third]);
			expect(json.map(({ new_chat }) => new_chat)).toEqual([true, false, true, false, false, true]);
			const previous = [undefined, undefined, first, undefined, undefined, second];
			expect(json.map(({ previous_chat_id }) => previous_chat_id)).toEqual(previous);
			const statuses = json.map(({ chat_status }) => chat_status);
			const [going, last] = checkStatus ? ['ongoing', 'ended'] : ['unknown', 'unknown'];
			expect(statuses).toEqual([going, last, going, going, last, going]);
			expect(ongoing().map(({ chat_id }) => chat_id)).toEqual([third]);
			expect(said(second)).toEqual(['again', 'more', 'bye now']);
		},
	);

	test('an older chat of the session that still goes on is taken instead of a new one', async () => {
		const older = begun(30);
		const old = begun();
		world.whenAsked(MESSAGE, () => world.sandbox.store.endChat(old));
		const { json } = await say(['one', 'two']);
		expect(json).toMatchObject([{ chat_id: older, new_chat: false, previous_chat_id: old }, { chat_id: older }]);
		expect(json[1]).not.toHaveProperty('previous_chat_id');
		expect(count('create-chat')).toBe(0);
	});

	test.each<[string, Fault, boolean]>([
		['is refused: the next one tries again', { kind: 'status', status: 500 }, true],
		['is started unseen: the next one finds it', { kind: 'dropAfter' }, false],
	])('a message fails if its new chat %s', async (_case, fault, new_chat) => {
		const old = begun();
		world.sandbox.faults.add({ ...fault, path: CREATE, times: 1 });
		world.whenAsked(MESSAGE, () => world.sandbox.store.endChat(old));
		const { json } = await say(['one', 'two'], { onError: 'continueRegularOutput' });
		expect(json).toMatchObject([
			{ error: expect.stringContaining('may still have been created') as string },
			{ reply: 'You said: two', new_chat, previous_chat_id: old },
		]);
		expect(ongoing()).toHaveLength(1);
	});

	test('only its own session goes on elsewhere', async () => {
		const bob = begun(5, { metadata: { session_key: 'bob' } });
		const old = begun();
		world.sandbox.faults.add({ kind: 'latency', ms: 10, path: MESSAGE });
		const input = ['ada', 'bob', 'ada', 'bob'].map((key) => ({ key, text: 'hi' }));
		world.whenAsked(MESSAGE, () => world.sandbox.store.endChat(old));
		const { json } = await talk(input);
		expect(json).toMatchObject([{ previous_chat_id: old }, { chat_id: bob }, { new_chat: false }, { chat_id: bob }]);
	});
});

describe('a chat that has ended', () => {
	const startNew = { options: { ifEnded: 'startNew' } };
	const send = (chat_id: string, texts: string[], options: Partial<RunOptions> = { parameters: startNew }) =>
		world.run('chat.sendMessage', { input: texts.map((text) => ({ chat_id, text })), ...options });

	/** An ended chat of the agent. */
	function ended(seed: ChatSeed = {}): string {
		return begun(10, { metadata: undefined, chat_status: 'ended', ...seed });
	}

	test('Start a New Chat: the same agent, version, variables and metadata', async () => {
		const old = ended({
			version: 1,
			metadata: { customer: 7, tags: ['a'], nothing: null },
			retell_llm_dynamic_variables: { name: 'Ada' },
			// What the agent learned in the old chat does not go along.
			collected_dynamic_variables: { mood: 'cross' },
			custom_attributes: { a: 1 },
		});
		const { json } = await send(old, ['hi']);
		const [chat] = ongoing();
		expect(json).toEqual([{ ...rowOf(chat?.chat_id, null, 'hi'), new_chat: true, previous_chat_id: old }]);
		expect(asked()).toEqual(['create-chat-completion', 'get-chat', 'create-chat', 'create-chat-completion']);
		expect(created()).toEqual([
			{
				agent_id: AGENT,
				agent_version: 1,
				metadata: { customer: 7, tags: ['a'], nothing: null },
				retell_llm_dynamic_variables: { name: 'Ada' },
			},
		]);
	});

	test.each<[string, object, object]>([
		['nothing but its version', {}, { agent_id: AGENT, agent_version: 0 }],
		[
			'null for all that can be',
			{ version: null, agent_tag: null, metadata: null, retell_llm_dynamic_variables: null },
			{ agent_id: AGENT, agent_version: 'latest_published' },
		],
		['no version', { version: undefined }, { agent_id: AGENT, agent_version: 'latest_published' }],
		['a tag instead of its version', { version: null, agent_tag: 'prod' }, { agent_id: AGENT, agent_version: 'prod' }],
		[
			'variables that are no texts',
			{ retell_llm_dynamic_variables: { name: 'Ada', orders: 3, vip: true, none: null, tags: ['a'] } },
			{
				agent_id: AGENT,
				agent_version: 0,
				retell_llm_dynamic_variables: { name: 'Ada', orders: '3', vip: 'true', tags: '["a"]' },
			},
		],
		[
			'empty ones',
			{ metadata: {}, retell_llm_dynamic_variables: {} },
			{ agent_id: AGENT, agent_version: 0, metadata: {}, retell_llm_dynamic_variables: {} },
		],
	])('a chat with %s has a successor all the same', async (_case, shown, body) => {
		const old = ended();
		world.rewrite('/get-chat', (chat: object) => ({ ...chat, ...shown }));
		const { json } = await send(old, ['hi']);
		expect(json).toMatchObject([{ new_chat: true, previous_chat_id: old }]);
		expect(created()).toEqual([body]);
	});

	test('several items for it share one successor, in their order', async () => {
		const [first, second] = [ended(), ended()];
		const input = [first, second, first, ` ${first} `, second].map((chat_id, n) => ({ chat_id, text: `${n}` }));
		const { json, outputs } = await world.run('chat.sendMessage', { input, parameters: startNew });
		const [a, b] = json.map(({ chat_id }) => chat_id);
		expect(json.map(({ chat_id }) => chat_id)).toEqual([a, b, a, a, b]);
		expect(json.map(({ new_chat }) => new_chat)).toEqual([true, true, false, false, false]);
		const previous = [first, second, undefined, undefined, undefined];
		expect(json.map(({ previous_chat_id }) => previous_chat_id)).toEqual(previous);
		expect(outputs[0]?.map(({ pairedItem }) => pairedItem)).toEqual(input.map((_, item) => ({ item })));
		expect([said(a), said(b)]).toEqual([
			['0', '2', '3'],
			['1', '4'],
		]);
		expect(created()).toHaveLength(2);
	});

	test('a successor that the agent ends has a successor itself', async () => {
		const old = ended({ metadata: { customer: 7 } });
		const { json } = await send(old, ['hi', 'bye', 'back']);
		const [first, , third] = json.map(({ chat_id }) => chat_id);
		expect(json).toMatchObject([
			{ new_chat: true, previous_chat_id: old },
			{ chat_id: first, new_chat: false },
			{ new_chat: true, previous_chat_id: first },
		]);
		expect(created()).toHaveLength(2);
		expect(world.sandbox.store.getChat(String(third))?.metadata).toEqual({ customer: 7 });
	});

	test('an ongoing chat gets the message and nothing else is asked', async () => {
		const chat_id = begun(1);
		const { json } = await send(chat_id, ['hi']);
		expect(json).toEqual([{ ...rowOf(chat_id, null, 'hi'), new_chat: false }]);
		expect(asked()).toEqual(['create-chat-completion']);
	});

	test.each([undefined, 'error'])('without Start a New Chat (%p) it is an error', async (ifEnded) => {
		const old = ended();
		const { error } = await send(old, ['hi'], { parameters: { options: { ...(ifEnded && { ifEnded }) } } });
		expect(error?.message).toBe('The chat has already ended');
		expect(error?.httpCode).toBe('400');
		expect(asked()).toEqual(['create-chat-completion']);
	});

	test.each([404, 422] as const)('an unknown chat (%i) is an error, and no chat is started', async (unknownId) => {
		world.sandbox.quirks.unknownId = unknownId;
		const { error } = await send('chat_nowhere', ['hi']);
		expect(error?.message).toBe('The chat "chat_nowhere" wasn\'t found');
		expect(error?.description).toContain('retention period');
		expect(created()).toEqual([]);
	});

	test('an SMS chat has no successor that would reach the phone', async () => {
		const old = ended({ agent_id: DEMO_AGENTS.support, chat_type: 'sms_chat' });
		const { error } = await send(old, ['hi']);
		expect(error?.message).toBe(`The SMS chat "${old}" has ended`);
		expect(error?.description).toContain('"Create SMS Chat"');
		expect(error?.context?.itemIndex).toBe(0);
		expect(created()).toEqual([]);
	});

	test('a successor that cannot be started fails its item, and the next one tries again', async () => {
		const old = ended();
		world.sandbox.faults.add({ kind: 'dropAfter', path: CREATE, times: 1 });
		const { json } = await send(old, ['one', 'two'], { parameters: startNew, onError: 'continueRegularOutput' });
		expect(json).toMatchObject([
			{ error: expect.stringContaining('The chat may still have been created.') as string },
			{ reply: 'You said: two', new_chat: true, previous_chat_id: old },
		]);
	});

	test('a successor whose first message fails gets the next one', async () => {
		const old = ended();
		world.refuse(MESSAGE, 500, { after: 1, times: 1 });
		const { json } = await send(old, ['one', 'two'], { parameters: startNew, onError: 'continueRegularOutput' });
		expect(json).toMatchObject([
			{ error: expect.stringMatching(new RegExp(`^${SERVER_FAILED}\\. `)) as string },
			{ reply: 'You said: two', new_chat: true, previous_chat_id: old },
		]);
		expect(created()).toHaveLength(1);
	});

	test.each([
		[402, 'Trial has ended, please add payment method.'],
		[500, 'Chat already ended'],
	])('status %i "%s" is no end, so nothing more is asked', async (status, message) => {
		const chat_id = begun(1);
		world.refuse(MESSAGE, status, { message });
		const { error } = await send(chat_id, ['hi']);
		expect(error?.httpCode).toBe(`${status}`);
		expect(asked()).toEqual(['create-chat-completion']);
	});

	test('Check Status asks for the successor', async () => {
		const old = ended();
		const { json } = await send(old, ['bye'], { parameters: { options: { ifEnded: 'startNew', checkStatus: true } } });
		expect(json).toMatchObject([{ chat_status: 'ended', new_chat: true, previous_chat_id: old }]);
		expect(world.sandbox.requests.at(-1)?.path).toBe(`/get-chat/${String(json[0]?.chat_id)}`);
	});
});

test('two chats that ended, and lists do not know it yet', async () => {
	world.sandbox.quirks.ignoreFilters = ['chat_status'];
	world.rewriteRows(LIST, (chat: object) => ({ ...chat, chat_status: 'ongoing' }));
	for (const minutes of [30, 10]) world.sandbox.store.endChat(begun(minutes));
	const { json } = await say(['one', 'two', 'three'], { onError: 'continueRegularOutput' });
	expect(json.map(({ error }) => error)).toEqual([undefined, undefined, undefined]);
	expect(json.map(({ new_chat }) => new_chat)).toEqual([true, false, false]);
	expect(count('create-chat')).toBe(1);
});

test('two chats of the session that end one after the other, each just before the message', async () => {
	const left = [begun(), begun(30)];
	world.whenAsked(MESSAGE, () => world.sandbox.store.endChat(left.shift() ?? ''), { times: 2 });
	const { json, error } = await say(['one']);
	expect(error?.message).toBeUndefined();
	expect(json).toMatchObject([{ reply: 'You said: one', new_chat: true }]);
});

test('a version that was deleted is named, where a chat of it has ended', async () => {
	const agent = world.sandbox.store.agent(AGENT);
	const chatId = world.sandbox.store.addChat({ agent_id: AGENT, version: 1, chat_status: 'ended' }).chat_id;
	agent?.versions.splice(1, 1);
	const { error } = await world.run('chat.sendMessage', {
		input: [{ text: 'hi' }],
		parameters: { conversation: 'chat', chatId, options: { ifEnded: 'startNew' } },
	});
	expect(error?.message).toBe(`Version 1 of the agent "${AGENT}" wasn't found`);
	expect(error?.description).toContain('"Get Versions"');
});
