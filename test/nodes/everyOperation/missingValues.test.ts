// What becomes of variables without a value. That no operation sends these, test/fuzz/values.test.ts shows.
import { DEMO_AGENTS } from '../../../tools/sandbox/index.ts';
import { assignments, locator } from '../fixtures.ts';
import { useWorld } from '../world.ts';

const world = useWorld();

test("the agent's default holds for a variable without a value", async () => {
	const { sandbox, run } = world;
	const { agent_id } = sandbox.store.addAgent({
		reply: (_, { retell_llm_dynamic_variables: { name = 'there' } = {} }) => [
			{ role: 'agent', content: `Hello ${name}!` },
		],
	});
	const { json } = await run('chat.sendMessage', {
		input: [{ key: 'a', name: 'Bo' }, { key: 'b' }, { key: 'c', name: null }, { key: 'd', name: '' }],
		parameters: {
			conversation: 'session',
			agentId: locator(agent_id),
			sessionKey: '={{ $json.key }}',
			message: 'hi',
			additionalFields: { dynamicVariables: assignments(['name', '={{ $json.name }}']) },
		},
	});
	expect(json.map(({ reply }) => reply)).toEqual(['Hello Bo!', 'Hello there!', 'Hello there!', 'Hello !']);
});

test('a chat that follows another gets no empty variables for those that Retell shows as null', async () => {
	const { chat_id } = world.sandbox.store.addChat({ chat_status: 'ended', agent_id: DEMO_AGENTS.support });
	const retell_llm_dynamic_variables = { name: null, plan: '', order: 7 };
	world.rewrite('/get-chat', (chat: object) => ({ ...chat, retell_llm_dynamic_variables }));
	await world.run('chat.sendMessage', {
		input: [{ chat_id, text: 'hi' }],
		parameters: { options: { ifEnded: 'startNew' } },
	});
	const [created] = world.requestsTo('/create-chat');
	expect(created?.body).toMatchObject({ retell_llm_dynamic_variables: { plan: '', order: '7' } });
	expect(created?.body).not.toHaveProperty('retell_llm_dynamic_variables.name');
});
