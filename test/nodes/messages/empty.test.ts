// What is no message: nothing at all, what a broken expression leaves, and an empty one where the person has written.
import type { INodeParameters } from 'n8n-workflow';

import type { ChatSeed, Message } from '../../../tools/sandbox/index.ts';
import { locator } from '../fixtures.ts';
import { MESSAGE, useConversations } from './conversations.ts';

const AGENT = 'agent_polite';
const { world, session, begun } = useConversations({ agent_id: AGENT, begin_message: 'Welcome!' });
const SESSION: INodeParameters = { ...session, sessionKey: 'ada' };

beforeEach(() => {
	world.sandbox.store.addAgent({ agent_id: 'agent_discreet', data_storage_setting: 'basic_attributes_only' });
});

const send = (parameters: INodeParameters, item: object = {}) =>
	world.run('chat.sendMessage', { input: [item], parameters });
const paths = () => world.sandbox.requests.map(({ path }) => path.split('/')[1]);
const sent = () => world.requestsTo(MESSAGE).map(({ body }) => body);
const line = { none: null, contact: { name: 'Ada' }, empty: '', blanks: ' \n' };

describe.each<[string, (chatId: string) => INodeParameters]>([
	['a chat', (chatId) => ({ conversation: 'chat', chatId })],
	['a session', (chatId) => ({ ...SESSION, agentId: locator(world.sandbox.store.getChat(chatId)?.agent_id ?? AGENT) })],
])('to %s', (_case, conversation) => {
	test.each([
		['={{ $json.text }}', '"Message" has no value'],
		['={{ $json.none }}', '"Message" has no value'],
		['={{ $json.contact }}', '"Message" must be text'],
		['={{ [] }}', '"Message" must be text'],
		['={{ "" + $json.text }}', '"Message" must be text, not undefined'],
		['= {{ $json.contact }}', '"Message" must be text, not [object Object]'],
		['null', '"Message" must be text, not null'],
		['={{ $json.text }} \n', '"Message" has no value'],
		['=\n{{ $json.none }}', '"Message" has no value'],
		['= {{ $json.empty }}', '"Message" has no value'],
		['={{ $json.text }}{{ $json.none }}', '"Message" has no value'],
		['="{{ $json.text }}"', '"Message" has no value'],
	])('%s is refused before any request: %s', async (message, text) => {
		const { error } = await send({ ...conversation(begun()), message }, line);
		expect(error?.message).toBe(text);
		expect(world.sandbox.requests).toEqual([]);
	});

	test.each(['It says [object Object] there', 'Is it null?', 'Null', 'null', 'undefined means what', '0', 'false'])(
		'"%s" is a message of a person',
		async (text) => {
			const { error } = await send(conversation(begun()), { text });
			expect(error?.message).toBeUndefined();
			expect(sent()).toMatchObject([{ content: text }]);
		},
	);

	test.each([
		'={{ $json.text }}\n',
		'= {{ $json.none }}{{ $json.text }}',
		'="{{ $json.text }}"',
		'={{ $json.none }}👋',
		'={{ $json.none }} hi',
	])('the template %s is a message where it has something to say', async (message) => {
		const { error } = await send({ ...conversation(begun()), message }, { text: 'Ada?', none: null });
		expect(error?.message).toBeUndefined();
		expect(sent()).toMatchObject([{ content: expect.stringMatching(/Ada|👋|hi/) as string }]);
	});

	const asUser = { role: 'user', content: 'hi' } as Message;
	const asSms = { role: 'sms', content: 'hi' } as Message;
	const asAgent = { role: 'agent', content: 'Hello!' } as Message;
	test.each<[string, string, ChatSeed, boolean]>([
		['left empty, nobody has written', '', {}, true],
		['an empty text, only the agent has written', '={{ $json.empty }}', { messages: [asAgent] }, true],
		['blanks, nobody has written', '={{ $json.blanks }}', {}, true],
		['nothing but an equals sign, nobody has written', '=', {}, true],
		['left empty, the person has written', '', { messages: [asAgent, asUser, asAgent] }, false],
		['an empty text, the person has texted', '={{ $json.empty }}', { messages: [asSms] }, false],
		['blanks, the person has written', '={{ $json.blanks }}', { messages: [asUser] }, false],
		['left empty, nobody can tell', '', { agent_id: 'agent_discreet' }, false],
	])('%s: the agent speaks only where the person has not', async (_name, message, seed, speaks) => {
		const chat_id = begun(10, seed);
		const { error } = await send({ ...conversation(chat_id), message }, line);
		expect(error?.message).toBe(speaks ? undefined : '"Message" is empty');
		expect(sent()).toEqual(speaks ? [{ chat_id, content: '' }] : []);
		expect(paths().filter((path) => path === 'get-chat')).toHaveLength(1);
	});
});

test.each([
	[undefined, 1],
	['everything', 1],
	['basic_attributes_only', 0],
] as const)(
	'where Retell shows no transcript yet, the agent that stores %s speaks %d times',
	async (data_storage_setting, times) => {
		world.sandbox.quirks.emptyTranscriptShown = false;
		world.sandbox.store.addAgent({ agent_id: 'agent_quiet', begin_message: 'Hello?', data_storage_setting });
		const chatId = begun(10, { agent_id: 'agent_quiet' });
		const { error } = await send({ conversation: 'chat', chatId, message: '' });
		expect(error?.message).toBe(times ? undefined : '"Message" is empty');
		expect(sent()).toHaveLength(times);
	},
);

test('in a new chat of a session nothing is asked before the agent speaks', async () => {
	const { json } = await send({ ...SESSION, message: '' });
	expect(json).toMatchObject([{ reply: 'Welcome!', new_chat: true }]);
	expect(paths()).toEqual(['v3', 'create-chat', 'v3', 'create-chat-completion']);
});

test('a photo among messages fails alone, and nothing of it is sent', async () => {
	const input = [{ text: 'one' }, { photo: 'x' }, { text: 'three' }];
	const { json } = await world.run('chat.sendMessage', {
		input,
		parameters: SESSION,
		onError: 'continueRegularOutput',
	});
	expect(json).toMatchObject([
		{ reply: expect.any(String) as string },
		{ error: expect.stringMatching(/^"Message" has no value\. /) as string },
		{ new_chat: false },
	]);
	expect(sent()).toMatchObject([{ content: 'one' }, { content: 'three' }]);
});

test('an empty message to a chat that has ended is one to a chat that has ended', async () => {
	const chatId = begun(10, { chat_status: 'ended', messages: [{ role: 'user', content: 'hi' }] });
	const parameters = { conversation: 'chat', chatId, message: '' };
	expect((await send(parameters)).error?.message).toBe('The chat has already ended');
	const { json } = await send({ ...parameters, options: { ifEnded: 'startNew' } });
	expect(json).toMatchObject([{ reply: 'Welcome!', new_chat: true, previous_chat_id: chatId }]);
});

test('raw, a chat in place of another shows it, and what else Retell sends stays', async () => {
	const chatId = begun(10, { chat_status: 'ended' });
	world.rewrite(MESSAGE, (answer: object) => ({ ...answer, usage: { tokens: 7 } }));
	const parameters = { conversation: 'chat', chatId, simplify: false, options: { ifEnded: 'startNew' } };
	const { json } = await send(parameters, { text: 'hi' });
	expect(json).toEqual([
		{
			messages: [expect.objectContaining({ role: 'agent' }) as object],
			usage: { tokens: 7 },
			chat_id: expect.not.stringMatching(chatId) as string,
			new_chat: true,
			previous_chat_id: chatId,
		},
	]);
});
