import { OPEN_AI, OPEN_AI_CREDENTIAL, scriptedModel } from '../services/openAi.ts';
import { until } from '../../../tools/n8n/until.ts';
import { pinned, readWorkflow } from '../../../tools/n8n/workflows.ts';
import { endedChat, setUp, type World } from './world.ts';

const TRIGGER = 'When you ask a question';

export default function aiAgentTool(world: World): void {
	const { stage, services } = world;

	test('lets a model list the chats and read one', async () => {
		const cross = endedChat(world, ['This is terrible: order 9999 has not come']);
		// A model that looks for unhappy chats, reads the first, and says what was in it.
		const model = scriptedModel(({ results: [found, read] }) => {
			if (found === undefined) {
				return {
					tool: 'Find_chats',
					args: { limit: 5, started_after: '', started_before: '', sentiments: 'Negative' },
				};
			}
			const chat_id = /"(chat_[0-9a-f]+)"/.exec(found)?.[1];
			if (read === undefined) return { tool: 'Read_a_chat', args: { chat_id } };
			return {
				say: read.includes('order 9999 has not come') ? 'One chat: order 9999 has not come.' : 'Nothing found.',
			};
		});
		services().set(OPEN_AI, model);
		await until('the analysis', () => stage.sandbox.store.getChat(cross)?.chat_analysis);

		const asked = { sessionId: 's', action: 'sendMessage', chatInput: 'Which chats went badly?' };
		const file = pinned(readWorkflow('examples/ai-agent-tool.json'), [asked], TRIGGER);
		const workflow = await setUp(world, file, { credentials: { openAiApi: OPEN_AI_CREDENTIAL } });
		const { errors, output } = await stage.client.execute(workflow, TRIGGER);
		expect([...errors]).toEqual([]);
		expect(output.get('Answer from the chats')).toMatchObject([{ output: 'One chat: order 9999 has not come.' }]);
		const [listed] = stage.sandbox.requests.filter(({ path }) => path === '/v3/list-chats');
		const user_sentiment = { type: 'enum', op: 'in', value: ['Negative'] };
		expect(listed?.body).toMatchObject({ limit: 5, filter_criteria: { user_sentiment } });
		expect(stage.sandbox.requests.map(({ path }) => path)).toContain(`/get-chat/${cross}`);
	});
}
