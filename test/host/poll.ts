// The trigger under n8n-core's own poll machinery: its poll context and its executor of polls.
import type { IDataObject, INode, INodeExecutionData, INodeParameters, WorkflowActivateMode } from 'n8n-workflow';

import { nodeOf, plain, pollContext, workflowWith, type Credential } from './data.ts';
import { CREDENTIALS } from './fixture.ts';
import { Container, core } from './n8n.ts';
import { executionData, nodeTypes } from './retell.ts';
import { underTime, type VirtualTime } from './time.ts';

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

/** A trigger that was activated. */
export type Poller = Awaited<ReturnType<typeof activate>>;

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

let processes = 0;

/** Activates the trigger: runs its first poll, which may throw as it does when a person publishes. */
export async function activate(options: Activation) {
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
		/** What the poll at the activation yielded. */
		first,
		/** What the trigger keeps, as it stands in n8n's memory. */
		held: () => plain(loaded.workflow.staticData),
		/** Of that the trigger's own state. */
		kept: () => loaded.workflow.getStaticData('node', node).retellChatTrigger,
		/** What n8n has in its database. */
		stored: () => JSON.parse(database) as IDataObject,
		/** Runs one poll as n8n's timer does. */
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
	return nodeOf('n8n-nodes-retell-chat.retellChatTrigger', {
		name: nodeName ?? 'Retell Chat Trigger',
		parameters: { event: 'chatEnded', ...parameters },
		credentials: { retellChatApi: { ...CREDENTIALS.retellChatApi, ...(credentialId && { id: credentialId }) } },
	});
}

/** The workflow as n8n loads it, and a poll of its trigger. */
function load(options: Activation, node: INode, database: string, activation: WorkflowActivateMode) {
	const { budgetMs = 60_000, credential, time, workflowId: id, hold } = options;
	const staticData = JSON.parse(database) as IDataObject;
	const workflow = workflowWith({ id, nodes: [node], active: true, nodeTypes, staticData });
	const emitted: INodeExecutionData[][] = [];
	const failures: Error[] = [];
	const context = pollContext({
		workflow,
		node: workflow.getNode(node.name) ?? node,
		additionalData: executionData({ credential }).additionalData,
		activation,
		emit: ([items = []]) => void emitted.push(items),
		emitError: (error) => void failures.push(error),
		budgetMs,
	});
	underTime(context, time, hold);
	return {
		workflow,
		execute: Container.get(core.PollTriggerExecutor).create(workflow, node, context, () => true),
		taken: (): Outcome => {
			const items = emitted.splice(0).flat();
			return { items, ids: items.map(({ json }) => json.chat_id), error: failures.splice(0).at(0) };
		},
	};
}
