// The trigger under n8n-core's own poll machinery: its poll context and its executor of polls.
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { PollContext, PollTriggerExecutor } from 'n8n-core';
import {
	Workflow,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type WorkflowActivateMode,
} from 'n8n-workflow';

import type { Credential } from '../nodes/credential.ts';
import { CREDENTIALS, executionData, nodeTypes } from '../nodes/engine.ts';
import type { VirtualTime } from './time.ts';

/** What a poll came to, as n8n sees it. */
export interface Outcome {
	items: INodeExecutionData[];
	/** chat_id of each item, in order. */
	ids: unknown[];
	/** The failure that n8n would show as a failed execution. */
	error: (Error & Partial<PollFailure>) | undefined;
}

interface PollFailure {
	description: string;
	httpCode: string;
	failure: object;
}

export interface Poller {
	/** What the poll at the activation yielded. */
	first: Outcome;
	/** Runs one poll as n8n's timer does. */
	tick: () => Promise<Outcome>;
	/** What the trigger keeps, as it stands in n8n's memory. */
	held: () => IDataObject;
	/** What n8n has in its database. */
	stored: () => IDataObject;
	node: INode;
}

/**
 * How n8n keeps a trigger:
 * - default: one context for all polls; what a poll without items learned is in its memory only
 * - durable: each poll gets a fresh context; what a poll without items learned is dropped
 * - cursors: each poll gets a fresh context; each poll is stored, but for one without items at the activation
 */
export type Engine = 'default' | 'durable' | 'cursors';

export interface Activation {
	credential: Credential;
	time: VirtualTime;
	parameters?: INodeParameters;
	/** What n8n stored before. */
	staticData?: IDataObject;
	mode?: WorkflowActivateMode;
	engine?: Engine;
	/** How long a poll may take; null: an n8n that does not say so. */
	budgetMs?: number | null;
	nodeName?: string;
	credentialId?: string;
	/** The node's memory of a process goes by workflow: under a new id, it knows what was stored alone. */
	workflowId?: string;
	/** Holds back each answer on its way to the node. */
	hold?: () => Promise<void>;
}

/** n8n-core's own registry of services: other packages bring further copies of it. */
const { Container } = createRequire(join(process.cwd(), 'node_modules', 'n8n-core', 'package.json'))('@n8n/di') as {
	Container: { get: <Service>(type: abstract new (...args: never[]) => Service) => Service };
};

let processes = 0;

/** Activates the trigger: runs its first poll, which may throw as it does when a person publishes. */
export async function activate(options: Activation): Promise<Poller> {
	const { engine = 'default', mode = 'activate', time } = options;
	const workflowId = options.workflowId ?? `wf-${++processes}`;
	const node = triggerNode(options);
	let database = JSON.stringify(options.staticData ?? {});
	let loaded = load({ ...options, workflowId }, node, database, mode);

	const save = () => {
		database = JSON.stringify(loaded.workflow.staticData);
	};
	await time.settle(loaded.execute(true));
	const first = loaded.taken();
	if (engine !== 'cursors' || first.items.length > 0) save();

	return {
		node,
		first,
		held: () => JSON.parse(JSON.stringify(loaded.workflow.staticData)) as IDataObject,
		stored: () => JSON.parse(database) as IDataObject,
		tick: async () => {
			if (engine !== 'default') loaded = load({ ...options, workflowId }, node, database, 'update');
			const { execute, taken } = loaded;
			await time.settle(execute());
			const outcome = taken();
			if (outcome.items.length > 0 || (engine === 'cursors' && !outcome.error)) save();
			return outcome;
		},
	};
}

export function triggerNode({ parameters = {}, nodeName, credentialId }: Partial<Activation> = {}): INode {
	return {
		id: 'trigger',
		name: nodeName ?? 'Retell Chat Trigger',
		type: 'n8n-nodes-retell-chat.retellChatTrigger',
		typeVersion: 1,
		position: [0, 0],
		parameters: { event: 'chatEnded', ...parameters },
		credentials: { retellChatApi: { ...CREDENTIALS.retellChatApi, ...(credentialId && { id: credentialId }) } },
	};
}

/** The workflow as n8n loads it, and a poll of its trigger. */
function load(options: Activation, node: INode, database: string, mode: WorkflowActivateMode) {
	const { budgetMs = 60_000, credential, time } = options;
	const workflow = new Workflow({
		id: options.workflowId,
		nodes: [node],
		connections: {},
		active: true,
		nodeTypes,
		staticData: JSON.parse(database) as IDataObject,
	});
	const emitted: INodeExecutionData[][] = [];
	const failures: Error[] = [];
	const context = new PollContext(
		workflow,
		workflow.getNode(node.name) ?? node,
		executionData({ credential }).additionalData,
		'trigger',
		mode,
		([items = []]) => {
			emitted.push(items);
		},
		(error) => {
			failures.push(error);
		},
		undefined,
		undefined,
		undefined,
		() => budgetMs ?? 0,
	);
	if (budgetMs === null) Reflect.deleteProperty(context, 'getPollBudgetMs');
	watchRequests(context, time, options.hold);
	return {
		workflow,
		execute: Container.get(PollTriggerExecutor).create(workflow, node, context, () => true),
		taken: (): Outcome => {
			const items = emitted.splice(0).flat();
			return { items, ids: items.map(({ json }) => json.chat_id), error: failures.splice(0).at(0) };
		},
	};
}

/** Lets the virtual time know when a request is on its way. */
export function watchRequests(
	{ helpers }: PollContext,
	time: VirtualTime,
	hold: () => Promise<void> = () => Promise.resolve(),
): void {
	const original = { ...helpers };
	helpers.httpRequestWithAuthentication = async function (...request) {
		const answered = original.httpRequestWithAuthentication.call(this, ...request).finally(hold);
		return (await time.underWay(answered)) as unknown;
	};
}
