import { until } from '../../../tools/n8n/until.ts';
import { everySeconds } from '../support/trigger.ts';
import { locator } from '../../../tools/n8n/workflows.ts';
import { endedChat, publish, type World } from './world.ts';

const EXAMPLE = 'instant-with-a-net';
const WEBHOOK = 'When Retell calls';
const POLL = 'Find missed chats';
const TABLE = 'Chats with a net';

export default function instantWithANet(world: World): void {
	const { stage } = world;

	test('writes a row at once, and with the next poll where the webhook was lost: one for each chat', async () => {
		const { client, sandbox } = stage;
		const { webhooks } = sandbox;
		const agent = sandbox.store.addAgent({ agent_name: 'With a draft', versions: [{ is_published: false }] });
		const workflow = await publish(world, EXAMPLE, {
			values: { table_name: TABLE },
			parameters: {
				[WEBHOOK]: { registerWithAgent: locator(agent.agent_id) },
				[POLL]: { pollTimes: everySeconds(10) },
			},
		});
		// How each chat started the workflow, and how often.
		const starts = async () => {
			const all = await client.executions(workflow);
			const results = await Promise.all(all.map(async ({ id, mode }) => ({ mode, ...(await client.execution(id)) })));
			return results
				.flatMap(({ mode, received }) => received.map(({ chat_id }) => `${mode} ${chat_id as string}`))
				.sort();
		};

		const told = endedChat(world, ['Where is order 4711?'], { agent_id: agent.agent_id });
		await until('the webhook to start it', async () => (await starts()).includes(`webhook ${told}`));
		await until('the poll to start it', async () => (await starts()).includes(`trigger ${told}`));

		// Retell's calls of this one reach nobody, the repeats neither.
		webhooks.hold();
		const lost = endedChat(world, ['This is terrible'], { agent_id: agent.agent_id });
		await until('the poll to find what was lost', async () => (await starts()).includes(`trigger ${lost}`));
		expect(webhooks.events.filter(({ chat_id }) => chat_id === lost).map(({ event }) => event)).toContain(
			'chat_analyzed',
		);
		webhooks.release([]);

		await until('all runs to end', async () =>
			(await client.executions(workflow)).every(({ status }) => status === 'success'),
		);
		expect(await starts()).toEqual([`trigger ${lost}`, `trigger ${told}`, `webhook ${told}`].sort());
		expect(await client.rowsOf(TABLE)).toMatchObject([
			{ chat_id: told, chat_summary: expect.stringContaining('4711') as string },
			{ chat_id: lost, chat_summary: expect.any(String) as string },
		]);
		await client.unpublish(workflow);
		await until(
			'the webhook to be removed',
			() => sandbox.store.agent(agent.agent_id)?.versions[0]?.webhook_url === null,
		);
	});
}
