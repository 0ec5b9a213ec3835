// Replies without a chat through n8n's engine: what is sent, what comes back, and how a conversation goes on.
import type { INodeParameters } from 'n8n-workflow';

import { DEMO_AGENTS } from '../../tools/sandbox/index.ts';
import { assignments, locator } from './fixtures.ts';
import { useWorld } from './world.ts';

const world = useWorld();
const USER = { role: 'user', content: 'Where is order 4711?' };

const ask = (messages: INodeParameters[string], parameters: INodeParameters = {}, item: object = {}) =>
	world.run('agentTest.getReply', {
		input: [{ agent_id: DEMO_AGENTS.support, ...item }],
		parameters: { messages, dynamicVariables: {}, options: {}, ...parameters },
	});
const bodies = () => world.sandbox.requests.map(({ body }) => body as Record<string, unknown>);
const mock = (...mocks: INodeParameters[]) => ({ options: { toolMocks: { mocks } } });

test('text is one message of the person', async () => {
	const { json } = await ask('Where is order 4711?');
	expect(bodies()).toEqual([{ messages: [USER] }]);
	expect(json[0]?.reply).toContain('Order 4711 has shipped');
});

test.each<[string, INodeParameters[string], object]>([
	['a list', '={{ $json.messages }}', { messages: [USER] }],
	['the JSON of a list, as models write it', '={{ $json.messages }}', { messages: JSON.stringify([USER]) }],
	['what an expression makes', "={{ [{ role: 'user', content: $json.text }] }}", { text: USER.content }],
])('%s is the conversation so far', async (_name, messages, item) => {
	await ask(messages, {}, item);
	expect(bodies()).toEqual([{ messages: [USER] }]);
});

test.each(['7', '[sic] 7', '[1, 2]', '{"role": "user"}', '[{x} hello'])(
	'text that looks like something else stays text: %s',
	async (text) => {
		await ask(text);
		expect(bodies()).toEqual([{ messages: [{ role: 'user', content: text }] }]);
	},
);

test('a conversation goes on with the messages of the output, and Retell stores none of it', async () => {
	const { store } = world.sandbox;
	const chats = store.chats().length;
	const first = await ask('Hello');
	const [row] = first.json;
	expect(row).toMatchObject({
		reply: 'I can help with that. What is your order number?',
		call_ended: false,
		tool_calls: [],
	});
	const next = "={{ [...$json.messages, { role: 'user', content: '4711' }] }}";
	const second = await ask(next, {}, row);
	expect(second.json[0]?.reply).toContain('Order 4711 has shipped');
	expect(bodies()[1]?.messages).toEqual([...(row?.messages as object[]), { role: 'user', content: '4711' }]);
	const third = await ask("={{ [...$json.messages, { role: 'user', content: 'Bye' }] }}", {}, second.json[0]);
	expect(third.error).toBeUndefined();
	expect(store.chats()).toHaveLength(chats);
});

test('roles that nobody knows are passed on, and come back', async () => {
	const messages = [{ role: 'thought', content: 'Hm' }, { role: 'agent', content: 'Hi' }, { role: 7 }];
	world.rewrite('/agent-playground-completion', () => ({ messages }));
	const { json } = await ask('Hello');
	expect(json).toMatchObject([{ reply: 'Hi', call_ended: false, dynamic_variables: {}, current_state: null }]);
	expect(json[0]?.messages).toHaveLength(4);
	world.sandbox.faults.clear();
	const { error } = await ask([{ role: 'thought', content: 'Hm' }]);
	expect(error?.message).toMatch(/^Retell says: /);
});

test('the end of a conversation shows', async () => {
	const { json } = await ask('Goodbye', {}, { agent_id: DEMO_AGENTS.receptionist });
	expect(json).toMatchObject([{ reply: 'Thank you for writing. Goodbye!', call_ended: true }]);
});

describe('tool mocks', () => {
	const resultOf = async (parameters: INodeParameters) => {
		const { json, error } = await ask('Where is order 4711?', parameters);
		expect(error).toBeUndefined();
		return (json[0]?.tool_calls as Array<{ result: unknown }>)[0]?.result;
	};

	test('any arguments', async () => {
		expect(await resultOf(mock({ toolName: ' lookup_order ', match: 'any', output: '{"state":"lost"}' }))).toEqual({
			state: 'lost',
		});
		expect(bodies()[0]?.tool_mocks).toEqual([
			{ tool_name: 'lookup_order', input_match_rule: { type: 'any' }, output: '{"state":"lost"}' },
		]);
	});

	test('some arguments: JSON or an object', async () => {
		const of = (order: unknown, output: string) => ({
			toolName: 'lookup_order',
			match: 'partial',
			arguments: order as string,
			output,
		});
		const mocks = mock(
			of('{ "order_number": "1" }', '{"n":1}'),
			of('={{ { order_number: "4711" } }}', '={{ { n: 2 } }}'),
			of('{}', '{"n":3}'),
		);
		expect(await resultOf(mocks)).toEqual({ n: 2 });
	});

	test('what has no mock is used for real', async () => {
		expect(await resultOf(mock({ toolName: 'hand_over', output: 'x' }))).toMatchObject({ status: 'shipped' });
	});
});

test('state, node, component and variables are sent, and come back', async () => {
	const variables = { dynamicVariables: assignments(['name', 'Åsa'], ['missing', '={{ $json.nothing }}']) };
	const state = await ask('Hello', {
		...variables,
		options: { currentState: ' start ', currentNodeId: '={{ null }}' },
	});
	expect(bodies()[0]).toMatchObject({ current_state: 'start', dynamic_variables: { name: 'Åsa' } });
	expect(bodies()[0]).not.toHaveProperty('current_node_id');
	expect(state.json).toMatchObject([
		{ current_state: 'start', current_node_id: null, dynamic_variables: { name: 'Åsa' } },
	]);
	const node = await ask('Hello', { options: { currentNodeId: 'node_1', componentId: 'component_1' } });
	expect(node.json).toMatchObject([{ current_node_id: 'node_1', current_state: null }]);
});

test('where the conversation stands is kept, though Retell does not say it again', async () => {
	world.rewrite('/agent-playground-completion', (answer: object) => ({ ...answer, current_state: undefined }));
	const { json } = await ask('Hello', { options: { currentState: 'ordering' } });
	expect(json[0]).toMatchObject({ current_state: 'ordering', current_node_id: null });
});

test.each([undefined, null, 4711])('a message whose content is %j is refused before it is sent', async (content) => {
	const { error } = await ask('={{ $json.messages }}', {}, { messages: [{ role: 'user', content }] });
	expect(error?.message).toBe('"Messages" has a message with the role user, but without text');
	expect(bodies()).toEqual([]);
});

test('the version goes with the question; without one, Retell uses the newest', async () => {
	for (const options of [{}, { version: locator('') }, { version: locator('1') }, { version: locator('prod') }])
		await ask('Hello', { options });
	expect(world.sandbox.requests.map(({ query }) => query)).toEqual([{}, {}, { version: '1' }, { version: 'prod' }]);
	const { error } = await ask('Hello', { options: { version: locator('99') } });
	expect(error?.message).toBe(`Version 99 of the agent "${DEMO_AGENTS.support}" wasn't found`);
});

test.each<[INodeParameters, string]>([
	[{ messages: '  ' }, '"Messages" has no value'],
	[{ messages: '={{ [] }}' }, '"Messages" has no value'],
	[{ messages: 'undefined' }, '"Messages" must be text or a list of messages, not undefined'],
	[{ messages: '={{ `${$json.text}` }}' }, '"Messages" must be text or a list of messages, not undefined'],
	[{ messages: '={{ String({}) }}' }, '"Messages" must be text or a list of messages, not [object Object]'],
	[{ messages: '={{ ["Hi"] }}' }, '"Messages" must be text or a list of messages, not ["Hi"]'],
	[{ messages: '={{ [{ content: "Hi" }] }}' }, '"Messages" must be text or a list of messages, not [{"content":"Hi"}]'],
	[{ dynamicVariables: '={{ "x" }}' }, '"Dynamic Variables" must be an object'],
	[
		{ options: { currentState: 'a', currentNodeId: 'b' } },
		'"Current State" has a value, but "Current Node ID" does, too',
	],
	[mock({ toolName: '', output: 'x' }), '"Tool Mocks: Tool Name" is empty'],
	[mock({ toolName: 'a', match: '={{ "exact" }}' }), '"Tool Mocks: Match" has no option exact'],
	[{ options: { version: locator('v3') } }, '"Version" must be a version of an agent, not v3'],
])('bad input is refused before any request: %j', async (parameters, message) => {
	const { error, sent } = await ask('Hello', parameters);
	expect(error?.message).toBe(message);
	expect(sent).toEqual([]);
});
