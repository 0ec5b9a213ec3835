import { DEMO_NUMBERS } from '../../../tools/sandbox/index.ts';
import { endedChat, executionsOf, expectFailure, publish, type World } from './world.ts';

const ADA = '+14155550161';
const NEW = '14155550177';

export default function updateRetellContacts(world: World): void {
	test('notes each chat at the contact of its number, whoever texted first, and says where there is none', async () => {
		const { sandbox } = world.stage;
		const workflow = await publish(world, 'update-retell-contacts');
		const seed = { chat_analysis: { chat_summary: 'Asked for order 4711.', user_sentiment: 'Positive' as const } };

		const byText = endedChat(world, ['Where is order 4711?'], {
			...seed,
			metadata: { from_number: DEMO_NUMBERS.reminders, to_number: ADA },
		});
		const [first] = await executionsOf(world, workflow, 1);
		expect(first).toMatchObject({ status: 'success', received: [{ chat_id: byText }] });
		expect(sandbox.store.contactOf(ADA)).toMatchObject({
			first_name: 'Ada',
			custom_fields: { plan: 'pro', last_chat_summary: expect.any(String) as string },
		});

		endedChat(world, ['Hello'], { ...seed, metadata: { session_key: NEW } });
		const [, second] = await executionsOf(world, workflow, 2);
		expect(second?.output.get('Update the contact')).toMatchObject([{ phone_number: `+${NEW}`, created: true }]);

		const anonymous = endedChat(world, ['Hello'], { metadata: { session_key: 'ada@example.com' } });
		const [, , third] = await executionsOf(world, workflow, 3);
		expect(third?.output.get('Say that there is no number')).toMatchObject([{ chat_id: anonymous }]);

		sandbox.store.configureCrm({ custom_fields: [] });
		const refused = endedChat(world, ['Hello'], { metadata: { session_key: NEW } });
		const [, , , fourth] = await executionsOf(world, workflow, 4);
		expectFailure(fourth, `Not saved in Retell: ${refused}. "Custom Fields" has`);
	});
}
