// Session conversations: the chat of a person is found in Retell by its key, or started.
import type { INodeParameters } from 'n8n-workflow';

import { holdFirst } from '../../../tools/sandbox/holds.ts';
import type { Fault } from '../../../tools/sandbox/index.ts';
import { SERVER_FAILED } from '../../said.ts';
import { assignments, locator } from '../fixtures.ts';
import { CREATE, LIST, MESSAGE, useConversations } from './conversations.ts';

const AGENT = 'agent_echo';
const { world, talk, say, begun, asked, count, created, chatsOf, ongoingOf, said } = useConversations({
	agent_id: AGENT,
});

const lists = () => world.requestsTo(LIST);
/** Those that look for the chat of a person, not for a twin of a new one. */
const searches = () => lists().filter(({ rawBody }) => !rawBody.includes('start_t'));

describe('which agent', () => {
	const picked = { ...locator(AGENT), mode: 'list', cachedResultName: 'Echo' };

	test('its name is there if it was selected from the list, and costs no request', async () => {
		begun();
		const { json } = await say(['hi'], { parameters: { agentId: picked } });
		expect(json).toMatchObject([{ agent_id: AGENT, agent_name: 'Echo' }]);
		expect(asked()).toEqual(['list-chats', 'create-chat-completion']);
	});

	test('a name that belongs to another agent is left out', async () => {
		world.sandbox.store.addAgent({ agent_id: 'agent_other' });
		const agentId = { ...picked, value: `={{ "agent_other" }}` };
		const { json } = await say(['hi'], { parameters: { agentId } });
		expect(json).toMatchObject([{ agent_id: 'agent_other' }]);
		expect(json[0]).not.toHaveProperty('agent_name');
	});
});

describe('which chat', () => {
	test('the ongoing one with the key: one list and one message, nothing else', async () => {
		const chat_id = begun();
		const { json } = await say(['hi']);
		const [reply, output] = ['You said: hi', 'You said: hi'];
		const rest = { chat_status: 'unknown', tool_calls: [], new_chat: false };
		expect(json).toEqual([{ chat_id, agent_id: AGENT, message: 'hi', reply, output, ...rest }]);
		expect(world.sandbox.requests.map(({ path, body }) => ({ path, body }))).toEqual([
			{
				path: LIST,
				body: {
					filter_criteria: {
						agent: [{ agent_id: AGENT }],
						chat_status: { type: 'enum', op: 'in', value: ['ongoing'] },
					},
					sort_order: 'descending',
					limit: 1000,
				},
			},
			{ path: MESSAGE, body: { chat_id, content: 'hi' } },
		]);
	});

	test('a new one if there is none, with the key and what a new chat is to have', async () => {
		world.sandbox.store.addAgent({ agent_id: 'agent_v', versions: [{}, {}, {}] });
		const { json } = await talk([{ agent: 'agent_v', key: 'ada', text: 'hi' }], {
			parameters: {
				additionalFields: {
					agentVersion: '1',
					dynamicVariables: assignments(['name', 'Ada'], ['vip', true, 'boolean']),
					metadata: assignments(['order', 7, 'number']),
				},
			},
		});
		expect(asked()).toEqual(['list-chats', 'create-chat', 'list-chats', 'create-chat-completion']);
		expect(created()).toEqual([
			{
				agent_id: 'agent_v',
				agent_version: 1,
				metadata: { order: 7, session_key: 'ada' },
				retell_llm_dynamic_variables: { name: 'Ada', vip: 'true' },
			},
		]);
		const [chat] = ongoingOf('ada');
		const said = { message: 'hi', reply: 'You said: hi', output: 'You said: hi', chat_status: 'unknown' };
		expect(json).toEqual([{ chat_id: chat?.chat_id, agent_id: 'agent_v', ...said, tool_calls: [], new_chat: true }]);
	});

	test('what a new chat is to have does not touch an ongoing one', async () => {
		const chat_id = begun();
		const { json } = await say(['hi'], {
			parameters: { additionalFields: { agentVersion: 'no_such_tag', metadata: '={{ { order: 7 } }}' } },
		});
		expect(json).toMatchObject([{ chat_id, new_chat: false }]);
		expect(world.sandbox.store.getChat(chat_id)?.metadata).toEqual({ session_key: 'ada' });
	});

	test('a new chat has what the first item of its session says', async () => {
		const lines = [1, 2].map((order) => ({ key: 'ada', text: 'hi', order }));
		await talk(lines, { parameters: { additionalFields: { metadata: '={{ { order: $json.order } }}' } } });
		expect(chatsOf('ada')).toMatchObject([{ metadata: { order: 1, session_key: 'ada' } }]);
	});
});

test('50 items of five people with two agents go to ten chats in order, by two lists and at most one more for each new chat', async () => {
	world.sandbox.store.addAgent({ agent_id: 'agent_other' });
	const lines = Array.from({ length: 50 }, (_, n) => ({
		agent: n % 2 ? AGENT : 'agent_other',
		key: `person ${n % 5}`,
		text: `${n}`,
	}));
	const first = await talk(lines);
	expect(first.json.map(({ agent_id }) => agent_id)).toEqual(lines.map(({ agent }) => agent));
	expect(first.json.filter(({ new_chat }) => new_chat)).toHaveLength(10);
	expect(searches()).toHaveLength(2);
	expect(lists().length).toBeLessThanOrEqual(2 + 10);
	expect([count('create-chat'), asked().length - lists().length]).toEqual([10, 60]);

	world.sandbox.requests.length = 0;
	const second = await talk(lines);
	const ids = first.json.map(({ chat_id }) => chat_id);
	expect(second.json.map(({ chat_id }) => chat_id)).toEqual(ids);
	expect(asked()).toEqual(Array(50).fill('create-chat-completion'));

	world.sandbox.requests.length = 0;
	const elsewhere = await talk(lines, { process: 'other' });
	expect(elsewhere.json.map(({ chat_id }) => chat_id)).toEqual(ids);
	expect([lists().length, asked().length]).toEqual([2, 52]);
	for (const id of new Set(ids)) {
		const texts = lines.filter((_, n) => ids[n] === id).map(({ text }) => text);
		expect(said(id)).toEqual([...texts, ...texts, ...texts]);
	}
});

describe('a chat whose key is changed', () => {
	const update = async (chat_id: unknown, metadata: INodeParameters[string], metadataMode = 'merge') => {
		const parameters = { updateFields: { metadata }, options: { metadataMode } };
		const { error } = await world.run('chat.update', { input: [{ chat_id }], parameters });
		expect(error).toBeUndefined();
	};
	const to = (key: string) => assignments(['session_key', key]);

	test.each(['merge', 'replace'])('goes to the person with the new key, and to no other (%s)', async (mode) => {
		const first = await say(['one']);
		const chat = first.json[0]?.chat_id;
		await update(chat, to(' bo '), mode);
		const ada = await say(['two']);
		const bo = await talk([{ key: 'bo', text: 'three' }]);
		expect(ada.json).toMatchObject([{ new_chat: true }]);
		expect(ada.json[0]).not.toHaveProperty('previous_chat_id');
		expect(bo.json).toMatchObject([{ chat_id: chat, new_chat: false }]);
		expect(said(chat)).toEqual(['one', 'three']);
	});

	test('and is then removed goes to nobody', async () => {
		const first = await say(['one']);
		await update(first.json[0]?.chat_id, '={{ { session_key: null } }}');
		expect((await say(['two'])).json).toMatchObject([{ new_chat: true }]);
		expect(said(first.json[0]?.chat_id)).toEqual(['one']);
	});

	test('does not go on with the old person while lists still show the old key', async () => {
		const chat = begun();
		await say(['one']);
		world.rewriteRows(LIST, (row: { chat_id: string }) => ({
			...row,
			...(row.chat_id === chat && { metadata: { session_key: 'ada' } }),
		}));
		await update(chat, to('bo'));
		expect((await say(['two'])).json).toMatchObject([{ new_chat: true }]);
	});

	test('back again goes on with the old person', async () => {
		const chat = begun();
		await say(['one']);
		for (const key of ['bo', 'ada']) await update(chat, to(key));
		expect((await say(['two'])).json).toMatchObject([{ chat_id: chat, new_chat: false }]);
	});

	test('to what it was stays known, however late lists show it', async () => {
		const [row] = (await say(['one'])).json;
		world.sandbox.store.hideChat(String(row?.chat_id), Infinity);
		await update(row?.chat_id, to('ada'));
		expect((await say(['two'])).json).toMatchObject([{ chat_id: row?.chat_id, new_chat: false }]);
	});
});

describe('executions at the same time', () => {
	/** Both at once; neither has started a chat before both have seen that there is none. */
	async function twoAtOnce() {
		holdFirst(world.sandbox, 2, CREATE);
		const outcomes = await Promise.all(['one', 'two'].map((text) => say([text], { process: text })));
		expect(outcomes.map(({ error }) => error)).toEqual([undefined, undefined]);
		return outcomes.map(({ json }) => json[0]);
	}

	test('that both start the session go on in one chat, which a third one finds', async () => {
		const { faults } = world.sandbox;
		const both = await twoAtOnce();
		expect(count('create-chat')).toBe(2);

		const [chat, ...others] = ongoingOf('ada');
		expect(others).toEqual([]);
		expect(both.map((each) => each?.chat_id)).toEqual([chat?.chat_id, chat?.chat_id]);
		expect(both.map((each) => each?.new_chat).sort()).toEqual([false, true]);
		expect(both.map((each) => each?.previous_chat_id)).toEqual([undefined, undefined]);
		expect(said(chat?.chat_id)?.sort()).toEqual(['one', 'two']);
		const [twin] = chatsOf('ada').filter(({ chat_status }) => chat_status === 'ended');
		expect(said(twin?.chat_id)).toEqual([]);

		faults.clear();
		const third = await say(['three']);
		expect(third.json).toMatchObject([{ chat_id: chat?.chat_id, new_chat: false }]);
	});

	test('a younger twin is not joined, also if the list does not show our own chat yet', async () => {
		const lookForTwins = () => {
			for (const { chat_id } of chatsOf('ada')) world.sandbox.store.hideChat(chat_id, Infinity);
			begun(-0.1);
		};
		world.whenAsked(LIST, lookForTwins, { after: 1 });
		const { json } = await say(['hi']);
		expect(json).toMatchObject([{ new_chat: true }]);
		expect(count('end-chat')).toBe(0);
	});

	test.each<[string, Fault]>([
		['fails', { kind: 'status', status: 500, headers: { 'retry-after-ms': '1' }, path: LIST, after: 1 }],
		['has no end', { kind: 'rewrite', change: () => ({ items: [], has_more: true }), path: LIST, after: 1 }],
	])('a list for twins that %s does not lose the message', async (_case, fault) => {
		world.sandbox.faults.add(fault);
		const { json, error } = await say(['hi']);
		expect(error).toBeUndefined();
		expect(json).toMatchObject([{ reply: 'You said: hi', new_chat: true }]);
		expect(said(json[0]?.chat_id)).toEqual(['hi']);
	});

	test('a twin that cannot be ended does not lose the message, nor takes the next ones', async () => {
		world.refuse('/end-chat', 403);
		const both = await twoAtOnce();
		expect(new Set(both.map((each) => each?.chat_id)).size).toBe(1);
		expect(said(both[0]?.chat_id)?.sort()).toEqual(['one', 'two']);
		expect(ongoingOf('ada')).toHaveLength(2);
		const { json } = await say(['three']);
		expect(json).toMatchObject([{ chat_id: both[0]?.chat_id, new_chat: false }]);
	});
});

describe('failures', () => {
	const LINES = ['ada', 'bob', 'ada', 'cy', 'bob'].map((key, n) => ({ key, text: `${n}` }));
	const MAYBE = /The chat may still have been created\./;
	const onlyOf = (key: string) => ({
		path: CREATE,
		when: ({ rawBody }: { rawBody: string }) => rawBody.includes(`"${key}"`),
	});

	test.each<[string, Fault, string, RegExp]>([
		['refused', { kind: 'status', status: 402, ...onlyOf('bob') }, 'Retell asks for a payment method', /402/],
		['a server error', { kind: 'status', status: 500, ...onlyOf('bob') }, SERVER_FAILED, MAYBE],
		['cut', { kind: 'dropBefore', ...onlyOf('bob') }, 'The connection to Retell was lost', MAYBE],
	])(
		'a chat that could not be started (%s) fails the items of its session alone, each of which tries',
		async (_case, fault, error, message) => {
			world.sandbox.faults.add(fault);
			const { json, outputs } = await talk(LINES, { onError: 'continueRegularOutput' });
			const failed = { error: expect.stringMatching(new RegExp(`^${error}\\. .*${message.source}`)) as string };
			const [first, third, fourth] = [0, 2, 3].map((n) => ({ reply: `You said: ${n}` }));
			expect(json).toMatchObject([first, failed, third, fourth, failed]);
			expect(outputs[0]?.map(({ pairedItem }) => pairedItem)).toEqual(LINES.map((_, item) => ({ item })));
			expect(count('create-chat')).toBe(4);
		},
	);

	test('a list that fails fails the items of its agent alone, with the first of them', async () => {
		world.sandbox.store.addAgent({ agent_id: 'agent_other' });
		world.refuse(LIST, 503, { when: ({ rawBody }) => rawBody.includes('agent_other') });
		const lines = [
			{ key: 'ada', text: 'hi' },
			{ agent: 'agent_other', key: 'ada', text: 'hi' },
			{ agent: 'agent_other', key: 'bob', text: 'hi' },
		];
		const failed = { error: expect.stringMatching(new RegExp(`^${SERVER_FAILED}\\. `)) as string };
		const { json } = await talk(lines, { onError: 'continueRegularOutput' });
		expect(json).toMatchObject([{ reply: 'You said: hi' }, failed, failed]);
		expect(count('create-chat')).toBe(1);

		const { error } = await talk(lines);
		expect(error?.context?.itemIndex).toBe(1);
		expect(error?.description).toMatch(/Tried 4 times\. 1 of 3 items finished\.$/);
	});

	test('a chat that was started unseen is found by the next run', async () => {
		world.sandbox.faults.add({ kind: 'dropAfter', path: CREATE, times: 1 });
		const { error } = await say(['hi']);
		expect(error?.message).toBe('The connection to Retell was lost');
		expect(error?.description).toContain('The chat may still have been created.');
		const { json } = await say(['hi']);
		expect(json).toMatchObject([{ new_chat: false }]);
		expect(chatsOf('ada').map(({ chat_id }) => chat_id)).toEqual([json[0]?.chat_id]);
	});

	test('a new chat whose first message fails is new for the second', async () => {
		world.refuse(MESSAGE, 500, { times: 1 });
		const { json } = await say(['one', 'two', 'three'], { onError: 'continueRegularOutput' });
		expect(json).toMatchObject([{ error: expect.any(String) as string }, { new_chat: true }, { new_chat: false }]);
		expect(chatsOf('ada')).toHaveLength(1);
	});
});

describe('input', () => {
	const big = 'x'.repeat(50_000 - JSON.stringify({ text: '' }).length);

	test.each<[string, unknown, INodeParameters, string]>([
		['an empty key', '', {}, '"Session Key" is empty'],
		['a key of blanks', ' \n\t ', {}, '"Session Key" is empty'],
		['no key', null, {}, '"Session Key" is empty'],
		['an object', { id: 7 }, {}, '"Session Key" must be text, not {"id":7}'],
		['a list', ['ada'], {}, '"Session Key" must be text, not ["ada"]'],
		['a number that is none', 'ada', { sessionKey: '={{ Number($json.key) }}' }, '"Session Key" must be text, not NaN'],
		[
			'metadata with the key of another session',
			'ada',
			{ additionalFields: { metadata: assignments(['session_key', 'bob']) } },
			'"Metadata" has a "session_key" that differs from "Session Key"',
		],
		[
			'metadata that are too large with the key',
			'ada',
			{ additionalFields: { metadata: `={{ { text: "${big}" } }}` } },
			'"Metadata" is too large: 50020 bytes',
		],
		['a key that is too large', big, {}, `"Session Key" is too long: ${big.length} characters`],
	])('%s is refused before any request', async (_case, key, parameters, message) => {
		const { error } = await talk([{ key, text: 'hi' }], { parameters });
		expect(error?.message).toBe(message);
		expect(error?.context?.itemIndex).toBe(0);
		expect(world.sandbox.requests).toEqual([]);
	});

	test.each<[string, string, RegExp]>([
		['=wa-{{ $json.contact }}', 'contains [object Object]', /wa-\[object Object\]$/],
		['={{ `x-${$json.nothing}` }}', 'contains undefined', /: x-undefined$/],
		['null', 'contains null', /: null$/],
		['=tenant 7/{{ $json.nothing }}:{{ $json.none }}', 'returns nothing', /: tenant 7\/:$/],
		['=wa-{{ $json.none }}', 'returns nothing', /: wa-$/],
		['={{ [$json.nothing, $json.none].join(":") }}', 'must contain a letter or a digit', /: :$/],
		['={{ "\u200b" }}', 'must contain a letter or a digit', /: \u200b$/],
	])('the key %s, which many people would share, is refused by name', async (sessionKey, what, end) => {
		const line = { key: 'ada', text: 'hi', none: null, contact: { name: 'Ada' } };
		const { error } = await talk([line], { parameters: { sessionKey } });
		expect(error?.message).toContain('"Session Key"');
		expect(error?.message).toContain(what);
		expect(error?.message).toMatch(end);
		expect(error?.description).toContain('Different people would share one conversation.');
		expect(world.sandbox.requests).toEqual([]);
	});

	test('a message for a session does not go into an SMS chat with its key', async () => {
		const sms = begun(1, { chat_type: 'sms_chat' });
		const { json } = await say(['hi']);
		expect(json).toMatchObject([{ new_chat: true, reply: 'You said: hi' }]);
		expect(said(sms)).toEqual([]);
		expect(world.sandbox.store.getChat(sms)?.chat_status).toBe('ongoing');
		const again = await say(['hi']);
		expect(again.json).toMatchObject([{ chat_id: json[0]?.chat_id, new_chat: false }]);
	});

	test.each([undefined, null])('a chat whose type is %p counts as one of the API', async (chat_type) => {
		const chat_id = begun();
		world.rewriteRows(LIST, (chat: object) => ({ ...chat, chat_type }));
		const { json } = await say(['hi']);
		expect(json).toMatchObject([{ chat_id, new_chat: false }]);
	});

	test.each([
		[' ada ', 'ada', 'string'],
		['4711', 4711, 'number'],
		['4711', ' 4711 ', 'string'],
	])('the session %j may have its own key, %j, in its metadata', async (key, own, type) => {
		const { json } = await talk([{ key, text: 'hi' }], {
			parameters: { additionalFields: { metadata: assignments(['session_key', own, type]) } },
		});
		expect(json).toMatchObject([{ new_chat: true }]);
	});

	test('a wrong item does not keep the others from their chats', async () => {
		const keys = ['ada', ' ', 'bob', { id: 7 }, 'ada'];
		const { outputs } = await talk(
			keys.map((key) => ({ key, text: 'hi' })),
			{ onError: 'continueErrorOutput' },
		);
		expect(outputs[0]?.map(({ pairedItem }) => pairedItem)).toMatchObject([{ item: 0 }, { item: 2 }, { item: 4 }]);
		expect(outputs[1]?.map(({ json }) => json.error)).toEqual([
			expect.stringMatching(/^"Session Key" is empty\. /),
			expect.stringMatching(/^"Session Key" must be text, not {"id":7}\. /),
		]);
		expect(searches()).toHaveLength(1);
	});

	test('a session whose first item is wrong gets what its next one gives', async () => {
		const lines = [
			{ key: 'ada', version: 'v0', text: 'one' },
			{ key: 'ada', version: '0', text: 'two' },
		];
		const { json } = await talk(lines, {
			parameters: { additionalFields: { agentVersion: '={{ $json.version }}' } },
			onError: 'continueRegularOutput',
		});
		expect(json).toMatchObject([
			{ error: expect.stringMatching(/^"Agent Version" must be a version of an agent, not v0\. /) as string },
			{ reply: 'You said: two', new_chat: true },
		]);
	});
});

test.each([
	['no start yet', undefined],
	['a start that lists then show a little earlier', 2],
])('a create that answers with %s: the new chat is not taken for its own twin', async (_case, later) => {
	world.rewrite(CREATE, ({ start_timestamp, ...chat }: { start_timestamp: number }) => {
		return later === undefined ? chat : { ...chat, start_timestamp: start_timestamp + later };
	});
	const { json, error } = await say(['hi']);
	expect(error?.message).toBeUndefined();
	expect(json).toMatchObject([{ new_chat: true, reply: 'You said: hi' }]);
	expect(count('end-chat')).toBe(0);
	expect(chatsOf('ada')).toHaveLength(1);
});
