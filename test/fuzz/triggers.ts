// The webhook triggers' own methods in n8n-core's contexts. What comes from outside, and the parameters,
// can be anything that JavaScript has.
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';

import type { INodeExecutionData } from 'n8n-workflow';

import { nodeOf, workflowWith, type Credential } from '../host/data.ts';
import { nodeTypes, WEBHOOK_TRIGGERS, type WebhookTriggerName } from '../host/retell.ts';
import { underTime, type VirtualTime } from '../host/time.ts';
import { takeStep, WEBHOOK_ID, webhookContext, type Place, type Step } from '../host/webhook.ts';
import { valueOf } from './node.ts';
import { bounded } from './oracle.ts';
import type { Parameters } from './parameters.ts';

const BASE = 'https://n8n.example';
/** Where Retell is to send webhooks: of the published workflow, and while listening for a test event. */
export const OWN_URL = `${BASE}/webhook/${WEBHOOK_ID}/webhook`;
export const TEST_URL = `${BASE}/webhook-test/${WEBHOOK_ID}/webhook`;

let workflows = 0;

function placeOf(trigger: WebhookTriggerName, credential: Credential, id: string): Place {
	const { displayName: name } = WEBHOOK_TRIGGERS[trigger].description;
	const node = nodeOf(`n8n-nodes-retell-chat.${trigger}`, { name, id: 'trigger', webhookId: WEBHOOK_ID });
	const workflow = workflowWith({ id, nodes: [node], active: true, nodeTypes });
	return { trigger, workflow, node, credential, base: BASE };
}

function withParameters(context: object, parameters: Parameters): void {
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
	trigger: WebhookTriggerName,
	{ parameters, credential, headers, body, rawBody, mode = 'webhook' }: Call,
	wait?: () => Promise<void>,
): Promise<Called> {
	// A workflow of its own, which got no webhook before.
	const response = new Answer(new IncomingMessage(new Socket()));
	const request = Object.assign(new IncomingMessage(new Socket()), { headers, body, rawBody });
	const place = placeOf(trigger, credential, `fuzz ${workflows++}`);
	const { context } = webhookContext(place, mode, { httpRequest: request, httpResponse: response });
	withParameters(context, parameters);
	const outcome = await bounded(
		WEBHOOK_TRIGGERS[trigger].webhook.call(context).then(
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

/** What n8n does when a workflow is published and so on. Gives back what was thrown; undefined: nothing. */
export async function thrownAtStep(
	trigger: WebhookTriggerName,
	step: Step,
	{ parameters, credential, time }: Pick<Call, 'parameters' | 'credential'> & { time: VirtualTime },
): Promise<unknown> {
	const work = takeStep(placeOf(trigger, credential, 'fuzz'), step, (context) => {
		withParameters(context, parameters);
		underTime(context, time);
	});
	return await time.settle(
		bounded(
			work.then(
				() => undefined,
				(thrown: unknown) => thrown ?? 'nothing',
			),
		),
	);
}
