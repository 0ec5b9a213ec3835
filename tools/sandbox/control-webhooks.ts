import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Sandbox } from './sandbox.ts';
import { webhookSettings } from './webhooks/webhooks.ts';

const delivery = z.strictObject({
	chat_id: z.string(),
	event: z.enum(['chat_started', 'transcript_updated', 'chat_ended', 'chat_analyzed']),
	url: z.string().url().optional(),
	copies: z.number().int().min(1).max(1_000).optional(),
	signedAt: z.number().optional(),
	signature: z.string().optional(),
});

const text = z.strictObject({
	from: z.string(),
	to: z.string(),
	text: z.string(),
	attachments: z.array(z.strictObject({ url: z.string(), summary: z.string().optional() })).optional(),
});

const engines = z.strictObject({ llms: z.number().int().min(0), flows: z.number().int().min(0) }).partial();

/** Adds a control that is posted to; what it gives back is the answer. */
export type AddControl = (path: string, work: (body: unknown) => unknown) => void;

/** Adds the controls of webhooks, texts and engines. */
export function addWebhookControls(app: FastifyInstance, post: AddControl, sandbox: Sandbox): void {
	const { webhooks, store } = sandbox;

	app.get('/__sandbox/deliveries', () => webhooks.deliveries);
	app.get('/__sandbox/events', () => webhooks.events);
	post('webhooks', (body) => Object.assign(webhooks.settings, webhookSettings.partial().parse(body)));
	post('deliver', (body) => {
		const { chat_id, event, url, ...how } = delivery.parse(body);
		return webhooks.deliver(webhooks.eventOf(event, chat_id, url), how);
	});
	post('hold', () => webhooks.hold());
	post('release', async () => {
		webhooks.release();
		await webhooks.idle();
	});
	post('sms', (body) => sandbox.receiveSms(text.parse(body)));
	post('engines', (body) => {
		const { llms = 0, flows = 0 } = engines.parse(body);
		for (let n = 0; n < llms; n += 1) store.addLlm();
		for (let n = 0; n < flows; n += 1) store.addFlow();
		return { llms: store.llms().length, flows: store.flows().length };
	});
}
