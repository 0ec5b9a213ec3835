import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { errorBody } from './errors.ts';
import { plainEffect } from './faults.ts';
import { quirks } from './quirks.ts';
import { rateLimit } from './rate-limit.ts';
import type { Sandbox } from './sandbox.ts';
import { milestone } from './schemas.ts';
import { webhookSettings } from './webhooks/webhooks.ts';

const fault = plainEffect.and(
	z.object({
		method: z.string().optional(),
		path: z.string().optional(),
		times: z.number().int().min(1).optional(),
		after: z.number().int().min(0).optional(),
	}),
);

const chat = z
	.strictObject({
		chat_id: z.string(),
		agent_id: z.string(),
		version: z.number().int(),
		chat_type: z.enum(['api_chat', 'sms_chat']),
		chat_status: z.enum(['ongoing', 'ended', 'error']),
		start_timestamp: z.number(),
		end_timestamp: z.number().nullable(),
		metadata: z.record(z.unknown()),
		custom_attributes: z.record(z.union([z.string(), z.number(), z.boolean()])),
	})
	.partial();

const delivery = z.strictObject({
	chat_id: z.string(),
	event: milestone,
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

/** Adds the control calls under `/__sandbox/`: not recorded, without a key, never refused by faults. */
export function addControls(app: FastifyInstance, sandbox: Sandbox): void {
	const { clock, faults, store, webhooks } = sandbox;

	app.setErrorHandler((error, _request, reply) =>
		reply.code(400).send(errorBody(400, error instanceof Error ? error.message : String(error))),
	);
	const get = (path: string, work: () => unknown) => app.get(`/__sandbox/${path}`, work);
	const post = (path: string, work: (body: unknown) => unknown) =>
		app.post(`/__sandbox/${path}`, async ({ body }) => {
			const read: unknown = typeof body === 'string' && body !== '' ? JSON.parse(body) : {};
			return (await work(read)) ?? { done: true };
		});

	get('state', () => ({
		now: clock.now(),
		apiKey: sandbox.apiKey,
		quirks: sandbox.quirks,
		webhooks: webhooks.settings,
		rateLimit: sandbox.rateLimit,
		agents: store.agents(),
		phoneNumbers: store.phoneNumbers(),
		contacts: store.contacts(),
		crm: store.crmConfig(),
		chats: store.chats(),
	}));
	get('requests', () => sandbox.requests);
	get('deliveries', () => webhooks.deliveries);
	get('events', () => webhooks.events);
	post('reset', () => sandbox.reset());
	post('faults', (body) => void faults.add(fault.parse(body)));
	app.delete('/__sandbox/faults', () => {
		faults.clear();
		return { done: true };
	});
	post('rate-limit', (body) => {
		sandbox.rateLimit = rateLimit.nullable().parse(body);
	});
	post('clock/advance', (body) => {
		clock.advance(z.object({ ms: z.number() }).parse(body).ms);
		return { now: clock.now() };
	});
	post('chats', (body) => store.addChat(chat.parse(body)));
	post('quirks', (body) => Object.assign(sandbox.quirks, quirks.partial().parse(body)));
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
