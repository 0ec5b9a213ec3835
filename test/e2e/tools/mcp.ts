import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { nodeNameToToolName } from 'n8n-workflow';
import { chain, node } from '../../../tools/n8n/workflows.ts';
import { DEMO_AGENTS } from '../../../tools/sandbox/index.ts';
import { giveTools, SEND, sendTool, tool, type World } from './agent.ts';

const LIST = 'Get many chats in Retell Chat';
const END = 'End many chats in Retell Chat';
const TRIGGER = 'MCP Server Trigger';
const PATH = 'retell-tools';

const TOOLS = [
	sendTool(),
	tool(LIST, { resource: 'chat', operation: 'getAll', returnAll: false, limit: 2 }),
	tool(END, { resource: 'chat', operation: 'endMany', idleMinutes: 60, previewOnly: false }),
];

/** What another program gets of n8n's tools, over the Model Context Protocol. */
export function mcpTests({ stage }: Pick<World, 'stage'>): void {
	async function withClient<Result>(work: (client: Client) => Promise<Result>): Promise<Result> {
		const client = new Client({ name: 'tests', version: '1.0.0' });
		await client.connect(new StreamableHTTPClientTransport(new URL(`${stage.n8n.url}/mcp/${PATH}`)));
		try {
			return await work(client);
		} finally {
			await client.close();
		}
	}
	const call = async (client: Client, name: string, args: Record<string, unknown>) => {
		const { content, isError } = await client.callTool({ name: nodeNameToToolName(name), arguments: args });
		return { isError, text: JSON.stringify(content) };
	};

	test('an MCP client sends messages, lists and ends chats, twice and two at once', async () => {
		const { store } = stage.sandbox;
		const trigger = node(
			TRIGGER,
			'@n8n/n8n-nodes-langchain.mcpTrigger',
			{ authentication: 'none', path: PATH },
			{ typeVersion: 2, webhookId: PATH },
		);
		const file = chain('Tools for others', trigger);
		giveTools(file, TRIGGER, TOOLS);
		await stage.publish(await stage.save(file));
		const chats = Array.from({ length: 3 }, () => store.addChat({ agent_id: DEMO_AGENTS.support }).chat_id);
		const said = () =>
			chats.map((id) => store.getChat(id)?.messages.flatMap((each) => (each.role === 'user' ? [each.content] : [])));

		await withClient(async (client) => {
			const { tools } = await client.listTools();
			expect(tools.map(({ name }) => name).sort()).toEqual([SEND, LIST, END].map(nodeNameToToolName).sort());

			for (const [chat, order] of [
				[chats[0], '4711'],
				[chats[0], '9999'],
			]) {
				const { text } = await call(client, SEND, { Chat: chat, Message: `Where is order ${order}?` });
				expect(text).toContain(order);
			}
			const replies = await Promise.all(
				chats.slice(1).map((chat, n) => call(client, SEND, { Chat: chat, Message: `Where is order 471${n}?` })),
			);
			expect(replies.map(({ text }, n) => text.includes(`471${n}`))).toEqual([true, true]);
			expect(said()).toEqual([
				['Where is order 4711?', 'Where is order 9999?'],
				['Where is order 4710?'],
				['Where is order 4711?'],
			]);

			const lists = await Promise.all([call(client, LIST, {}), call(client, LIST, {})]);
			for (const { text } of lists) expect(text.match(/\\"chat_id\\"/g)).toHaveLength(2);

			const wrong = await call(client, SEND, { Chat: 'chat_unknown', Message: 'Hello' });
			expect(wrong.text).toContain("wasn't found");
			expect(wrong.text).toContain('Check');

			const idle = store.addChat({
				agent_id: DEMO_AGENTS.support,
				start_timestamp: Date.now() - 3 * 3_600_000,
			}).chat_id;
			await Promise.all([call(client, END, {}), call(client, END, {})]);
			expect(store.getChat(idle)?.chat_status).toBe('ended');
			for (const chat of chats) expect(store.getChat(chat)?.chat_status).toBe('ongoing');
		});
	});
}
