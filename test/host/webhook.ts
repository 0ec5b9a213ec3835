// n8n-core's contexts for the webhook triggers' own methods.
import type {
	INode,
	IWebhookData,
	IWorkflowExecuteAdditionalData,
	Workflow,
	WorkflowActivateMode,
	WorkflowExecuteMode,
} from 'n8n-workflow';

import type { Credential } from './data.ts';
import { core, parts } from './n8n.ts';
import { executionData, WEBHOOK_TRIGGERS, type WebhookTriggerName } from './retell.ts';

export const WEBHOOK_ID = '8c644ca6-ec35-4971-a9a9-b40fb4be585f';

/** What n8n calls of a webhook trigger when a person publishes the workflow, and so on. */
const STEPS = {
	publish: { name: 'create', mode: 'trigger', activation: 'activate', isTest: false },
	restart: { name: 'create', mode: 'trigger', activation: 'init', isTest: false },
	unpublish: { name: 'delete', mode: 'internal', activation: 'update', isTest: false },
	listen: { name: 'create', mode: 'manual', activation: 'manual', isTest: true },
	// n8n tears both kinds of webhooks down in the same mode.
	stopListening: { name: 'delete', mode: 'internal', activation: 'update', isTest: true },
} satisfies Record<
	string,
	{ name: 'create' | 'delete'; mode: WorkflowExecuteMode; activation: WorkflowActivateMode; isTest: boolean }
>;
export type Step = keyof typeof STEPS;

export interface Place {
	trigger: WebhookTriggerName;
	workflow: Workflow;
	node: INode;
	credential: Credential;
	/** Where n8n is to be found. */
	base: string;
}

/** The last part of the URLs that are the trigger's. */
export function pathOf(workflowId: string, node: INode): string {
	return parts.NodeHelpers.getNodeWebhookPath(workflowId, node, 'webhook');
}

function around({ trigger, workflow, node, credential, base }: Place, isTest: boolean) {
	const { additionalData } = executionData({ credential });
	Object.assign(additionalData, { webhookBaseUrl: `${base}/webhook`, webhookTestBaseUrl: `${base}/webhook-test` });
	const [webhookDescription] = WEBHOOK_TRIGGERS[trigger].description.webhooks ?? [];
	if (!webhookDescription) throw new Error('The trigger has no webhook');
	const webhook: IWebhookData = {
		httpMethod: 'POST',
		node: node.name,
		path: pathOf(workflow.id, node),
		webhookDescription,
		workflowId: workflow.id,
		workflowExecuteAdditionalData: additionalData,
		isTest,
	};
	return { additionalData, webhook };
}

/** The context for one webhook. */
export function webhookContext(
	place: Place,
	mode: 'webhook' | 'manual',
	http: Pick<IWorkflowExecuteAdditionalData, 'httpRequest' | 'httpResponse'>,
) {
	const { additionalData, webhook } = around(place, mode === 'manual');
	Object.assign(additionalData, http);
	const { workflow, node } = place;
	const context = new core.WebhookContext(workflow, node, additionalData, mode, webhook, [], null);
	return { context, additionalData };
}

/**
 * Does what n8n does when a workflow is published and so on.
 *
 * @param prepare may change the context before the trigger's methods have it
 */
export async function takeStep(
	place: Place,
	step: Step,
	prepare: (context: InstanceType<typeof core.HookContext>) => void,
	activation: WorkflowActivateMode = STEPS[step].activation,
): Promise<void> {
	const { name, mode, isTest } = STEPS[step];
	const { additionalData, webhook } = around(place, isTest);
	const context = new core.HookContext(place.workflow, place.node, additionalData, mode, activation, webhook);
	prepare(context);
	const methods = WEBHOOK_TRIGGERS[place.trigger].webhookMethods.default;
	if (name === 'create' && (await methods.checkExists.call(context))) return;
	await methods[name].call(context);
}
