// The trigger in a process of its own, under n8n-core's own poll context and executor.
import '../../../test/quiet.js';
import FakeTimers from '@sinonjs/fake-timers';
import type { INodeExecutionData } from 'n8n-workflow';

import { nodeOf, nodeTypesOf, pollContext, workflowWith, type Credential } from '../../../test/host/data.ts';
import { Container, core } from '../../../test/host/n8n.ts';
import { offer } from '../channel.ts';
import { additionalData, retellNode, startExpressions } from './n8n.ts';

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
	publish: async (connection: Credential, now: number) => {
		await startExpressions();
		const node = nodeOf(TRIGGER, { name: 'Trigger', parameters: { event: 'chatEnded' } });
		const nodeTypes = nodeTypesOf({ [TRIGGER]: retellNode('RetellChatTrigger') });
		const workflow = workflowWith({ id: 'bench', nodes: [node], active: true, nodeTypes, staticData: {} });
		const context = pollContext({
			workflow,
			node,
			additionalData: additionalData(connection),
			activation: 'activate',
			emit: ([items = []]) => void emitted.push(...items),
			emitError: (error) => void failures.push(error),
			budgetMs: BUDGET_MS,
		});
		execute = Container.get(core.PollTriggerExecutor).create(workflow, node, context, () => true);
		await poll(now, true);
	},

	poll: async (now: number) => await poll(now),
};

export type PollerFunctions = typeof functions;

offer(functions);
