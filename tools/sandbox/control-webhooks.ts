import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Sandbox } from './sandbox.ts';

const settings = z
	.object({
		key: z.string().min(1),
		accountUrl: z.string().url().nullable(),
		timeoutMs: z.number().int().min(1),
		retryDelaysMs: z.array(z.number().min(0)),
	})
	.partial()
	.strict();

const delivery = z
	.object({
		chat_id: z.string(),
		event: z.enum(['chat_started', 'transcript_updated', 'chat_ended', 'chat_analyzed']),
		url: z.string().url().optional(),
		copies: z.number().int().min(1).max(1_000).optional(),
		signedAt: z.number().optional(),
		signature: z.string().optional(),
	})
	.strict();

const text = z
	.object({
		from: z.string(),
		to: z.string(),
		text: z.string(),
		attachments: z.array(z.object({ url: z.string(), summary: z.string().optional() }).strict()).optional(),
	})
	.strict();

const engines = z
	.object({ llms: z.number().int().min(0), flows: z.number().int().min(0) })
	.partial()
	.strict();

/** Adds the controls of webhooks, texts and engines. */
export function addWebhookControls(app: FastifyInstance, sandbox: Sandbox, read: (body: unknown) => unknown): void {
	const { webhooks, store } = sandbox;

	app.get('/__sandbox/deliveries', () => webhooks.deliveries);
	app.get('/__sandbox/events', () => webhooks.events);
	app.post('/__sandbox/webhooks', (request) => Object.assign(webhooks.settings, settings.parse(read(request.body))));
	app.post('/__sandbox/deliver', (request) => {
		const { chat_id, event, url, ...how } = delivery.parse(read(request.body));
		return webhooks.deliver(webhooks.eventOf(event, chat_id, url), how);
	});
	app.post('/__sandbox/hold', () => {
		webhooks.hold();
		return { done: true };
	});
	app.post('/__sandbox/release', async () => {
		webhooks.release();
		await webhooks.idle();
		return { done: true };
	});
	app.post('/__sandbox/sms', (request) => sandbox.receiveSms(text.parse(read(request.body))));
	app.post('/__sandbox/engines', (request) => {
		const { llms = 0, flows = 0 } = engines.parse(read(request.body));
		for (let n = 0; n < llms; n += 1) store.addLlm();
		for (let n = 0; n < flows; n += 1) store.addFlow();
		return { llms: store.llms().length, flows: store.flows().length };
	});
}
