// The webhook triggers' own methods in n8n-core's contexts. What comes from outside, and the parameters,
// can be anything that JavaScript has.
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';

import { HookContext, WebhookContext } from 'n8n-core';
import {
	Workflow,
	type INode,
	type INodeExecutionData,
	type IWebhookData,
	type WorkflowActivateMode,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import { RetellChatWebhookTrigger } from '../../nodes/RetellChatWebhookTrigger/RetellChatWebhookTrigger.node.ts';
import { RetellInboundSmsTrigger } from '../../nodes/RetellInboundSmsTrigger/RetellInboundSmsTrigger.node.ts';
import type { Credential } from '../nodes/credential.ts';
import { CREDENTIALS, executionData, nodeTypes } from '../nodes/engine.ts';
import { underTime, type VirtualTime } from '../trigger/time.ts';
import { valueOf } from './node.ts';
import { bounded } from './oracle.ts';
import type { Parameters } from './parameters.ts';

export const TRIGGERS = {
	retellChatWebhookTrigger: new RetellChatWebhookTrigger(),
	retellInboundSmsTrigger: new RetellInboundSmsTrigger(),
};
export type TriggerName = keyof typeof TRIGGERS;

const PATH = '8c644ca6-ec35-4971-a9a9-b40fb4be585f/webhook';
/** Where Retell is to send webhooks: of the published workflow, and while listening for a test event. */
export const OWN_URL = `https://n8n.example/webhook/${PATH}`;
export const TEST_URL = `https://n8n.example/webhook-test/${PATH}`;

let workflows = 0;

/** All that a context of the trigger needs. */
function surroundings(trigger: TriggerName, credential: Credential, { id, isTest }: { id: string; isTest: boolean }) {
	const node: INode = {
		id: 'trigger',
		webhookId: PATH.split('/')[0],
		name: TRIGGERS[trigger].description.displayName,
		type: `n8n-nodes-retell-chat.${trigger}`,
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
		credentials: CREDENTIALS,
	};
	const workflow = new Workflow({ id, nodes: [node], connections: {}, active: true, nodeTypes });
	const { additionalData } = executionData({ credential });
	Object.assign(additionalData, {
		webhookBaseUrl: 'https://n8n.example/webhook',
		webhookTestBaseUrl: 'https://n8n.example/webhook-test',
	});
	const [webhookDescription] = TRIGGERS[trigger].description.webhooks ?? [];
	if (!webhookDescription) throw new Error('The trigger has no webhook');
	const webhook: IWebhookData = {
		httpMethod: 'POST',
		node: node.name,
		path: PATH,
		webhookDescription,
		workflowId: workflow.id,
		workflowExecuteAdditionalData: additionalData,
		isTest,
	};
	return { node, workflow, additionalData, webhook };
}

function withParameters(context: HookContext | WebhookContext, parameters: Parameters): void {
	Object.assign(context, { getNodeParameter: (name: string) => valueOf(parameters, name) });
}

/** An answer that goes nowhere. */
class Answer extends ServerResponse {
	readonly bodies: unknown[] = [];

	override end(body?: unknown): this {
		this.bodies.push(body);
		super.end();
		this.emit('finish');
		return this;
	}
}

export interface Call {
	parameters: Parameters;
	credential: Credential;
	headers: Record<string, unknown>;
	/** As n8n read it. */
	body: unknown;
	/** Its bytes; n8n keeps none of a form with files. */
	rawBody: Buffer | undefined;
	mode?: 'webhook' | 'manual';
}

export interface Called {
	/** Undefined: not answered by the trigger. */
	status: number | undefined;
	bodies: unknown[];
	/** What starts the workflow. */
	items: INodeExecutionData[];
	/** Whether n8n is to answer. */
	answeredByN8n: boolean;
	thrown?: unknown;
}

/** One webhook. `wait` goes on until the trigger has done all that it does by itself. */
export async function callTrigger(
	trigger: TriggerName,
	{ parameters, credential, headers, body, rawBody, mode = 'webhook' }: Call,
	wait?: () => Promise<void>,
): Promise<Called> {
	// A workflow of its own, which got no webhook before.
	const { node, workflow, additionalData, webhook } = surroundings(trigger, credential, {
		id: `fuzz ${workflows++}`,
		isTest: mode === 'manual',
	});
	const response = new Answer(new IncomingMessage(new Socket()));
	Object.assign(additionalData, { httpRequest: { headers, body, rawBody }, httpResponse: response });
	const context = new WebhookContext(workflow, node, additionalData, mode, webhook, [], null);
	withParameters(context, parameters);
	const outcome = await bounded(
		TRIGGERS[trigger].webhook.call(context).then(
			({ workflowData, noWebhookResponse }) => ({
				items: (workflowData ?? []).flat(),
				answeredByN8n: noWebhookResponse !== true,
			}),
			(thrown: unknown) => ({ items: [], answeredByN8n: true, thrown: thrown ?? 'nothing' }),
		),
	);
	await wait?.();
	response.emit('close');
	return { ...outcome, status: response.headersSent ? response.statusCode : undefined, bodies: response.bodies };
}

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

/** What n8n does when a workflow is published and so on. Gives back what was thrown; undefined: nothing. */
export async function takeStep(
	trigger: TriggerName,
	step: Step,
	{ parameters, credential, time }: Pick<Call, 'parameters' | 'credential'> & { time: VirtualTime },
): Promise<unknown> {
	const { name, mode, activation, isTest } = STEPS[step];
	const { node, workflow, additionalData, webhook } = surroundings(trigger, credential, { id: 'fuzz', isTest });
	const context = new HookContext(workflow, node, additionalData, mode, activation, webhook);
	withParameters(context, parameters);
	underTime(context.helpers, time);
	const methods = TRIGGERS[trigger].webhookMethods.default;
	const work = async () => {
		if (name === 'create' && (await methods.checkExists.call(context))) return;
		await methods[name].call(context);
	};
	return await time.settle(
		bounded(
			work().then(
				() => undefined,
				(thrown: unknown) => thrown ?? 'nothing',
			),
		),
	);
}
