import { DEMO_AGENTS } from '../../../tools/sandbox/index.ts';
import { call, runAgent, SEND, sendTool, type World } from './agent.ts';

const TOOLS = [sendTool()];

export function failureTests(world: World): void {
	describe('what goes wrong', () => {
		/** Sends one message, and returns what the model is told. */
		async function toldOf(Chat: string, tools = TOOLS): Promise<string | undefined> {
			const { said, turns } = await runAgent(world, tools, ({ results: [told] }) =>
				told === undefined ? call(SEND, { Chat, Message: 'Hello' }) : { say: 'Done.' },
			);
			expect(said).toBe('Done.');
			return turns.at(-1)?.results[0];
		}

		test('is told to the model with what it can do about it', async () => {
			const told = await toldOf('the chat with Ada');
			expect(told).toContain('The chat \\"the chat with Ada\\" wasn\'t found');
			expect(told).toContain('Check \\"Chat\\"');
		});

		test('is told as uncertain where it is: the message may have arrived', async () => {
			const { faults, requests, store } = world.stage.sandbox;
			const { chat_id } = store.addChat({ agent_id: DEMO_AGENTS.support });
			faults.add({ kind: 'dropAfter', path: '/create-chat-completion' });
			const told = await toldOf(chat_id);
			expect(told).toContain('The connection to Retell was lost');
			expect(told).toContain('The message may still have arrived.');
			expect(requests.filter(({ path }) => path === '/create-chat-completion')).toHaveLength(1);
		});

		test('is not repeated by "Retry On Fail" where it may have arrived', async () => {
			const { faults, requests, store } = world.stage.sandbox;
			const { chat_id } = store.addChat({ agent_id: DEMO_AGENTS.support });
			faults.add({ kind: 'dropAfter', path: '/create-chat-completion' });
			const retried = TOOLS.map((each) => ({ ...each, retryOnFail: true, maxTries: 3, waitBetweenTries: 10 }));
			expect(await toldOf(chat_id, retried)).toContain('The message may still have arrived.');
			expect(requests.filter(({ path }) => path === '/create-chat-completion')).toHaveLength(1);
		});
	});
}
