import { endedChat, executionsOf, publish, type World } from './world.ts';

const TRIGGER = 'When a chat is analyzed';
const TABLE = 'Retell chats of the test';

export default function updateCrmDataTable(world: World): void {
	const { stage } = world;

	test('keeps one row for each analyzed chat, also for one that comes twice', async () => {
		const workflow = await publish(world, 'update-crm-data-table', { values: { table_name: TABLE } });
		const happy = endedChat(world, ['Where is order 4711?', 'Thank you!'], { metadata: { customer: 7 } });
		await executionsOf(world, workflow, 1);
		const cross = endedChat(world, ['This is terrible']);
		const runs = await executionsOf(world, workflow, 2);
		expect(runs.map(({ status }) => status)).toEqual(['success', 'success']);

		const written = await stage.client.rowsOf(TABLE);
		expect(written).toMatchObject([
			{ chat_id: happy, user_sentiment: 'Positive', chat_successful: true },
			{ chat_id: cross, user_sentiment: 'Negative', chat_successful: false },
		]);
		const [first] = written;
		expect(first?.chat_summary).toContain('Where is order 4711?');
		expect(JSON.parse(String(first?.custom_analysis_data))).toMatchObject({ order_number: '4711' });
		expect(JSON.parse(String(first?.metadata))).toEqual({ customer: 7 });
		expect(typeof first?.duration_seconds).toBe('number');
		expect(typeof first?.cost_cents).toBe('number');
		expect(new Date(String(first?.ended_at)).getTime()).toBe(stage.sandbox.store.getChat(happy)?.end_timestamp);

		// The newest chat again, as a test event.
		expect(await stage.client.execute(workflow, TRIGGER)).toMatchObject({
			status: 'success',
			received: [{ chat_id: cross }],
		});
		expect((await stage.client.rowsOf(TABLE)).map(({ chat_id }) => chat_id)).toEqual([happy, cross]);
	});
}
