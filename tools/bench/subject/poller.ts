// The trigger in a process of its own, under n8n-core's own poll context and executor.
import '../../../test/quiet.js';
import FakeTimers from '@sinonjs/fake-timers';
import type { INodeExecutionData } from 'n8n-workflow';
import { offer } from '../channel.ts';
import type { Connection } from './credential.ts';
import { additionalData, node } from './engine.ts';
import { Container, core, parts, retellNode, startExpressions } from './n8n.ts';

const TRIGGER = 'n8n-nodes-retell-chat.retellChatTrigger';
const BUDGET_MS = 60_000;

// Only the date is moved: three days pass at once, but requests take the time that they take.
const dates = FakeTimers.install({ toFake: ['Date'] });
let execute: (() => Promise<void>) | undefined;
const emitted: INodeExecutionData[] = [];
const failures: Error[] = [];

/** How many chats one poll delivered. */
async function poll(now: number, activating = false): Promise<number> {
	dates.setSystemTime(now);
	const run: ((testing?: boolean) => Promise<void>) | undefined = execute;
	if (!run) throw new Error('The trigger is not active');
	await run(activating);
	const [failure] = failures.splice(0);
	if (failure) throw failure;
	return emitted.splice(0).length;
}

const functions = {
	/** Publishes a workflow with the trigger. */
	publish: async (connection: Connection, now: number) => {
		await startExpressions();
		const type = retellNode('RetellChatTrigger');
		const workflow = new parts.Workflow({
			id: 'bench',
			nodes: [node('Trigger', TRIGGER, { event: 'chatEnded' })],
			connections: {},
			active: true,
			nodeTypes: { getByName: () => type, getByNameAndVersion: () => type, getKnownTypes: () => ({}) },
			staticData: {},
		});
		const trigger = workflow.getNode('Trigger');
		if (!trigger) throw new Error('The workflow has no trigger');
		const context = new core.PollContext(
			workflow,
			trigger,
			additionalData(connection),
			'trigger',
			'activate',
			([items = []]) => void emitted.push(...items),
			(error) => void failures.push(error),
			undefined,
			undefined,
			undefined,
			() => BUDGET_MS,
		);
		execute = Container.get(core.PollTriggerExecutor).create(workflow, trigger, context, () => true);
		await poll(now, true);
	},

	poll: async (now: number) => await poll(now),
};

export type PollerFunctions = typeof functions;

offer(functions);
