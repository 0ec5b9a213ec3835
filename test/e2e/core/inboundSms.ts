import type { INode, INodeParameters } from 'n8n-workflow';
import type { SavedWorkflow } from '../../../tools/n8n/index.ts';
import type { Stage } from '../support/stage.ts';
import { until } from '../../../tools/n8n/until.ts';
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

		async function publish(
			{ name, ...parameters }: INodeParameters & { name?: string },
			...nodes: INode[]
		): Promise<void> {
			const trigger = smsTrigger(OURS, { responseMode: 'responseNode', ...parameters }, name);
			workflow = await stage.save(
				chain(`Inbound: ${expect.getState().currentTestName}`.slice(-100), trigger, ...nodes),
			);
			await stage.client.publish(workflow);
		}
		/** The only execution, when it is over. */
		const execution = async () => {
			await until('an execution', async () => (await stage.client.executions(workflow)).length > 0);
			const all = await stage.client.executions(workflow);
			expect(all).toHaveLength(1);
			return stage.client.waitFor(all[0]?.id ?? '');
		};

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

		test('is rejected by the workflow', async () => {
			await publish({}, answer({ reject: true }));
			expect(await text()).toEqual({ outcome: 'rejected' });
		});

		test('is answered at once, while the workflow goes on', async () => {
			await publish({ responseMode: 'onReceived', reject: true }, node('Go on', 'n8n-nodes-base.noOp', {}));
			expect(await text()).toEqual({ outcome: 'rejected' });
			expect(await execution()).toMatchObject({ status: 'success' });
		});

		test.each([null, 'text/plain'])('is read whatever its content type says: %s', async (type) => {
			stage.sandbox.quirks.contentType = type;
			await publish({}, answer({ reject: true }));
			expect(await text()).toEqual({ outcome: 'rejected' });
		});

		test('is answered by a workflow whose trigger has any name', async () => {
			await publish({ name: 'Text }} in {{ $json }} "x" \\' }, answer({ reject: true }));
			expect(await text()).toEqual({ outcome: 'rejected' });
			expect(await execution()).toMatchObject({ status: 'success' });
		});

		test('is answered once: what comes later says that it came to nothing', async () => {
			const second = {
				...answer({ additionalFields: { agentId: locator('agent_vip') } }),
				id: crypto.randomUUID(),
				name: 'Second thoughts',
			};
			await publish({}, answer({ reject: true }), second);
			expect(await text()).toEqual({ outcome: 'rejected' });
			const result = await execution();
			expect(result).toMatchObject({ status: 'success' });
			expect(await stage.client.executionText(result.id)).toContain('Retell already has the answer of');
		});

		test.each<[string, INodeParameters, string]>([
			[
				'a version that is none',
				{ responseMode: 'onReceived', reject: false, additionalFields: { agentVersion: 'v3' } },
				'must be a version of an agent, not v3',
			],
			['a time that Retell does not wait', { answerWithin: 15 }, 'must be from 1 to 9, not 15'],
			['no time', { answerWithin: 0 }, 'must be from 1 to 9, not 0'],
		])(
			'is left to the own agent at once where the trigger has %s, and the execution says so',
			async (_what, parameters, message) => {
				await publish(parameters, answer({ reject: true }));
				expect(await text()).toMatchObject(own);
				const { status, errors } = await execution();
				expect(status).toBe('error');
				expect([...errors.values()].join()).toContain(message);
			},
		);

		const fail = node('Fail', 'n8n-nodes-base.stopAndError', { errorMessage: 'The table is gone' });
		const fourSeconds = { resume: 'timeInterval', amount: 4, unit: 'seconds' };
		const wait = node('Wait', 'n8n-nodes-base.wait', fourSeconds, { typeVersion: 1.1 });
		const notValid = answer({ additionalFields: { agentVersion: 'v3' } });
		// n8n 1 itself ends the request when a workflow fails: without the numbers for the metadata.
		const ofOwnAgent = { outcome: 'answered', chat: { agent_id: 'agent_own' } };
		const noVersion = '"Agent Version" must be a version of an agent, not v3';
		test.each<[string, INode[], outcome: object, failing: string, message: string]>([
			['the workflow fails', [fail, answer({ reject: true })], ofOwnAgent, 'Fail', 'The table is gone'],
			['the answer is not valid', [notValid], ofOwnAgent, 'Answer the text', noVersion],
			['the workflow is too slow', [wait, answer({ reject: true })], own, 'Answer the text', 'seconds too late'],
		])('is left to the own agent when %s', async (_what, nodes, outcome, failing, message) => {
			await publish({ answerWithin: 2 }, ...nodes);
			expect(await text()).toMatchObject(outcome);
			expect((await execution()).errors.get(failing)).toContain(message);
		});
	});
}
