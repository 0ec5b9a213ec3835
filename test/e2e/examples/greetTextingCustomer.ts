import { until } from '../../../tools/n8n/until.ts';
import { executionsOf, setUp, type World } from './world.ts';

const EXAMPLE = 'greet-texting-customer';
const TRIGGER = 'When a customer texts';
const TABLE = 'Customers of the test';
const OURS = '+14155550142';
const ADA = '+14155550199';

export function greetTextingCustomer(world: World): void {
	const { stage } = world;

	test('tells the agent the name of who is in the table, and gives the number back', async () => {
		const { client, sandbox } = stage;
		const { agent_id } = sandbox.store.addAgent({ reply: () => [{ role: 'agent', content: 'Hi {{customer_name}}!' }] });
		sandbox.store.addPhoneNumber({ phone_number: OURS, inbound_sms_agents: [{ agent_id, weight: 1 }] });
		const workflow = await setUp(world, EXAMPLE, {
			values: { table_name: TABLE },
			parameters: { [TRIGGER]: { registerWithNumber: { __rl: true, mode: 'number', value: OURS } } },
		});
		await client.publish(workflow);
		const address = () => sandbox.store.phoneNumber(OURS)?.inbound_sms_webhook_url;
		expect(address()).toContain(stage.n8n.url);

		const write = (from: string) => sandbox.receiveSms({ from, to: OURS, text: 'Hello' });
		expect(await write('+14155550111')).toMatchObject({
			messages: [{ content: 'Hi there!' }],
			chat: { metadata: { known_customer: false } },
		});
		const table = (await client.tables()).find(({ name }) => name === TABLE);
		await client.insertRows(table?.id ?? '', [{ phone_number: ADA, name: 'Ada' }]);
		expect(await write(ADA)).toMatchObject({
			messages: [{ content: 'Hi Ada!' }],
			chat: { metadata: { from_number: ADA, to_number: OURS, known_customer: true } },
		});

		const [, second] = await executionsOf(world, workflow, 2);
		expect(second).toMatchObject({ status: 'success', received: [{ event: 'chat_inbound', from_number: ADA }] });
		await client.unpublish(workflow);
		await until('the number to be free again', () => !address());
	});
}
