import { DEMO_AGENTS } from '../../../tools/sandbox/index.ts';
import { locator } from '../../../tools/n8n/workflows.ts';
import { call, END, endTool, runAgent, SEND, sendTool, tool, type World } from './agent.ts';

const CREATE = 'Create a chat with an agent in Retell Chat';
/** Bytes of the results of its three calls: what the model has to read, and what somebody pays for. */
const MOST = [700, 500, 120];

const TOOLS = [
	tool(CREATE, { resource: 'chat', operation: 'create', agentId: locator(DEMO_AGENTS.support) }),
	sendTool(),
	endTool(),
];

export function conversationTests(world: World): void {
	test('a model creates a chat, talks in it and ends it, with what the tools tell it', async () => {
		const { store } = world.stage.sandbox;
		const { said, turns } = await runAgent(world, TOOLS, ({ results: [created, answered, ended] }) => {
			if (created === undefined) return call(CREATE, {});
			// A model that only copies what stands in the results.
			const Chat = /"chat_id":"([^"]+)"/.exec(created)?.[1];
			if (answered === undefined) return call(SEND, { Chat, Message: 'Where is order 4711?' });
			if (ended === undefined) return call(END, { Chat });
			return { say: `The agent said: ${/"reply":"([^"]+)"/.exec(answered)?.[1]}` };
		});
		expect(said).toMatch(/^The agent said: .*Order 4711 has shipped/);

		const texts = turns.at(-1)?.results ?? [];
		const chat = store.getChat(/"chat_id":"([^"]+)"/.exec(texts[0] ?? '')?.[1] ?? '');
		expect(chat).toMatchObject({ agent_id: DEMO_AGENTS.support, chat_status: 'ended' });
		expect(texts.map((text) => JSON.parse(text) as unknown)).toMatchObject([
			[{ chat_id: chat?.chat_id, chat_status: 'ongoing' }],
			[{ chat_id: chat?.chat_id, reply: expect.stringContaining('Order 4711') as string, chat_status: 'unknown' }],
			[{ chat_id: chat?.chat_id, ended: true, already_ended: false }],
		]);
		for (const [index, text] of texts.entries()) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MOST[index] ?? 0);
	});
}
