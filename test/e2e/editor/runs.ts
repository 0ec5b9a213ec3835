import type { Page } from 'playwright-core';
import { DEMO_AGENTS } from '../../../tools/sandbox/index.ts';
import type { Stage } from '../support/stage.ts';
import { locator, node, retell } from '../../../tools/n8n/workflows.ts';
import { errorShown, execute, openFromCanvas, outputTable, type Table } from '../../../tools/n8n/editor/editor.ts';
import { eventually } from '../../../tools/n8n/until.ts';
import type { Editor } from './useEditor.ts';

const SEND = {
	resource: 'chat',
	operation: 'sendMessage',
	conversation: 'session',
	agentId: locator(DEMO_AGENTS.support),
	sessionKey: '+14155550123',
	message: 'Where is my order 4711?',
};

/** The table of the output once it has these columns: n8n shows that a node has run before it shows what came out. */
async function tableWith(page: Page, columns: unknown): Promise<Table> {
	let table: Table = { columns: [], rows: [] };
	await eventually(async () => {
		table = await outputTable(page);
		expect(table.columns).toEqual(columns);
	});
	return table;
}

export function runTests(editor: Editor, stage: Stage): void {
	describe('what comes out', () => {
		beforeAll(() =>
			editor.openCanvas(
				retell('Send', SEND),
				retell('Get nothing', { resource: 'chat', operation: 'get', chatId: locator('chat_nowhere') }),
				node('Trigger', 'n8n-nodes-retell-chat.retellChatTrigger', {}),
			),
		);
		beforeEach(() => stage.sandbox.reset());

		test("is a table with the agent's reply and its tool calls", async () => {
			const { page } = editor;
			await openFromCanvas(page, 'Send');
			expect(await execute(page)).toBe('success');
			const replied = ['chat_id', 'agent_id', 'message', 'reply', 'output', 'chat_status', 'tool_calls', 'new_chat'];
			const { rows } = await tableWith(page, replied);
			expect(rows).toHaveLength(1);
			const [chatId, agentId, message, reply, output, status, calls, isNew] = rows[0] ?? [];
			expect(chatId).toMatch(/^chat_/);
			expect(reply).toMatch(/^One moment.*Order 4711 has shipped and arrives on Friday\.$/s);
			expect([agentId, message, output]).toEqual([DEMO_AGENTS.support, SEND.message, reply]);
			expect([status, isNew]).toEqual(['unknown', 'true']);
			expect(calls).toContain('lookup_order');
			expect(editor.problems()).toEqual([]);
		});

		test('is the message and the description when it went wrong', async () => {
			const { page } = editor;
			await openFromCanvas(page, 'Get nothing');
			expect(await execute(page)).toBe('danger');
			const { message, description } = await errorShown(page);
			expect(message).toBe('The chat "chat_nowhere" wasn\'t found');
			expect(description).toMatch(/^Check "Chat", and that the API key belongs to the same Retell workspace\./);
		});

		test('is a chat that has ended when a test event is fetched', async () => {
			const { page } = editor;
			await openFromCanvas(page, 'Trigger');
			expect(await execute(page)).toBe('success');
			const first = ['chat_id', 'chat_status', 'agent_id', 'started_at', 'ended_at', 'duration_seconds'];
			const { columns, rows } = await tableWith(page, expect.arrayContaining(first));
			expect(columns.slice(0, first.length)).toEqual(first);
			expect(rows).toHaveLength(1);
			const [chatId = '', status] = rows[0] ?? [];
			expect(status).toBe('ended');
			expect(stage.sandbox.store.getChat(chatId)).toMatchObject({ chat_status: 'ended' });
			expect(editor.problems()).toEqual([]);
		});
	});
}
