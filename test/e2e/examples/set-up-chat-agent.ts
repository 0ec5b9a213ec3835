import { locator } from '../../../tools/n8n/workflows.ts';
import { expectFailure, setUp, type World } from './world.ts';

const TRIGGER = 'When you start it';
const EXAMPLE = 'set-up-chat-agent';

export default function setUpChatAgent(world: World): void {
	const store = () => world.stage.sandbox.store;
	const named = (name: string) =>
		store()
			.agents()
			.filter(({ agent_name }) => agent_name === name);
	const prepare = async (values: Record<string, string | number>) =>
		setUp(world, EXAMPLE, {
			values,
			parameters: { 'Create the agent': { responseEngine: locator('retell-llm:llm_shop') } },
		});

	test('creates an agent, sets it up, publishes it and talks to it', async () => {
		store().addLlm({ llm_id: 'llm_shop' });
		const workflow = await prepare({ agent_name: 'Shop, Graz', auto_close_minutes: 45, first_message: 'Hello' });
		const { status, errors, output } = await world.stage.client.execute(workflow, TRIGGER);
		expect([status, ...errors]).toEqual(['success']);
		const [agent] = named('Shop, Graz');
		expect(agent?.versions).toMatchObject([
			{
				version: 0,
				is_published: true,
				end_chat_after_silence_ms: 45 * 60_000,
				post_chat_analysis_data: [{ name: 'order_number' }, { name: 'topic' }, { name: 'needs_a_call_back' }],
			},
		]);
		expect(output.get('Show what was set up')).toMatchObject([
			{
				agent_id: agent?.agent_id,
				version: 0,
				is_published: true,
				auto_close_minutes: 45,
				first_reply: 'You said: Hello',
			},
		]);
		const again = await world.stage.client.execute(workflow, TRIGGER);
		expectFailure(again, 'there is already a chat agent with the name Shop, Graz');
		expect(named('Shop, Graz')).toHaveLength(1);
	});

	test('says it when the time is in the wrong unit, and the agent stays a draft', async () => {
		store().addLlm({ llm_id: 'llm_shop' });
		const workflow = await prepare({ agent_name: 'Shop, Ghent', auto_close_minutes: 1_800_000 });
		const result = await world.stage.client.execute(workflow, TRIGGER);
		expectFailure(result, '"Auto-Close After (Minutes)" is longer than Retell allows');
		expect(named('Shop, Ghent').flatMap(({ versions }) => versions)).toMatchObject([{ is_published: false }]);
	});
}
