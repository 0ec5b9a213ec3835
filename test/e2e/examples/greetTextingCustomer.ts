import { until } from '../../../tools/n8n/until.ts';
import { executionsOf, setUp, type World } from './world.ts';

const EXAMPLE = 'greet-texting-customer';
const FROM_TABLE = 'greet-texting-customer-table';
const TRIGGER = 'When a customer texts';
const TABLE = 'Customers of the test';
const OURS = '+14155550142';
const ADA = '+14155550199';

/** A number whose agent greets by a variable. */
function numberOf({ stage: { sandbox } }: World): void {
	const { agent_id } = sandbox.store.addAgent({ reply: () => [{ role: 'agent', content: 'Hi {{customer_name}}!' }] });
	sandbox.store.addPhoneNumber({ phone_number: OURS, inbound_sms_agents: [{ agent_id, weight: 1 }] });
}

const REGISTERED = { [TRIGGER]: { registerWithNumber: { __rl: true, mode: 'number', value: OURS } } };

export function greetTextingCustomer(world: World): void {
	const { stage } = world;

	test('tells the agent the name of the contact, and greets the rest as somebody new', async () => {
		const { client, sandbox } = stage;
		numberOf(world);
		sandbox.store.addContact({ phone_number: ADA, first_name: 'Ada' });
		const workflow = await setUp(world, EXAMPLE, { parameters: REGISTERED });
		await client.publish(workflow);
		const write = (from: string) => sandbox.receiveSms({ from, to: OURS, text: 'Hello' });
		expect(await write('+14155550111')).toMatchObject({
			messages: [{ content: 'Hi there!' }],
			chat: { metadata: { known_customer: false } },
		});
		expect(await write(ADA)).toMatchObject({
			messages: [{ content: 'Hi Ada!' }],
			chat: { metadata: { from_number: ADA, to_number: OURS, known_customer: true } },
		});
		const executions = await executionsOf(world, workflow, 2);
		expect(executions.map(({ status }) => status)).toEqual(['success', 'success']);
		await client.unpublish(workflow);
		await until('the number to be free again', () => !sandbox.store.phoneNumber(OURS)?.inbound_sms_webhook_url);
	});
}

export function greetTextingCustomerFromTable(world: World): void {
	const { stage } = world;

	test('tells the agent the name of who is in the table, and gives the number back', async () => {
		const { client, sandbox } = stage;
		numberOf(world);
		const workflow = await setUp(world, FROM_TABLE, {
			values: { table_name: TABLE },
			parameters: REGISTERED,
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
