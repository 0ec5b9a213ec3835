import { locator } from '../../../tools/n8n/workflows.ts';
import { expectFailure, setUp, type World } from './world.ts';

const AGENT = 'agent_to_publish';
const ENGINE = { type: 'retell-llm', llm_id: 'llm_to_publish' } as const;

export default function publishIfTestsPass(world: World): void {
	const store = () => world.stage.sandbox.store;
	const live = () =>
		store()
			.agent(AGENT)
			?.versions.filter(({ is_published }) => is_published)
			.map(({ version }) => version);
	const prepare = async () => {
		store().addAgent({
			agent_id: AGENT,
			agent_name: 'Desk',
			response_engine: ENGINE,
			versions: [{ is_published: true }, { is_published: false }],
		});
		store().addTestCase({ name: 'Greets', response_engine: ENGINE, takesMs: 1_500 });
		return await setUp(world, 'publish-if-tests-pass', {
			parameters: { 'Run the tests': { agentId: locator(AGENT) } },
		});
	};

	test('publishes the draft if all tests pass', async () => {
		const workflow = await prepare();
		store().addTestCase({ name: 'Says goodbye', response_engine: ENGINE, takesMs: 0 });
		const { status, errors, output } = await world.stage.client.execute(workflow, 'When you start it');
		expect([status, ...errors]).toEqual(['success']);
		expect(output.get('Show what is live')).toEqual([
			{ agent_name: 'Desk', version: 1, is_published: true, tests_passed: 2 },
		]);
		expect(live()).toEqual([0, 1]);
	});

	test('stops and says why if one fails, and what is live stays', async () => {
		const workflow = await prepare();
		store().addTestCase({
			name: 'Refunds',
			response_engine: ENGINE,
			outcome: 'fail',
			explanation: 'It promised a refund.',
			takesMs: 0,
		});
		expectFailure(
			await world.stage.client.execute(workflow, 'When you start it'),
			"Not published: 1 of 2 tests didn't pass. Refunds (fail): It promised a refund.",
		);
		expect(live()).toEqual([0]);
	});
}
