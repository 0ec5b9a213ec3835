import { DEMO_AGENTS } from '../../../tools/sandbox/index.ts';
import { call, END, endTool, runAgent, SEND, sendTool, type World } from './agent.ts';

const TOOLS = [
	sendTool('continueRegularOutput'),
	// As the editor leaves it: nothing is chosen under "On Error".
	endTool(),
];

/** What these versions of n8n's AI Agent tell a model: up to 2.3 it would be nothing at all of an error that is thrown. */
export function versionTests(world: World, versions: number[]): void {
	test.each(versions)(
		'AI Agent %d tells a model what went wrong, what to do about it, and what went well',
		async (version) => {
			const { requests, store } = world.stage.sandbox;
			const { chat_id } = store.addChat({ agent_id: DEMO_AGENTS.support });
			const moves = [
				call(SEND, { Chat: 'chat_unknown', Message: 'Hello' }),
				call(SEND, { Chat: '', Message: 'Hello' }),
				call(END, { Chat: 'chat_unknown' }),
				call(SEND, { Chat: chat_id, Message: 'Where is order 4711?' }),
			];
			const { said, turns } = await runAgent(
				world,
				TOOLS,
				({ results }) => moves[results.length] ?? { say: 'Done.' },
				version,
			);
			expect(said).toBe('Done.');

			const [unknown = '', empty = '', unknownToo = '', sent = ''] = turns.at(-1)?.results ?? [];
			for (const told of [unknown, unknownToo]) {
				expect(told).toContain('The chat \\"chat_unknown\\" wasn\'t found');
				expect(told).toContain('Check \\"Chat\\"');
			}
			expect(empty).toContain('\\"Chat\\" is empty. ');
			expect(sent).toMatch(/"reply":"[^"]*Order 4711 has shipped/);
			// Nothing was sent twice, nor what was refused before.
			expect(requests.map(({ path }) => path.replace('/create-chat-completion', 'send'))).toEqual([
				'send',
				'/end-chat/chat_unknown',
				'send',
			]);
		},
	);
}
