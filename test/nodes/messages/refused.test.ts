// A message or a new chat that Retell refuses: what the refusal says is no proof that a chat has ended.
import fc from 'fast-check';
import type { INodeParameters } from 'n8n-workflow';

import type { RunOptions } from '../../host/run.ts';
import { CREATE, MESSAGE, useConversations } from './conversations.ts';

const AGENT = 'agent_brief';
const { world, session, talk, say, begun, created } = useConversations({ agent_id: AGENT });
const START_NEW: INodeParameters = { conversation: 'chat', options: { ifEnded: 'startNew' } };

function send(parameters: INodeParameters, input: object[], options: Partial<RunOptions> = {}) {
	return world.run('chat.sendMessage', { input, parameters, ...options });
}

function refuseMessages(status: number, message: string, times?: number) {
	world.refuse(MESSAGE, status, { message, times });
}

const chats = () => world.sandbox.store.chats().filter(({ agent_id }) => agent_id === AGENT);
/** All chats of the agent that go on come to their end. */
function endAll() {
	for (const { chat_id, chat_status } of chats()) if (chat_status === 'ongoing') world.sandbox.store.endChat(chat_id);
}

const sends = () => world.requestsTo(MESSAGE).map(({ body }) => body);
const QUOTED = 'request/body/content must be shorter: "My order has already ended, or was it not found?"';

describe.each<[string, INodeParameters]>([
	['a session', session],
	['a chat, Start a New Chat', START_NEW],
])('%s', (_case, parameters) => {
	test('with a text of any kind: only a chat that has ended is replaced, and then once', async () => {
		const words = fc.constantFrom(
			'Chat',
			'already ended',
			'chat',
			'not found',
			'cannot find',
			': ',
			'"',
			' ',
			'content',
		);
		const text = fc
			.array(fc.oneof(words, fc.string({ maxLength: 5 })), { maxLength: 8 })
			.map((parts) => parts.join(' '));
		const status = fc.constantFrom(400, 404, 422);
		await fc.assert(
			fc.asyncProperty(status, text, fc.boolean(), async (code, message, hasEnded) => {
				world.sandbox.reset();
				world.sandbox.store.addAgent({ agent_id: AGENT });
				const chat_id = begun();
				refuseMessages(code, message, 1);
				if (hasEnded) world.whenAsked(MESSAGE, () => world.sandbox.store.endChat(chat_id));
				const { json, error } = await send(parameters, [{ key: 'ada', chat_id, text: 'hi' }]);
				const others = sends().filter((body) => (body as { chat_id: string }).chat_id !== chat_id);
				expect(sends().length - others.length).toBe(1);
				expect(others).toHaveLength(hasEnded ? 1 : 0);
				expect(chats()).toHaveLength(hasEnded ? 2 : 1);
				expect(error?.httpCode).toBe(hasEnded ? undefined : `${code}`);
				if (hasEnded) expect(json).toMatchObject([{ reply: 'You said: hi', previous_chat_id: chat_id }]);
			}),
			{
				numRuns: 45,
				examples: [
					[400, QUOTED, false],
					[400, 'Chat already ended: said the person, and went on', false],
					[404, 'Item chat_1 not found from chat', false],
					[422, 'Cannot find requested asset under given api key.', false],
					[422, QUOTED, false],
				],
			},
		);
	});

	test('while nobody knows whether the chat has ended, no other gets the message', async () => {
		const chat_id = begun();
		refuseMessages(400, QUOTED);
		world.refuse('/get-chat', 503);
		const { error } = await send(parameters, [{ key: 'ada', chat_id, text: 'hi' }]);
		expect(error?.message).toBe(`Retell says: "${QUOTED}"`);
		expect(error?.description).toContain("The node couldn't check whether the chat has ended.");
		expect(error?.httpCode).toBe('400');
		expect(sends()).toHaveLength(1);
		expect(created()).toEqual([]);
	});

	test('that says so, while Retell shows the chat as ongoing, is told with its words', async () => {
		const chat_id = begun();
		refuseMessages(400, `Chat already ended: ${chat_id}`);
		const { error } = await send(parameters, [{ key: 'ada', chat_id, text: 'hi' }]);
		expect(error).toMatchObject({
			message: 'Retell refused the message, although it shows the chat as ongoing',
			httpCode: '400',
		});
		expect(error?.description).toContain('run this again');
		expect(error?.description).toContain(`Retell says: "Chat already ended: ${chat_id}"`);
		expect(error?.description).not.toContain('"Session"');
		expect(sends()).toHaveLength(1);
	});

	test.each([undefined, 'a new one'])('a chat whose status is %p is not known to have ended', async (chat_status) => {
		const chat_id = begun();
		refuseMessages(400, 'Chat already ended');
		world.rewrite('/get-chat', (chat: object) => ({ ...chat, chat_status }));
		const { error } = await send(parameters, [{ key: 'ada', chat_id, text: 'hi' }]);
		expect(error?.httpCode).toBe('400');
		expect(sends()).toHaveLength(1);
	});

	test('where each chat ends at once, two are started, however many messages there are', async () => {
		const chat_id = begun(10, { chat_status: 'ended' });
		world.whenAsked(MESSAGE, endAll, { times: Infinity });
		const input = Array.from({ length: 5 }, () => ({ key: 'ada', chat_id, text: 'hi' }));
		const { json } = await send(parameters, input, { onError: 'continueRegularOutput' });
		expect(json).toHaveLength(5);
		for (const row of json)
			expect(row.error).toMatch(/^Two new chats in a row ended before they accepted the message\. /);
		expect(JSON.stringify(json)).toContain('The agent seems to end its chats at once');
		expect(JSON.stringify(json)).not.toContain('Session');
		expect(chats()).toHaveLength(3);
	});
});

test('where Retell does not show the chat, its very words are proof: the session goes on', async () => {
	const chat_id = begun();
	refuseMessages(400, `Chat already ended: ${chat_id}`, 1);
	world.refuse('/get-chat', 503);
	const { json, error } = await say(['hi']);
	expect(error?.message).toBeUndefined();
	expect(json).toMatchObject([{ reply: 'You said: hi', new_chat: true, previous_chat_id: chat_id }]);
});

test.each([
	['gone', 404, 'Item chat_1 not found from chat', 'Use "Create"'],
	['not shown', 503, undefined, 'Run this again in a minute'],
])(
	'a chat that has ended and is %s has no successor, and that is what is said',
	async (_case, status, message, advice) => {
		const chat_id = begun();
		refuseMessages(400, `Chat already ended: ${chat_id}`);
		world.refuse('/get-chat', status, { message });
		const { error } = await send(START_NEW, [{ chat_id, text: 'hi' }]);
		expect(error).toMatchObject({ message: `The chat "${chat_id}" has ended`, httpCode: '400' });
		expect(error?.description).toContain(advice);
		expect(error?.description).toContain(`Retell says: "Chat already ended: ${chat_id}"`);
		expect(error?.description).not.toContain('"If Ended"');
		expect(created()).toEqual([]);
	},
);

test('a chat that takes a message in between counts anew', async () => {
	begun();
	// Every second message meets a chat that has just ended.
	let messages = 0;
	const when = () => messages++ % 2 === 0;
	world.whenAsked(MESSAGE, endAll, { when, times: Infinity });
	const texts = ['0', '1', '2', '3', '4', '5'];
	const { json, error } = await say(texts);
	expect(error?.message).toBeUndefined();
	expect(json.map(({ reply }) => reply)).toEqual(texts.map((text) => `You said: ${text}`));
});

describe('an agent that Retell refuses', () => {
	const people = Array.from({ length: 12 }, (_, n) => ({ key: `person ${n}`, text: 'hi' }));

	test.each([
		[401, 'API key is missing or invalid.'],
		[402, 'Trial has ended, please add payment method.'],
		[403, 'Forbidden'],
		[404, 'Item agent_brief not found from agent'],
		[422, 'Cannot find requested asset under given api key.'],
		[422, 'Cannot start a chat session with selected agent'],
		[400, 'Cannot start a chat session with selected agent'],
		[405, 'Method Not Allowed'],
	])('with %i "%s" is asked for once, and fails all items of its sessions', async (status, message) => {
		world.refuse(CREATE, status, { message });
		const { json } = await talk(people, { onError: 'continueRegularOutput' });
		expect(json).toHaveLength(12);
		expect(new Set(json.map(({ error }) => error)).size).toBe(1);
		expect(JSON.stringify(json[11])).toContain(`HTTP status ${status}`);
		expect(created()).toHaveLength(1);
	});

	test('in fact, a voice agent and one that is not there, beside one that is', async () => {
		world.sandbox.store.addAgent({ agent_id: 'agent_voice', channel: 'voice' });
		const lines = people.map((line, n) => ({ ...line, agent: ['agent_voice', 'agent_none', AGENT][n % 3] }));
		const { json } = await talk(lines, { onError: 'continueRegularOutput' });
		expect(json.map(({ reply }) => reply)).toEqual(
			lines.map(({ agent }) => (agent === AGENT ? 'You said: hi' : undefined)),
		);
		const asked = created().map((body) => (body as { agent_id: string }).agent_id);
		expect(asked.filter((id) => id !== AGENT).sort()).toEqual(['agent_none', 'agent_voice']);
	});

	test.each([
		[400, 'Invalid request format, please check API reference.'],
		[422, 'metadata: "cannot find" is not a value'],
		[500, 'An unexpected server error occurred.'],
	])('with %i "%s", which may concern one person, the others are asked for', async (status, message) => {
		world.refuse(CREATE, status, { message, times: 1 });
		const { json } = await talk(people, { onError: 'continueRegularOutput' });
		expect(json.map(({ reply }) => reply)).toEqual([undefined, ...Array<string>(11).fill('You said: hi')]);
		expect(created()).toHaveLength(12);
	});

	test('for a version that is none, the sessions with another version are not concerned', async () => {
		const versions = people.map((line, n) => ({ ...line, version: n % 2 ? 'latest' : 'no_such_tag' }));
		const parameters = { additionalFields: { agentVersion: '={{ $json.version }}' } };
		const { json } = await talk(versions, { parameters, onError: 'continueRegularOutput' });
		expect(json.map(({ reply }) => reply === undefined)).toEqual(versions.map((_, n) => n % 2 === 0));
	});
});
