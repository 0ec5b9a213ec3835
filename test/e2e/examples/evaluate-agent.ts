import { locator } from '../../../tools/n8n/workflows.ts';
import { expectFailure, setUp, type World } from './world.ts';

const AGENT = 'agent_to_evaluate';
const TABLE = 'Questions of the test';
const TRIGGER = 'When you start it';

export default function evaluateAgent(world: World): void {
	test('creates the table, asks its questions, and writes the replies next to them', async () => {
		const { client, sandbox } = world.stage;
		sandbox.store.addAgent({ agent_id: AGENT, agent_name: 'Desk' });
		const chats = sandbox.store.chats().length;
		const workflow = await setUp(world, 'evaluate-agent', {
			values: { table_name: TABLE },
			parameters: { 'Ask the agent': { agentId: locator(AGENT) } },
		});
		expectFailure(await client.execute(workflow, TRIGGER), `the data table ${TABLE} has no questions yet`);

		await client.insertRows((await client.tableNamed(TABLE)) ?? '', [
			{ question: 'When do you open?', expected: 'YOU OPEN' },
			{ question: 'Hello', expected: 'goodbye' },
			{ question: 'Anything else?' },
		]);
		const { status, errors } = await client.execute(workflow, TRIGGER);
		expect([status, ...errors]).toEqual(['success']);
		expect(await client.rowsOf(TABLE)).toMatchObject([
			{ reply: 'You said: When do you open?', as_expected: true },
			{ reply: 'You said: Hello', as_expected: false },
			{ reply: 'You said: Anything else?', as_expected: true },
		]);
		expect(sandbox.store.chats()).toHaveLength(chats);

		sandbox.store.deleteAgent(AGENT);
		expect((await client.execute(workflow, TRIGGER)).status).toBe('success');
		const [first] = await client.rowsOf(TABLE);
		expect(first).toMatchObject({ as_expected: false });
		expect(first?.reply).toContain('Not answered: The agent "agent_to_evaluate" wasn\'t found');
	});
}
