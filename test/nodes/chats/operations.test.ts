// What each operation gives back, item by item.
import { DEMO_AGENTS, type AgentSeed } from '../../../tools/sandbox/index.ts';
import { useWorld } from '../world.ts';

const world = useWorld();

/** A chat with an agent that replies in this way. */
function chatWith(reply: AgentSeed['reply']): string {
	const { store } = world.sandbox;
	return store.addChat({ agent_id: store.addAgent({ reply }).agent_id }).chat_id;
}

test('create returns the raw chat if wanted', async () => {
	const { json } = await world.run('chat.create', {
		input: [{ agent_id: DEMO_AGENTS.support, name: 'Bo' }],
		parameters: { simplify: false },
	});
	expect(json[0]).toHaveProperty('start_timestamp');
	expect(json[0]).not.toHaveProperty('started_at');
});

test('Simplify can come as text', async () => {
	const input = [{ chat_id: world.sandbox.store.addChat({}).chat_id, text: 'hi' }];
	const { json } = await world.run('chat.sendMessage', { input, parameters: { simplify: '={{ "true" }}' } });
	expect(json).toMatchObject([{ message: 'hi', reply: expect.any(String) as string }]);
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
	// Who is asked for the status tells the agent, too.
	const agent_id = requests > 1 ? world.sandbox.store.getChat(chat_id)?.agent_id : null;
	expect(json).toMatchObject([{ chat_status: status, agent_id }]);
	expect(world.sandbox.requests).toHaveLength(requests);
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
