// Session conversations: the chat of a person is found in Retell by its key, or started.
import type { INodeParameters } from 'n8n-workflow';

import { holdFirst, until } from '../../../tools/sandbox/holds.ts';
import type { Fault } from '../../../tools/sandbox/index.ts';
import { createRandom } from '../../../tools/sandbox/random.ts';
import { useQuickTime } from '../../host/time.ts';
import { SERVER_FAILED } from '../../said.ts';
import { assignments, locator } from '../fixtures.ts';
import { repeatPages } from '../repeatedPages.ts';
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

	test('of a specific chat it is told where Retell is asked for the status', async () => {
		const { chat_id } = world.sandbox.store.addChat({ agent_id: AGENT });
		const parameters: INodeParameters = {
			conversation: 'chat',
			chatId: locator(chat_id),
			options: { checkStatus: true },
		};
		const { json } = await talk([{ text: 'hi' }], { parameters });
		expect(json).toMatchObject([{ agent_id: AGENT, chat_status: 'ongoing' }]);
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

	test('without additional fields, a new chat has the key alone', async () => {
		await say(['hi']);
		expect(created()).toEqual([
			{
				agent_id: AGENT,
				agent_version: 'latest_published',
				metadata: { session_key: 'ada' },
			},
		]);
	});

	test('the newest, past all that only look like it', async () => {
		begun(30);
		const chat_id = begun(20);
		begun(1, { chat_status: 'ended' });
		begun(2, { chat_status: 'error' });
		begun(3, { agent_id: 'agent_other' });
		for (const key of ['Ada', 'ada2', 'ad', '', null, ['ada'], { ada: 1 }, 4711, true]) begun(4, {}, key);
		for (const metadata of [undefined, {}, ['ada'], 'ada', { key: 'ada' }]) {
			begun(5, { metadata: metadata as never });
		}
		const { json } = await say(['hi']);
		expect(json).toMatchObject([{ chat_id, new_chat: false }]);
	});

	test.each(['agent', 'chat_status'])('also where the server takes no notice of the filter %s', async (filter) => {
		world.sandbox.quirks.ignoreFilters = [filter];
		const chat_id = begun(20);
		begun(1, { chat_status: 'ended' });
		begun(2, { agent_id: 'agent_other' });
		const { json } = await say(['hi']);
		expect(json).toMatchObject([{ chat_id }]);
	});

	test('also where a list holds metadata that are null', async () => {
		const chat_id = begun();
		const nameless = begun(1, {}, '');
		world.rewriteRows(LIST, (chat: { chat_id: string }) => {
			return chat.chat_id === nameless ? { ...chat, metadata: null } : chat;
		});
		const { json } = await say(['hi']);
		expect(json).toMatchObject([{ chat_id }]);
	});

	test.each([
		['4711', 4711],
		[4711, '4711'],
		['ada', '  ada\n'],
		[' ada ', 'ada'],
		['+1 415', ' +1 415'],
		['__proto__', '__proto__'],
		['constructor', 'constructor'],
	])('the stored key %p is the given key %p', async (stored, given) => {
		const chat_id = begun(10, {}, stored);
		const { json } = await talk([{ key: given, text: 'hi' }]);
		expect(json).toMatchObject([{ chat_id, new_chat: false }]);
		expect(asked()).toEqual(['list-chats', 'create-chat-completion']);
	});

	test('keys that differ in blanks or type are one session within a run', async () => {
		const { json } = await talk([4711, '4711', ' 4711 '].map((key) => ({ key, text: 'hi' })));
		expect(new Set(json.map(({ chat_id }) => chat_id)).size).toBe(1);
		expect(json.map(({ new_chat }) => new_chat)).toEqual([true, false, false]);
		expect(count('create-chat')).toBe(1);
		expect(chatsOf('4711')).toHaveLength(1);
	});

	test('a key that is another each time it is read', async () => {
		const { json, error } = await talk([{ text: 'one' }, { text: 'two' }], {
			parameters: { sessionKey: '={{ Math.random() }}' },
		});
		expect(error?.message).toBeUndefined();
		expect(json.map(({ new_chat }) => new_chat)).toEqual([true, true]);
		expect(count('create-chat')).toBe(2);
	});

	test('the same key with two agents is two sessions', async () => {
		world.sandbox.store.addAgent({ agent_id: 'agent_other' });
		const lines = [AGENT, 'agent_other', AGENT].map((agent) => ({ agent, key: 'ada', text: 'hi' }));
		const { json } = await talk(lines);
		expect(json.map(({ new_chat }) => new_chat)).toEqual([true, true, false]);
		expect(json.map(({ chat_id }) => world.sandbox.store.getChat(String(chat_id))?.agent_id)).toEqual(
			lines.map(({ agent }) => agent),
		);
	});
});

describe('how many requests', () => {
	/** Ongoing chats of the agent, a minute apart, the first of them newest. */
	function crowd(size: number) {
		return Array.from({ length: size }, (_, n) => begun(n + 5, { end_chat_after_silence_ms: null }, `person ${n}`));
	}

	test.each([
		[[0, 500, 999], 1],
		[[1000], 2],
		[[3, 1700], 2],
		[[2499], 3],
	])('of 2,500 ongoing chats, numbers %j are found with %i lists', async (numbers, lists) => {
		const ids = crowd(2500);
		const { json } = await talk(numbers.map((n) => ({ key: `person ${n}`, text: 'hi' })));
		expect(json.map(({ chat_id }) => chat_id)).toEqual(numbers.map((n) => ids[n]));
		expect(count('list-chats')).toBe(lists);
		expect(asked()).toHaveLength(lists + numbers.length);
	});

	test('a person who has none of 2,500 gets one after three lists, and a short one for twins', async () => {
		const [newest] = crowd(2500);
		const { json } = await talk([
			{ key: 'person 0', text: 'hi' },
			{ key: 'nobody', text: 'hi' },
		]);
		expect(json).toMatchObject([{ chat_id: newest, new_chat: false }, { new_chat: true }]);
		expect(asked().slice(0, 3)).toEqual(Array(3).fill('list-chats'));
		expect([count('create-chat'), lists().length, asked().length]).toEqual([1, 4, 7]);
		expect(lists().at(-1)?.body).toMatchObject({ filter_criteria: { start_timestamp: { op: 'ge' } } });
	});

	test('50 items of two agents take two lists, and at most one more for each chat that was started', async () => {
		world.sandbox.store.addAgent({ agent_id: 'agent_other' });
		const lines = Array.from({ length: 50 }, (_, n) => ({
			agent: n % 2 ? AGENT : 'agent_other',
			key: `person ${n % 10}`,
			text: `${n}`,
		}));
		const first = await talk(lines);
		expect(first.json.filter(({ new_chat }) => new_chat)).toHaveLength(10);
		expect(searches()).toHaveLength(2);
		expect(lists().length).toBeLessThanOrEqual(2 + 10);
		expect([count('create-chat'), asked().length - lists().length]).toEqual([10, 60]);

		world.sandbox.requests.length = 0;
		const second = await talk(lines);
		expect(second.json.map(({ chat_id }) => chat_id)).toEqual(first.json.map(({ chat_id }) => chat_id));
		expect(asked()).toEqual(Array(50).fill('create-chat-completion'));

		world.sandbox.requests.length = 0;
		const elsewhere = await talk(lines, { process: 'other' });
		expect(elsewhere.json.map(({ chat_id }) => chat_id)).toEqual(first.json.map(({ chat_id }) => chat_id));
		expect([lists().length, asked().length]).toEqual([2, 52]);
	});
});

describe('order', () => {
	/** So many messages of so many people, shuffled; each text tells its person and its place. */
	function shuffled(people: number, each: number) {
		const random = createRandom(4711);
		const keys = Array.from({ length: people * each }, (_, n) => `person ${n % people}`);
		for (let n = keys.length - 1; n > 0; n--) {
			const other = random.below(n + 1);
			[keys[n], keys[other]] = [keys[other] ?? '', keys[n] ?? ''];
		}
		return keys.map((key, n) => ({ key, text: `${key}: ${n}` }));
	}

	test('200 people with 5 messages each have 200 chats, and the next run goes on there', async () => {
		const lines = shuffled(200, 5);
		world.sandbox.faults.add({ kind: 'latency', ms: 2 });
		// The first one goes ahead, so that a refused agent is asked for once.
		holdFirst(world.sandbox, 10, CREATE, 1);
		const parameters = { options: { parallelRequests: 10 } };
		const first = await talk(lines, { parameters });
		expect(first.json.map(({ reply }) => reply)).toEqual(lines.map(({ text }) => `You said: ${text}`));
		expect(first.outputs[0]?.map(({ pairedItem }) => pairedItem)).toEqual(lines.map((_, item) => ({ item })));
		expect(first.json.filter(({ new_chat }) => new_chat)).toHaveLength(200);

		const again = lines.map(({ key, text }) => ({ key, text: `${text} again` }));
		const second = await talk(again, { parameters });
		expect(second.json.map(({ chat_id }) => chat_id)).toEqual(first.json.map(({ chat_id }) => chat_id));
		expect(second.json.every(({ new_chat }) => new_chat === false)).toBe(true);

		for (let person = 0; person < 200; person++) {
			const key = `person ${person}`;
			const chats = chatsOf(key);
			expect(chats).toHaveLength(1);
			const texts = [...lines, ...again].filter((line) => line.key === key).map(({ text }) => text);
			expect(texts).toHaveLength(10);
			expect(said(chats[0]?.chat_id)).toEqual(texts);
		}
		expect(Math.max(...world.sandbox.requests.map(({ inFlight }) => inFlight))).toBe(10);
	});

	test('messages of a session wait for one another, those of others do not', async () => {
		world.sandbox.faults.add({ kind: 'latency', ms: 5, jitterMs: 25, path: MESSAGE });
		holdFirst(world.sandbox, 5, MESSAGE);
		await talk(shuffled(5, 6), { parameters: { options: { parallelRequests: 5 } } });

		const sends = world.requestsTo(MESSAGE);
		for (let person = 0; person < 5; person++) {
			const requests = sends.filter(({ rawBody }) => rawBody.includes(`person ${person}:`));
			expect(requests).toHaveLength(6);
			const overlapping = requests.filter(({ at }, n) => n > 0 && at < (requests[n - 1]?.answeredAt ?? Infinity));
			expect(overlapping).toEqual([]);
		}
		expect(Math.max(...sends.map(({ inFlight }) => inFlight))).toBe(5);
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

	test('many sessions at once: each keeps one chat with both messages', async () => {
		world.sandbox.faults.add({ kind: 'latency', ms: 2, jitterMs: 20 });
		world.sandbox.faults.add({ kind: 'latency', ms: 200, path: CREATE, times: 15 });
		const keys = Array.from({ length: 20 }, (_, n) => `person ${n}`);
		const greet = (text: string) => {
			const lines = keys.map((key) => ({ key, text }));
			return talk(lines, { process: text });
		};
		const runs = await Promise.all(['one', 'two', 'three'].map(greet));
		for (const [index, key] of keys.entries()) {
			const [chat, ...others] = ongoingOf(key);
			expect(others).toEqual([]);
			expect(runs.map(({ json }) => json[index]?.chat_id)).toEqual(Array(3).fill(chat?.chat_id));
			expect(said(chat?.chat_id)?.sort()).toEqual(['one', 'three', 'two']);
		}
	});

	test('a chat of another execution that the list did not show yet is joined', async () => {
		const { store } = world.sandbox;
		const chat_id = begun(0.5);
		store.hideChat(chat_id, Infinity);
		world.whenAsked(CREATE, () => store.hideChat(chat_id, 0));
		const { json } = await say(['hi']);
		expect(json).toMatchObject([{ chat_id, new_chat: false }]);
		expect(ongoingOf('ada')).toHaveLength(1);
		expect(asked()).toEqual(['list-chats', 'create-chat', 'list-chats', 'end-chat', 'create-chat-completion']);
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

	test('of two ongoing chats that began more than a minute apart, the younger is meant', async () => {
		begun();
		const chat_id = begun(8.9);
		const { json } = await say(['hi']);
		expect(json).toMatchObject([{ chat_id, new_chat: false }]);
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

	test('a lookup whose pages repeat their rows comes to an end, and starts no chat', async () => {
		begun(10, {}, 'bob');
		repeatPages(world);
		const { error } = await say(['hi']);
		expect(error?.message).toBe("Retell's list doesn't end");
		expect(asked()).toEqual(['list-chats', 'list-chats']);
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

	test('after a failed message the next ones of the session go on in the same chat', async () => {
		world.refuse(MESSAGE, 500, { when: ({ rawBody }) => rawBody.includes('"two"') });
		const { json } = await say(['one', 'two', 'three'], { onError: 'continueRegularOutput' });
		expect(json).toMatchObject([
			{ new_chat: true },
			{ error: expect.stringContaining('The message may still have arrived.') as string },
			{ new_chat: false },
		]);
		expect(said(json[0]?.chat_id)).toEqual(['one', 'three']);
		expect(json[2]?.chat_id).toBe(json[0]?.chat_id);
		expect(count('create-chat')).toBe(1);
	});

	test('a new chat whose first message fails is new for the second', async () => {
		world.refuse(MESSAGE, 500, { times: 1 });
		const { json } = await say(['one', 'two', 'three'], { onError: 'continueRegularOutput' });
		expect(json).toMatchObject([{ error: expect.any(String) as string }, { new_chat: true }, { new_chat: false }]);
		expect(chatsOf('ada')).toHaveLength(1);
	});

	describe('a limit (429)', () => {
		useQuickTime();

		test('is waited out for lists, creates and messages', async () => {
			for (const path of [LIST, CREATE, MESSAGE]) world.refuse(path, 429, { times: 1 });
			const { json } = await say(['hi']);
			expect(json).toMatchObject([{ reply: 'You said: hi', new_chat: true }]);
			expect(chatsOf('ada')).toHaveLength(1);
			expect(said(json[0]?.chat_id)).toEqual(['hi']);
		});
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
		['no agent', 'ada', { agentId: locator('={{ $json.nothing }}') }, '"Agent" is empty'],
		['an agent of blanks', 'ada', { agentId: locator('  ') }, '"Agent" is empty'],
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
		[
			'a version that is none',
			'ada',
			{ additionalFields: { agentVersion: 'v3' } },
			'"Agent Version" must be a version of an agent, not v3',
		],
		['a message that is no text', 'ada', { message: '={{ { a: 1 } }}' }, '"Message" must be text'],
	])('%s is refused before any request', async (_case, key, parameters, message) => {
		const { error } = await talk([{ key, text: 'hi' }], { parameters });
		expect(error?.message).toBe(message);
		expect(error?.context?.itemIndex).toBe(0);
		expect(world.sandbox.requests).toEqual([]);
	});

	test.each<[string, string, RegExp]>([
		['=wa-{{ $json.contact }}', 'contains [object Object]', /wa-\[object Object\]$/],
		['=wa{{ [$json.contact, {}] }}', 'contains [object Object]', /wa\[object Object\],\[object Object\]$/],
		['={{ "" + $json.nothing }}', 'contains undefined', /: undefined$/],
		['={{ `x-${$json.nothing}` }}', 'contains undefined', /: x-undefined$/],
		['={{ `wa_${$json.none}_${$json.key}` }}', 'contains null', /: wa_null_ada$/],
		['={{ "" + Number($json.key) }}', 'contains NaN', /: NaN$/],
		['null', 'contains null', /: null$/],
		['  undefined ', 'contains undefined', /: undefined$/],
		['=wa-{{ $json.nothing }}', 'returns nothing', /: wa-$/],
		['=tenant 7/{{ $json.nothing }}:{{ $json.none }}', 'returns nothing', /: tenant 7\/:$/],
		['=wa-{{ $json.none }}', 'returns nothing', /: wa-$/],
		['={{ "user" + $json.nothing }}', 'contains undefined', /: userundefined$/],
		['={{ "+49" + $json.nothing }}', 'contains undefined', /: \+49undefined$/],
		['={{ `${$json.nothing}${$json.none}` }}', 'contains undefined', /: undefinednull$/],
		['={{ "wa" + Number("x") }}', 'contains NaN', /: waNaN$/],
		['={{ "+49" + Number("x") }}', 'contains NaN', /: \+49NaN$/],
		['={{ "wa-" + new Date("x") }}', 'contains Invalid Date', /: wa-Invalid Date$/],
		['={{ "wa-" + $json.key.trim }}', 'contains [native code]', /native code/],
		['={{ encodeURIComponent($json.contact) }}', 'contains %5Bobject%20Object%5D', /: %5Bobject%20Object%5D$/],
		['={{ ("" + $json.nothing).toUpperCase() }}', 'contains UNDEFINED', /: UNDEFINED$/],
		['={{ !!$json.nothing }}', 'contains false', /: false$/],
		['None', 'contains None', /: None$/],
		['"Null"', 'contains Null', /: "Null"$/],
		['={{ [$json.nothing, $json.none].join(":") }}', 'must contain a letter or a digit', /: :$/],
		['={{ "\u200b" }}', 'must contain a letter or a digit', /: \u200b$/],
		['={{ JSON.stringify({}) }}', 'must contain a letter or a digit', /: \{\}$/],
	])('the key %s, which many people would share, is refused by name', async (sessionKey, what, end) => {
		const line = { key: 'ada', text: 'hi', none: null, contact: { name: 'Ada' } };
		const { error } = await talk([line], { parameters: { sessionKey } });
		expect(error?.message).toContain('"Session Key"');
		expect(error?.message).toContain(what);
		expect(error?.message).toMatch(end);
		expect(error?.description).toContain('Different people would share one conversation.');
		expect(world.sandbox.requests).toEqual([]);
	});

	test.each([
		'Null',
		'NaNa',
		'Undefined',
		'nullable',
		'annulled',
		'x-nulls',
		'wa-7',
		'NULL',
		'None',
		'a b',
		'[object]',
		'🦊',
	])('the key %s is one of a person', async (key) => {
		const { json } = await talk([{ key, text: 'hi' }], { parameters: { sessionKey: '=wa-{{ $json.key }}' } });
		expect(json).toMatchObject([{ new_chat: true }]);
		expect(chatsOf(`wa-${key}`)).toHaveLength(1);
	});

	test('a key that is the same for all on purpose is no broken one', async () => {
		for (const sessionKey of ['front desk', '=front desk']) {
			const { json } = await talk([{ text: 'hi' }], { parameters: { sessionKey } });
			expect(json).toMatchObject([{ reply: 'You said: hi' }]);
		}
		expect(chatsOf('front desk')).toHaveLength(1);
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

	test('an SMS chat of the last minute is no twin', async () => {
		const { store } = world.sandbox;
		const sms = begun(0.5, { chat_type: 'sms_chat' });
		store.hideChat(sms, Infinity);
		world.whenAsked(CREATE, () => store.hideChat(sms, 0));
		const { json } = await say(['hi']);
		expect(json).toMatchObject([{ new_chat: true }]);
		expect(count('end-chat')).toBe(0);
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

describe('output', () => {
	test('the status is asked for if wanted, of the chat that the message went to', async () => {
		world.sandbox.store.addAgent({
			agent_id: 'agent_brief',
			reply: () => ({ messages: [{ role: 'agent', content: 'Bye.' }], chat_status: 'ended' }),
		});
		const lines = [
			{ key: 'ada', text: 'hi' },
			{ agent: 'agent_brief', key: 'ada', text: 'hi' },
		];
		const checked = await talk(lines, { parameters: { options: { checkStatus: true } } });
		expect(checked.json).toMatchObject([{ chat_status: 'ongoing' }, { chat_status: 'ended' }]);
		expect(count('get-chat')).toBe(2);
	});

	test('raw, it is the messages with the chat, and whether it is another one', async () => {
		const chat_id = begun();
		const { json } = await say(['hi'], { parameters: { simplify: false } });
		expect(json).toEqual([
			{
				chat_id,
				messages: [
					{
						role: 'agent',
						content: 'You said: hi',
						message_id: expect.any(String) as string,
						created_timestamp: expect.any(Number) as number,
					},
				],
				new_chat: false,
			},
		]);
	});
});

test('cancelling stops before the chats that are not started yet', async () => {
	world.sandbox.faults.add({ kind: 'hang', path: CREATE, after: 1 });
	await talk(
		Array.from({ length: 20 }, (_, n) => ({ key: `person ${n}`, text: 'hi' })),
		{
			parameters: { options: { parallelRequests: 3 } },
			onError: 'continueRegularOutput',
			onStart: ({ cancel }) => void until(() => count('create-chat') === 4).then(cancel),
		},
	);
	expect([count('create-chat'), count('create-chat-completion')]).toEqual([4, 1]);
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

test('an item whose message is refused does not start a chat', async () => {
	const lines = [
		{ key: 'ada', text: 'hi' },
		{ key: 'bob', text: { a: 1 } },
	];
	const { json } = await talk(lines, { onError: 'continueRegularOutput' });
	expect(json).toMatchObject([
		{ new_chat: true },
		{ error: expect.stringMatching(/^"Message" must be text\. /) as string },
	]);
	expect(chatsOf('bob')).toEqual([]);
});
