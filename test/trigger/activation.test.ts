// The trigger as n8n-core activates it, polls it by its own timer, and deactivates it.
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { ActiveWorkflowTriggers, InstanceSettings, PollContext } from 'n8n-core';
import { cronNodeOptions, Workflow, type INodeExecutionData, type INodeTypes } from 'n8n-workflow';

import { RetellChatTrigger } from '../../nodes/RetellChatTrigger/RetellChatTrigger.node.ts';
import { executionData } from '../nodes/engine.ts';
import { triggerNode, watchRequests } from './poller.ts';
import { MINUTE } from './time.ts';
import { useTriggerWorld } from './world.ts';

const { Container } = createRequire(join(process.cwd(), 'node_modules', 'n8n-core', 'package.json'))('@n8n/di') as {
	Container: { get: <Service>(type: abstract new (...args: never[]) => Service) => Service };
};

const world = useTriggerWorld();

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
	return { getByName: () => type, getByNameAndVersion: () => type, getKnownTypes: () => ({}) };
}

async function activated() {
	const { sandbox, time } = world;
	const node = triggerNode({ parameters: { pollTimes: { item: [{ mode: 'everyX', value: 5, unit: 'minutes' }] } } });
	const workflow = new Workflow({
		id: 'activated',
		nodes: [node],
		connections: {},
		active: true,
		nodeTypes: loadedTypes(),
	});
	const emitted: INodeExecutionData[][] = [];
	const failures: Error[] = [];
	const { additionalData } = executionData({ credential: { apiKey: sandbox.apiKey, baseUrl: sandbox.url } });
	Container.get(InstanceSettings).markAsLeader();
	const triggers = Container.get(ActiveWorkflowTriggers);
	const activation = triggers.addAllTriggers(
		workflow.id,
		workflow,
		additionalData,
		'trigger',
		'activate',
		() => {
			throw new Error('No trigger but the polling one');
		},
		(of, its, data, mode, activationMode) => {
			const context = new PollContext(
				of,
				its,
				data,
				mode,
				activationMode,
				([items = []]) => emitted.push(items),
				(error) => failures.push(error),
			);
			watchRequests(context, time);
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
	const { endChat, requests } = world;
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
	const { sandbox, requests } = world;
	sandbox.keys.clear();
	await expect(activated()).rejects.toThrow(
		'There was a problem activating the workflow: "Retell did not accept the API key"',
	);
	requests();
	await wait(10 * MINUTE);
	expect(requests()).toEqual([]);
});
