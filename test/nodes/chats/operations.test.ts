// What each operation gives back, item by item.
import { DEMO_AGENTS, DEMO_NUMBERS, type AgentSeed, type ChatSeed } from '../../../tools/sandbox/index.ts';
import { locator } from '../fixtures.ts';
import { useWorld } from '../world.ts';

const world = useWorld();
const START = Date.UTC(2026, 4, 1, 12);

/** A chat with an agent that replies in this way. */
function chatWith(reply: AgentSeed['reply']): string {
	const { store } = world.sandbox;
	return store.addChat({ agent_id: store.addAgent({ reply }).agent_id }).chat_id;
}

const ENDED: ChatSeed = {
	chat_id: 'chat_ended',
	agent_id: DEMO_AGENTS.support,
	chat_status: 'ended',
	start_timestamp: START,
	end_timestamp: START + 61_500,
	metadata: { customer: 7 },
	chat_analysis: {
		chat_summary: 'Asked for an order.',
		user_sentiment: 'Positive',
		chat_successful: true,
		custom_analysis_data: { order: 'A-1' },
	},
	messages: [
		{ role: 'user', content: 'Where is A-1?', message_id: 'm1', created_timestamp: START + 1 },
		{ role: 'tool_call_invocation', name: 'find', tool_call_id: 't1', arguments: '{"order":"A-1"}' },
		{ role: 'tool_call_result', tool_call_id: 't1', content: '{"state":"sent"}', successful: true },
		{ role: 'agent', content: 'It is on its way.', message_id: 'm2', created_timestamp: START + 2 },
	],
};

test('create starts a chat for each item, each with its own values', async () => {
	const { sandbox, run } = world;
	const names = ['Åsa', 'Bo', 'Cy'];
	const input = names.map((name) => ({ agent_id: DEMO_AGENTS.support, name }));
	const { outputs, json } = await run('chat.create', { input });
	expect(json.map(({ metadata, chat_status, ended_at }) => ({ metadata, chat_status, ended_at }))).toEqual(
		names.map((name) => ({
			metadata: { customer: name, orders: 3, tags: ['a', 'b'] },
			chat_status: 'ongoing',
			ended_at: null,
		})),
	);
	expect(outputs[0]?.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
	for (const { chat_id } of json) expect(sandbox.store.getChat(String(chat_id))).toBeDefined();
});

test('create returns the raw chat if wanted', async () => {
	const { json } = await world.run('chat.create', {
		input: [{ agent_id: DEMO_AGENTS.support, name: 'Bo' }],
		parameters: { simplify: false },
	});
	expect(json[0]).toHaveProperty('start_timestamp');
	expect(json[0]).not.toHaveProperty('started_at');
});

test('sendMessage gives the whole reply and the tool calls', async () => {
	const { run } = world;
	const chat_id = chatWith(() => [
		{ role: 'agent', content: 'One moment.' },
		{ role: 'tool_call_invocation', name: 'find', tool_call_id: 't', arguments: '{"order":"A-1"}' },
		{ role: 'tool_call_result', tool_call_id: 't', content: 'not there', successful: false },
		{ role: 'agent', content: 'I cannot find it.' },
	]);
	const input = [{ chat_id, text: 'A-1?' }];
	const { json } = await run('chat.sendMessage', { input });
	expect(json).toEqual([
		{
			chat_id,
			agent_id: null,
			message: 'A-1?',
			reply: 'One moment.\nI cannot find it.',
			output: 'One moment.\nI cannot find it.',
			chat_status: 'unknown',
			tool_calls: [{ name: 'find', input: { order: 'A-1' }, result: 'not there', successful: false }],
			new_chat: false,
		},
	]);
	const raw = await run('chat.sendMessage', { input, parameters: { simplify: false } });
	expect(raw.json).toMatchObject([{ chat_id, messages: [{ role: 'agent' }, {}, {}, { role: 'agent' }] }]);
	const text = await run('chat.sendMessage', { input, parameters: { simplify: '={{ "true" }}' } });
	expect(text.json).toEqual(json);
});

test('an empty message lets the agent speak first, and silence is an empty reply', async () => {
	const chat_id = chatWith((content) => (content === '' ? [{ role: 'agent', content: 'Welcome!' }] : []));
	const input = ['', 'hm'].map((text) => ({ chat_id, text }));
	const { json } = await world.run('chat.sendMessage', { input });
	expect(json.map(({ reply }) => reply)).toEqual(['Welcome!', '']);
});

test.each([
	['end_call', false, 'ended', 1],
	['end_chat', true, 'ended', 1],
	['say_goodbye', false, 'unknown', 1],
	['say_goodbye', true, 'ended', 2],
])('an agent that ends with %s, Check Status %p: %s', async (name, checkStatus, status, requests) => {
	const chat_id = chatWith(() => ({
		messages: [{ role: 'tool_call_invocation', name, tool_call_id: 't', arguments: '{}' }],
		chat_status: 'ended',
	}));
	const { json } = await world.run('chat.sendMessage', {
		input: [{ chat_id, text: 'bye' }],
		parameters: { options: { checkStatus } },
	});
	expect(json).toMatchObject([{ chat_status: status }]);
	expect(world.sandbox.requests).toHaveLength(requests);
});

test.each([
	[false, 'unknown'],
	[true, 'ongoing'],
])('an end_call that fails does not end the chat, Check Status %p: %s', async (checkStatus, status) => {
	const chat_id = chatWith(() => ({
		messages: [
			{ role: 'tool_call_invocation', name: 'end_call', tool_call_id: 't', arguments: '{}' },
			{ role: 'tool_call_result', tool_call_id: 't', content: 'Not now', successful: false },
		],
	}));
	const parameters = { options: { checkStatus } };
	const { json } = await world.run('chat.sendMessage', { input: [{ chat_id, text: 'bye' }], parameters });
	expect(json).toMatchObject([{ chat_status: status, tool_calls: [{ name: 'end_call', successful: false }] }]);
});

test("a flow's end node leaves no trace: unknown without Check Status", async () => {
	const chat_id = chatWith(() => ({
		messages: [{ role: 'node_transition', former_node_name: 'a', new_node_name: 'End' }],
		chat_status: 'ended',
	}));
	const { json } = await world.run('chat.sendMessage', { input: [{ chat_id, text: 'bye' }] });
	expect(json).toMatchObject([{ chat_status: 'unknown' }]);
});

test('a reply is not lost when the status cannot be read', async () => {
	const { chat_id } = world.sandbox.store.addChat({});
	world.refuse('/get-chat', 500);
	const { json } = await world.run('chat.sendMessage', {
		input: [{ chat_id, text: 'hi' }],
		parameters: { options: { checkStatus: true } },
	});
	expect(json).toMatchObject([{ reply: expect.any(String) as string, chat_status: 'unknown' }]);
});

test('get simplifies a chat with what was said', async () => {
	const { sandbox, run } = world;
	sandbox.store.addChat(ENDED);
	const { json } = await run('chat.get', { input: [{ chat_id: 'chat_ended' }] });
	expect(json[0]).toMatchObject({
		chat_id: 'chat_ended',
		chat_status: 'ended',
		started_at: '2026-05-01T12:00:00.000Z',
		ended_at: '2026-05-01T12:01:01.500Z',
		duration_seconds: 61.5,
		chat_summary: 'Asked for an order.',
		user_sentiment: 'Positive',
		chat_successful: true,
		custom_analysis_data: { order: 'A-1' },
		metadata: { customer: 7 },
		messages: [
			{ role: 'user', content: 'Where is A-1?', created_at: '2026-05-01T12:00:00.001Z' },
			{ role: 'agent', content: 'It is on its way.' },
		],
		tool_calls: [{ name: 'find', input: { order: 'A-1' }, result: { state: 'sent' }, successful: true }],
		transcript: expect.stringContaining('Where is A-1?') as string,
	});
	const raw = await run('chat.get', { input: [{ chat_id: 'chat_ended' }], parameters: { simplify: false } });
	expect(raw.json[0]).toHaveProperty('message_with_tool_calls.3.content', 'It is on its way.');
});

test('end ends once, and tells if the chat already ended', async () => {
	const { sandbox, run } = world;
	const { chat_id } = sandbox.store.addChat({});
	const input = [{ chat_id }, { chat_id }];
	const { json } = await run('chat.end', { input });
	expect(json).toEqual([
		{ chat_id, ended: true, already_ended: false },
		{ chat_id, ended: true, already_ended: true },
	]);
	expect(sandbox.store.getChat(chat_id)?.chat_status).toBe('ended');
});

test('a chat is deleted once', async () => {
	const input = [{ chat_id: world.sandbox.store.addChat({}).chat_id }];
	expect((await world.run('chat.delete', { input })).error).toBeUndefined();
	const again = await world.run('chat.delete', { input });
	expect(again.error?.message).toBe(`The chat "${input[0]?.chat_id}" wasn't found`);
});

test('createSms keeps the numbers in the metadata and can take another agent', async () => {
	const { json, error } = await world.run('chat.createSms', {
		input: [{ from: DEMO_NUMBERS.reminders, to: '+14155550123', name: 'Bo' }],
		parameters: {
			additionalFields: {
				agentId: locator(DEMO_AGENTS.support),
				agentVersion: '1',
				metadata: '={{ { campaign: "spring" } }}',
			},
		},
	});
	expect(error).toBeUndefined();
	expect(json).toMatchObject([
		{
			chat_type: 'sms_chat',
			agent_id: DEMO_AGENTS.support,
			version: 1,
			metadata: { from_number: DEMO_NUMBERS.reminders, to_number: '+14155550123', campaign: 'spring' },
		},
	]);
});

test('a chat agent is simplified, and a version can be chosen', async () => {
	const input = [{ agent_id: DEMO_AGENTS.support }];
	const { json } = await world.run('chatAgent.get', { input, parameters: { options: { version: '1' } } });
	expect(json).toMatchObject([{ agent_id: DEMO_AGENTS.support, agent_name: 'Support', version: 1 }]);
	expect(Object.keys(json[0] ?? {})).toHaveLength(17);
});

test('an analysis is not rerun before the chat has ended, and the error says so', async () => {
	const { sandbox, run } = world;
	const { chat_id } = sandbox.store.addChat({ agent_id: DEMO_AGENTS.support });
	const { error } = await run('chat.rerunAnalysis', { input: [{ chat_id }] });
	expect(error).toMatchObject({
		httpCode: '400',
		message: `The chat "${chat_id}" must end before its analysis can be rerun`,
	});
	expect(error?.description).toMatch(/^It's still ongoing.* Retell says: ".*Only the analysis of an ended chat/);
});

test('another refusal of an analysis is told in the words of Retell', async () => {
	const { chat_id } = world.sandbox.store.addChat({ chat_status: 'ended' });
	world.refuse('/rerun-chat-analysis', 422, { message: 'The agent has no analysis fields.' });
	const { error } = await world.run('chat.rerunAnalysis', { input: [{ chat_id }] });
	expect(error?.message).toBe('Retell says: "The agent has no analysis fields."');
});

test('agents of a list have readable times and tags, as a single one has', async () => {
	const { run } = world;
	const parameters = { filters: { query: 'support' }, limit: 1 };
	const [listed] = (await run('chatAgent.getAll', { parameters })).json;
	expect(listed).toEqual({
		agent_id: DEMO_AGENTS.support,
		agent_name: 'Support',
		tags: ['prod', 'staging', 'canary'],
		last_modified_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
	});
	const input = [{ agent_id: DEMO_AGENTS.support }];
	const tagged = await run('chatAgent.get', { input, parameters: { options: { version: 'prod' } } });
	expect(tagged.json).toMatchObject([{ version: 1, tags: ['prod'] }]);
	const raw = await run('chatAgent.getAll', { parameters: { ...parameters, simplify: false } });
	expect(raw.json).toMatchObject([{ channel: 'chat', user_modified_timestamp: expect.any(Number) as number }]);
});

test('chat agents are listed without the voice agents, and searched', async () => {
	const { sandbox, run } = world;
	const chatAgents = sandbox.store.agents().filter(({ channel }) => channel === 'chat');
	const all = await run('chatAgent.getAll', { parameters: { returnAll: true } });
	expect(all.json).toHaveLength(chatAgents.length);
	const found = await run('chatAgent.getAll', { parameters: { filters: { query: 'support' } } });
	expect(found.json.map(({ agent_name }) => agent_name)).toContain('Support');
	expect(found.json.length).toBeLessThan(chatAgents.length);
});
