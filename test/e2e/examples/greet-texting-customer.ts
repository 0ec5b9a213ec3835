import type { SavedWorkflow } from '../../../tools/n8n/index.ts';
import { locator } from '../../../tools/n8n/workflows.ts';
import { numberIsFree } from '../webhooks/workflow.ts';
import { executionsOf, publish, type SetUp, type World } from './world.ts';

const EXAMPLE = 'greet-texting-customer';
export const OURS = '+14155550142';
export const ADA = '+14155550199';
const PARAMETERS = { 'When a customer texts': { registerWithNumber: locator(OURS, 'number') } };

/** Publishes the example for a number whose agent greets by a variable. */
export async function published(world: World, example: string, values?: SetUp['values']): Promise<SavedWorkflow> {
	const { sandbox } = world.stage;
	const { agent_id } = sandbox.store.addAgent({ reply: () => [{ role: 'agent', content: 'Hi {{customer_name}}!' }] });
	sandbox.store.addPhoneNumber({ phone_number: OURS, inbound_sms_agents: [{ agent_id, weight: 1 }] });
	return publish(world, example, { values, parameters: PARAMETERS });
}

/** Both text: somebody new, and Ada, who is known once `know` is done. */
export async function expectGreetings({ stage: { sandbox } }: World, know: () => Promise<unknown>): Promise<void> {
	const write = (from: string) => sandbox.receiveSms({ from, to: OURS, text: 'Hello' });
	expect(await write('+14155550111')).toMatchObject({
		messages: [{ content: 'Hi there!' }],
		chat: { metadata: { known_customer: false } },
	});
	await know();
	expect(await write(ADA)).toMatchObject({
		messages: [{ content: 'Hi Ada!' }],
		chat: { metadata: { from_number: ADA, to_number: OURS, known_customer: true } },
	});
}

export default function greetTextingCustomer(world: World): void {
	test('tells the agent the name of the contact, and greets the rest as somebody new', async () => {
		const { client, sandbox } = world.stage;
		sandbox.store.addContact({ phone_number: ADA, first_name: 'Ada' });
		const workflow = await published(world, EXAMPLE);
		await expectGreetings(world, () => Promise.resolve());
		const executions = await executionsOf(world, workflow, 2);
		expect(executions.map(({ status }) => status)).toEqual(['success', 'success']);
		await client.unpublish(workflow);
		await numberIsFree(world.stage, OURS);
	});
}
