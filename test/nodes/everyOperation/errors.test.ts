// What a person sees when Retell says no, and what is never sent twice.
import { until } from '../../../tools/sandbox/holds.ts';
import { startSandbox } from '../../../tools/sandbox/index.ts';
import type { Fault } from '../../../tools/sandbox/index.ts';
import { stoppedTime, useQuickTime } from '../../host/time.ts';
import type { Timeout } from '../../host/data.ts';
import { recordOf } from '../../operations/index.ts';
import type { Item } from '../../operations/record.ts';
import type { OperationName } from '../fixtures.ts';
import { useWorld } from '../world.ts';

const world = useWorld();
const quick = useQuickTime();
const KEY = 'key_sandbox';
/** What leaves open whether a call was carried out. */
const LOST: Fault[] = [{ kind: 'dropAfter' }, { kind: 'status', status: 500 }, { kind: 'garbage', body: '<html>' }];

/** A run that fails with the second of two messages, where the first one succeeds. */
async function failSecond(fault: Fault, timeout?: Timeout) {
	const { sandbox, run } = world;
	const { chat_id } = sandbox.store.addChat({});
	sandbox.faults.add({ ...fault, after: 1 });
	const input = ['one', 'two'].map((text) => ({ chat_id, text }));
	const outcome = await run('chat.sendMessage', { input, timeout });
	expect(outcome.stored).not.toContain(KEY);
	if (!outcome.error) throw new Error('The run did not fail');
	return { ...outcome.error, sent: outcome.sent.length };
}

test.each([
	[400, 'Chat already ended', 'The chat has already ended', '"If Ended"'],
	[405, 'Method Not Allowed', "doesn't offer this call", 'Retell says: "Method Not Allowed"'],
	[400, 'body/content must be string', 'Retell says: "body/content must be string"', 'Correct the one that it names'],
	[401, 'API key is missing or invalid.', "didn't accept the API key", 'Open the credential'],
	[402, 'Trial has ended, please add payment method.', 'payment method', 'Billing'],
	[403, 'Forbidden.', "doesn't have permission", 'permission'],
	[404, 'Item chat_1 not found from chats', "wasn't found", 'Check "Chat"'],
	[404, 'Cannot POST /create-chat-completion', "doesn't offer this call", '"Base URL"'],
	[407, 'Proxy Authentication Required', 'asks for a username', 'HTTPS_PROXY'],
	[429, 'Account rate limited, please throttle your requests.', 'limiting the requests', 'Tried 6 times'],
	[
		429,
		'Account rate limited, please throttle your requests.',
		'limiting the requests',
		'Retell says: "Account rate limited',
	],
	[500, 'An unexpected server error occurred.', "couldn't process", 'may still have arrived'],
])('status %i (%s): "%s"', async (status, said, message, description) => {
	const headers = { 'retry-after-ms': '1' };
	const body = { status: 'error', message: said };
	const error = await failSecond({ kind: 'status', status, headers, body });
	expect(error.message).toContain(message);
	expect(error.description).toContain(description);
	expect(error.httpCode).toBe(`${status}`);
	expect(error.context?.itemIndex).toBe(1);
});

test('a voice agent given by its ID is told as that', async () => {
	const voice = world.sandbox.store.agents().find(({ channel }) => channel === 'voice')?.agent_id ?? '';
	const { error } = await world.run('chat.create', { input: [{ agent_id: voice }] });
	expect(error?.message).toBe(`The agent "${voice}" isn't a chat agent`);
	expect(error?.description).toContain('Select a chat agent from the list');
	expect(error?.description).toContain('Cannot start a chat session with selected agent');
	expect(error?.httpCode).toBe('422');
});

test('an end that fails because the chat had ended keeps the status', async () => {
	const { chat_id } = world.sandbox.store.addChat({ chat_status: 'ended' });
	const { error } = await world.run('chat.end', {
		input: [{ chat_id }],
		parameters: { options: { ifEnded: 'error' } },
	});
	expect(error).toMatchObject({
		message: `The chat "${chat_id}" has already ended`,
		httpCode: '400',
		context: { itemIndex: 0 },
	});
	expect(error?.description).toContain('"If Already Ended"');
	expect(error?.description).toContain(`Retell says: "Chat already ended: ${chat_id}"`);
});

describe('a 404 of a server that has no such call', () => {
	const page: Fault = { kind: 'garbage', status: 404, body: '<!DOCTYPE html><pre>Cannot DELETE /delete-chat</pre>' };

	test('never counts as gone', async () => {
		const { sandbox, run } = world;
		const { chat_id } = sandbox.store.addChat({ chat_status: 'ended' });
		// Also not when the answer to a first deletion got lost.
		sandbox.faults.add({ kind: 'dropBefore', path: '/delete-chat', times: 1 });
		sandbox.faults.add({ ...page, path: '/delete-chat' });
		const deleted = await run('chat.delete', { input: [{ chat_id }] });
		expect(deleted.error?.message).toBe("Retell doesn't offer this call at this address");
		expect(deleted.error?.httpCode).toBe('404');
		const many = await run('chat.deleteMany', { parameters: { filters: { statuses: ['ended'] } } });
		expect(many.error?.message).toBe("Retell doesn't offer this call at this address");
		expect(many.error?.description).toContain('no chats deleted');
		expect(sandbox.store.getChat(chat_id)).toBeDefined();
	});

	test('stops End Many, which says that nothing was ended', async () => {
		const { sandbox, run } = world;
		for (let count = 0; count < 30; count++) sandbox.store.addChat({});
		sandbox.faults.add({ ...page, path: '/end-chat' });
		const { error, sent } = await run('chat.endMany', { parameters: { options: { parallelRequests: 2 } } });
		expect(error?.message).toBe("Retell doesn't offer this call at this address");
		expect(error?.description).toContain('no chats ended');
		expect(sent.filter(({ url }) => url.startsWith('/end-chat')).length).toBeLessThanOrEqual(2);
	});
});

test.each(['chat.get', 'chat.sendMessage'] as const)(
	'%s: the words of a refusal that comes as a success are quoted',
	async (operation) => {
		const { chat_id } = world.sandbox.store.addChat({});
		world.refuse(undefined, 200, { message: 'nope' });
		const { error } = await world.run(operation, { input: [{ chat_id, text: 'hi' }] });
		expect(error?.message).toBe("Retell's response couldn't be read");
		expect(error?.description).toContain('Retell says: "nope"');
	},
);

test('an answer that is not JSON', async () => {
	const error = await failSecond({ kind: 'garbage', body: '<html><b>Welcome</b></html>', contentType: 'text/html' });
	expect(error.message).toBe("Retell's response couldn't be read");
	expect(error.description).toContain('Base URL');
	expect(error.httpCode).toBe('200');
	expect(error.context?.itemIndex).toBe(1);
});

test('no answer in time', async () => {
	const { requests } = world.sandbox;
	// The second one alone has little time, and while time stands still it counts from when the request is out.
	quick.restore();
	const time = stoppedTime();
	try {
		const error = await failSecond({ kind: 'hang' }, ({ body }) =>
			JSON.stringify(body).includes('two') ? 300 : undefined,
		);
		expect(error.message).toBe("Retell didn't respond in time");
		expect(error.description).toContain('may still have arrived');
		expect(error.context?.itemIndex).toBe(1);
		expect(error.sent).toBe(2);
	} finally {
		time.restore();
	}
	// What the node has given up may still be on its way.
	await until(() => requests.length >= 2);
	expect(requests).toHaveLength(2);
});

test.each<[OperationName, path: string, text: string]>([
	['agentTest.getReply', '/agent-playground-completion', "so that the agent doesn't use its tools twice"],
	['agentTest.run', '/create-batch-test', 'The tests may still be running'],
	['chat.create', '/create-chat', 'may still have been created'],
	['chat.createSms', '/create-sms-chat', 'may still have been sent'],
	['chat.rerunAnalysis', '/rerun-chat-analysis', 'may still be running'],
	['chat.sendMessage', '/create-chat-completion', 'may still have arrived'],
	['chatAgent.create', '/create-chat-agent', 'may still have been created'],
	['chatAgent.createVersion', '/create-agent-version', 'may still have been created'],
])('%s never repeats %s, whatever became of its answer', async (operation, path, text) => {
	for (const lost of LOST) {
		world.sandbox.reset();
		const input = recordOf(operation).prepare(world.sandbox);
		world.sandbox.faults.add({ ...lost, path });
		const { error } = await world.run(operation, { input: [input] });
		expect(error?.description).toContain(text);
		expect(world.requestsTo(path)).toHaveLength(1);
	}
});

test.each<[OperationName, gone: string]>([
	['chat.delete', 'The chat'],
	['chatAgent.delete', 'The agent'],
	['chatAgent.deleteVersion', 'Version 2 of the agent'],
	['contact.delete', 'The contact'],
])('%s has succeeded although its answer was lost, and is not there for a second time', async (operation, gone) => {
	const { prepare, check } = recordOf(operation);
	const input = prepare(world.sandbox);
	world.sandbox.faults.add({ kind: 'dropAfter', method: 'DELETE', times: 1 });
	const { json } = await world.run(operation, { input: [input] });
	check(json as Item[], world.sandbox, input);
	const again = await world.run(operation, { input: [input] });
	expect(again.error?.message).toMatch(new RegExp(`^${gone} ".*" wasn't found$`, 's'));
});

test('a 429 is waited out and the call repeated, also for a message', async () => {
	const { sandbox, run } = world;
	const { chat_id } = sandbox.store.addChat({});
	const waits: Array<Record<string, string>> = [
		{ 'retry-after-ms': '5' },
		{ 'retry-after': '0' },
		{ 'retry-after': new Date(0).toUTCString() },
	];
	for (const headers of waits) sandbox.faults.add({ kind: 'status', status: 429, headers, times: 1 });
	const { json, error } = await run('chat.sendMessage', { input: [{ chat_id, text: 'hello' }] });
	expect(error).toBeUndefined();
	expect(json).toHaveLength(1);
	expect(sandbox.requests.map(({ status }) => status)).toEqual([429, 429, 429, 201]);
	expect(sandbox.store.getChat(chat_id)?.messages.filter(({ role }) => role === 'user')).toHaveLength(1);
});

test.each<Fault>([
	{ kind: 'status', status: 500, headers: { 'retry-after-ms': '1' } },
	{ kind: 'status', status: 408, headers: { 'retry-after-ms': '1' } },
	{ kind: 'garbage', body: '{"chat_id": ' },
	{ kind: 'truncate' },
	{ kind: 'dropBefore' },
])('reading is repeated after $kind', async (fault) => {
	const { sandbox, run } = world;
	const { chat_id } = sandbox.store.addChat({});
	sandbox.faults.add({ ...fault, times: 2 });
	const { json } = await run('chat.get', { input: [{ chat_id }] });
	expect(json).toMatchObject([{ chat_id }]);
	expect(sandbox.requests).toHaveLength(3);
});

test('reading gives up after four tries', async () => {
	world.refuse(undefined, 503);
	const { error } = await world.run('chat.get', { input: [{ chat_id: 'chat_1' }] });
	expect(error?.description).toContain('Tried 4 times');
	expect(error?.description).not.toContain('may still have');
	expect(world.sandbox.requests).toHaveLength(4);
});

test('an end whose answer was lost counts as this end, not as one before', async () => {
	const { sandbox, run } = world;
	const { chat_id } = sandbox.store.addChat({});
	sandbox.faults.add({ kind: 'dropAfter', times: 1 });
	const { json } = await run('chat.end', { input: [{ chat_id }], parameters: { options: { ifEnded: 'error' } } });
	expect(json).toEqual([{ chat_id, ended: true, already_ended: false }]);
	expect(sandbox.requests.map(({ status }) => status)).toEqual([null, 400]);
});

test('a redirect is not followed', async () => {
	const elsewhere = await startSandbox();
	try {
		world.sandbox.faults.add({
			kind: 'status',
			status: 307,
			headers: { location: `${elsewhere.url}/get-chat/chat_1` },
		});
		const { error } = await world.run('chat.get', { input: [{ chat_id: 'chat_1' }] });
		expect(error?.message).toBe('The server redirected the request');
		expect(elsewhere.requests).toHaveLength(0);
	} finally {
		await elsewhere.close();
	}
});

test('nobody answers at the base URL', async () => {
	const { error } = await world.run('chat.sendMessage', {
		input: [{ chat_id: 'chat_1', text: 'hello' }],
		// A port that the system gives to nobody; one that was closed may be somebody else's by now.
		credential: { apiKey: KEY, baseUrl: 'http://127.0.0.1:1' },
	});
	expect(error?.message).toBe("Retell couldn't be reached");
	expect(error?.description).toContain('Nothing was sent');
});

test('a server that repeats the key in its words does not get it into the execution', async () => {
	world.refuse(undefined, 400, { message: `The key ${world.sandbox.apiKey} is not allowed here` });
	const { error, stored } = await world.run('chat.get', { input: [{ chat_id: 'chat_1' }] });
	expect(error?.message).toBe('Retell says: "The key *** is not allowed here"');
	expect(stored).not.toContain(KEY);
});
