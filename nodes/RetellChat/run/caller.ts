import type { IExecuteFunctions, IN8nHttpFullResponse } from 'n8n-workflow';

import { isRecord, isText } from '../../retell/values';

/** What started the execution, and the way to answer it. */
export interface Caller {
	/** The item of a trigger before this node that started the execution, by the trigger's type. */
	itemOf: (triggerType: string) => Record<string, unknown> | undefined;
	/** Answers the request that started the execution. n8n carries it from a worker, too. */
	respond: (response: IN8nHttpFullResponse) => Promise<void>;
	/** The name of the node that has done so in this execution. */
	findResponder: () => string | undefined;
	/** Whether a person runs the node in the editor. */
	isManual: boolean;
	/** Whether a model calls it as a tool. */
	isTool: boolean;
}

/** Under this name the execution's own data hold which node has answered. */
const RESPONDER = 'retellChatResponder';

/** Who called an execution, through n8n's own context. */
export function callerOf(context: IExecuteFunctions): Caller {
	return {
		itemOf(triggerType) {
			const triggers = context
				.getParentNodes(context.getNode().name)
				.filter(({ type }) => type.split('.').at(-1) === triggerType);
			return triggers.map(({ name }) => firstItemOf(context, name)).find(isRecord);
		},
		async respond(response) {
			await context.sendResponse(response);
			context.getContext('flow')[RESPONDER] = context.getNode().name;
		},
		findResponder() {
			const name: unknown = context.getContext('flow')[RESPONDER];
			return isText(name) ? name : undefined;
		},
		isManual: context.getMode() === 'manual',
		isTool: isTool(context),
	};
}

/** Whether n8n runs it as a tool of an AI agent. */
export function isTool(context: IExecuteFunctions): boolean {
	return context.getNode().type.endsWith('Tool');
}

/** What a node gave first, whatever its name holds: no expression could name each. Undefined if it gave nothing. */
function firstItemOf(context: IExecuteFunctions, nodeName: string): unknown {
	try {
		return context.getWorkflowDataProxy(0).$items(nodeName, 0)[0]?.json;
	} catch {
		// n8n throws for a node that has not run.
		return undefined;
	}
}
