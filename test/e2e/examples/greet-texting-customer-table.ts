import { numberIsFree } from '../webhooks/workflow.ts';
import { ADA, expectGreetings, OURS, published } from './greet-texting-customer.ts';
import { executionsOf, type World } from './world.ts';

const TABLE = 'Customers of the test';

export default function greetTextingCustomerFromTable(world: World): void {
	test('tells the agent the name of who is in the table, and gives the number back', async () => {
		const { client, n8n, sandbox } = world.stage;
		const workflow = await published(world, 'greet-texting-customer-table', { table_name: TABLE });
		expect(sandbox.store.phoneNumber(OURS)?.inbound_sms_webhook_url).toContain(n8n.url);
		await expectGreetings(world, async () =>
			client.insertRows((await client.tableNamed(TABLE)) ?? '', [{ phone_number: ADA, name: 'Ada' }]),
		);
		const [, second] = await executionsOf(world, workflow, 2);
		expect(second).toMatchObject({ status: 'success', received: [{ event: 'chat_inbound', from_number: ADA }] });
		await client.unpublish(workflow);
		await numberIsFree(world.stage, OURS);
	});
}
