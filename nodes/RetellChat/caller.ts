import type { IExecuteFunctions, IN8nHttpFullResponse } from 'n8n-workflow';

import { isRecord } from '../retell/answers';

/** What started the execution, and the way to answer it. */
export interface Caller {
	/** The item of a trigger before this node that started the execution, by the trigger's type. */
	itemOf: (triggerType: string) => Record<string, unknown> | undefined;
	/** Answers the request that started the execution, if nobody has. n8n carries it from a worker, too. */
	respond: (response: IN8nHttpFullResponse) => Promise<void>;
	/** Whether a person runs the node in the editor. */
	isManual: boolean;
}

/** Who called an execution, through n8n's own context. */
export function callerOf(context: IExecuteFunctions): Caller {
	return {
		itemOf(triggerType) {
			const triggers = context
				.getParentNodes(context.getNode().name)
				.filter(({ type }) => type.split('.').at(-1) === triggerType);
			const items: unknown[] = triggers.map(({ name }) => {
				const trigger = `$(${JSON.stringify(name)})`;
				return context.evaluateExpression(`{{ ${trigger}.isExecuted ? ${trigger}.first().json : null }}`, 0);
			});
			return items.find(isRecord);
		},
		async respond(response) {
			await context.sendResponse(response);
		},
		isManual: context.getMode() === 'manual',
	};
}
