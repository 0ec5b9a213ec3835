import type { INode, INodeParameters } from 'n8n-workflow';
import type { SavedWorkflow } from '../../../tools/n8n/index.ts';
import type { Stage } from '../support/stage.ts';
import { onlyExecution } from '../support/trigger.ts';
import { chain, locator, node, retell } from '../../../tools/n8n/workflows.ts';
import { numberIsFree, smsTrigger } from '../webhooks/workflow.ts';

const OURS = '+14155550142';
const THEIRS = '+14155550199';

/** How n8n answers Retell about a text: in time, whatever becomes of the workflow. */
export function inboundSmsTests(stage: Stage): void {
	describe('a text that comes in', () => {
		let workflow: SavedWorkflow;
		const own = {
			outcome: 'answered',
			chat: { agent_id: 'agent_own', metadata: { from_number: THEIRS, to_number: OURS } },
		};
		const text = () => stage.sandbox.receiveSms({ from: THEIRS, to: OURS, text: 'Hello' });
		const answer = (parameters: INodeParameters) =>
			retell('Answer the text', { resource: 'inboundSms', operation: 'answer', ...parameters });

		async function publish(parameters: INodeParameters, ...nodes: INode[]): Promise<void> {
			const trigger = smsTrigger(OURS, { responseMode: 'responseNode', ...parameters });
			workflow = await stage.save(
				chain(`Inbound: ${expect.getState().currentTestName}`.slice(-100), trigger, ...nodes),
			);
			await stage.client.publish(workflow);
		}
		const execution = () => onlyExecution(stage, workflow);

		beforeEach(() => {
			const { store } = stage.sandbox;
			stage.sandbox.reset();
			store.addAgent({ agent_id: 'agent_own' });
			store.addAgent({ agent_id: 'agent_vip' });
			store.addPhoneNumber({ phone_number: OURS, inbound_sms_agents: [{ agent_id: 'agent_own', weight: 1 }] });
		});
		afterEach(async () => {
			// Whatever happened, Retell needed to ask only once.
			expect(stage.sandbox.webhooks.deliveries.map(({ status }) => status)).toEqual([200]);
			await stage.client.unpublish(workflow);
			await numberIsFree(stage, OURS);
		});

		test('is answered by the workflow', async () => {
			await publish({}, answer({ additionalFields: { agentId: locator('agent_vip') } }));
			expect(await text()).toMatchObject({ outcome: 'answered', chat: { ...own.chat, agent_id: 'agent_vip' } });
			expect(await execution()).toMatchObject({ status: 'success', received: [{ from_number: THEIRS }] });
		});

		test('is answered at once, while the workflow goes on', async () => {
			await publish({ responseMode: 'onReceived', reject: true }, node('Go on', 'n8n-nodes-base.noOp', {}));
			expect(await text()).toEqual({ outcome: 'rejected' });
			expect(await execution()).toMatchObject({ status: 'success' });
		});

		test('is left to the own agent at once where the trigger has a wrong setting, and the execution says so', async () => {
			await publish({ answerWithin: 15 }, answer({ reject: true }));
			expect(await text()).toMatchObject(own);
			const { status, errors } = await execution();
			expect(status).toBe('error');
			expect([...errors.values()].join()).toContain('must be from 1 to 9, not 15');
		});

		const fail = node('Fail', 'n8n-nodes-base.stopAndError', { errorMessage: 'The table is gone' });
		const fourSeconds = { resume: 'timeInterval', amount: 4, unit: 'seconds' };
		const wait = node('Wait', 'n8n-nodes-base.wait', fourSeconds, { typeVersion: 1.1 });
		// n8n 1 itself ends the request when a workflow fails: without the numbers for the metadata.
		const ofOwnAgent = { outcome: 'answered', chat: { agent_id: 'agent_own' } };
		test.each<[string, INode[], outcome: object, failing: string, message: string]>([
			['the workflow fails', [fail, answer({ reject: true })], ofOwnAgent, 'Fail', 'The table is gone'],
			['the workflow is too slow', [wait, answer({ reject: true })], own, 'Answer the text', 'seconds too late'],
		])('is left to the own agent when %s', async (_what, nodes, outcome, failing, message) => {
			await publish({ answerWithin: 2 }, ...nodes);
			expect(await text()).toMatchObject(outcome);
			expect((await execution()).errors.get(failing)).toContain(message);
		});
	});
}
