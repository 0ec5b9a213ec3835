// The trigger as n8n-core activates it, polls it by its own timer, and deactivates it.
import { cronNodeOptions, type INodeExecutionData, type INodeTypes } from 'n8n-workflow';

import { RetellChatTrigger } from '../../nodes/RetellChatTrigger/RetellChatTrigger.node.ts';
import { MINUTE } from '../../tools/times.ts';
import { nodeTypesOf, pollContext, workflowWith } from '../host/data.ts';
import { Container, core } from '../host/n8n.ts';
import { triggerNode } from '../host/poll.ts';
import { executionData } from '../host/retell.ts';
import { underTime } from '../host/time.ts';
import { useTriggerWorld } from './world.ts';

const world = useTriggerWorld();
const { endChat, requests } = world;

/** The trigger as n8n loads it: each polling node gets the parameter Poll Times. */
function loadedTypes(): INodeTypes {
	const type = new RetellChatTrigger();
	const pollTimes = {
		displayName: 'Poll Times',
		name: 'pollTimes',
		type: 'fixedCollection' as const,
		typeOptions: { multipleValues: true },
		default: {},
		options: cronNodeOptions,
	};
	type.description.properties = [pollTimes, ...type.description.properties];
	return nodeTypesOf({ 'n8n-nodes-retell-chat.retellChatTrigger': type });
}

async function activated() {
	const { sandbox, time } = world;
	const node = triggerNode({ parameters: { pollTimes: { item: [{ mode: 'everyX', value: 5, unit: 'minutes' }] } } });
	const workflow = workflowWith({ id: 'activated', nodes: [node], active: true, nodeTypes: loadedTypes() });
	const emitted: INodeExecutionData[][] = [];
	const failures: Error[] = [];
	const { additionalData } = executionData({ credential: { apiKey: sandbox.apiKey, baseUrl: sandbox.url } });
	Container.get(core.InstanceSettings).markAsLeader();
	const triggers = Container.get(core.ActiveWorkflowTriggers);
	const activation = triggers.addAllTriggers(
		workflow.id,
		workflow,
		additionalData,
		'trigger',
		'activate',
		() => {
			throw new Error('No trigger but the polling one');
		},
		(of, its, data, mode, activation) => {
			const context = pollContext({
				workflow: of,
				node: its,
				additionalData: data,
				mode,
				activation,
				emit: ([items = []]) => void emitted.push(items),
				emitError: (error) => void failures.push(error),
			});
			underTime(context, time);
			return context;
		},
	);
	await time.settle(activation);
	return { workflow, triggers, emitted, failures };
}

/** Lets n8n's timer run on, and what it starts come to its end. */
async function wait(ms: number): Promise<void> {
	world.time.pass(ms);
	await world.time.quiet();
}

test('activation, polls by the timer, deactivation', async () => {
	endChat({ end_timestamp: Date.now() - MINUTE });
	const { triggers, workflow, emitted, failures } = await activated();
	expect(triggers.isActive(workflow.id)).toBe(true);
	expect(emitted).toEqual([]);
	const id = endChat();
	await wait(5 * MINUTE);
	expect(emitted.flat().map(({ json }) => json.chat_id)).toEqual([id]);
	await triggers.remove(workflow.id);
	requests();
	endChat();
	await wait(10 * MINUTE);
	expect(requests()).toEqual([]);
	expect(emitted).toHaveLength(1);
	expect(failures).toEqual([]);
});

test('a wrong key stops the activation with words for a person, and leaves no timer', async () => {
	const { sandbox } = world;
	sandbox.keys.clear();
	await expect(activated()).rejects.toThrow(
		'There was a problem activating the workflow: "Retell didn\'t accept the API key. Open the credential and paste ',
	);
	requests();
	await wait(10 * MINUTE);
	expect(requests()).toEqual([]);
});
