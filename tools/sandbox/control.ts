import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { addWebhookControls, type AddControl } from './control-webhooks.ts';
import { errorBody } from './errors.ts';
import type { Effect } from './faults.ts';
import { quirks } from './quirks.ts';
import { rateLimit } from './rate-limit.ts';
import type { Sandbox } from './sandbox.ts';

const match = {
	method: z.string().optional(),
	path: z.string().optional(),
	times: z.number().int().min(1).optional(),
	after: z.number().int().min(0).optional(),
};
const answer = { status: z.number().int(), body: z.unknown(), headers: z.record(z.string()).optional() };

/** The faults that JSON can say: all but `rewrite`, `wait` and `when`. */
const fault = z.discriminatedUnion('kind', [
	z.object({ kind: z.literal('latency'), ms: z.number(), jitterMs: z.number().optional(), ...match }),
	z.object({ kind: z.literal('status'), ...answer, ...match }),
	z.object({ kind: z.literal('statusAfterWork'), ...answer, ...match }),
	z.object({
		kind: z.literal('garbage'),
		status: z.number().int().optional(),
		body: z.string(),
		contentType: z.string().optional(),
		...match,
	}),
	z.object({ kind: z.enum(['dropBefore', 'dropAfter', 'truncate', 'hang']), ...match }),
]);

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

/** Adds the control calls under `/__sandbox/`: not recorded, without a key, never refused by faults. */
export function addControls(app: FastifyInstance, sandbox: Sandbox): void {
	app.setErrorHandler((error, _request, reply) =>
		reply.code(400).send(errorBody(400, error instanceof Error ? error.message : String(error))),
	);
	app.get('/__sandbox/state', () => ({
		now: sandbox.clock.now(),
		apiKey: sandbox.apiKey,
		quirks: sandbox.quirks,
		webhooks: sandbox.webhooks.settings,
		rateLimit: sandbox.rateLimit,
		agents: sandbox.store.agents(),
		phoneNumbers: sandbox.store.phoneNumbers(),
		contacts: sandbox.store.contacts(),
		crm: sandbox.store.crmConfig(),
		chats: sandbox.store.chats(),
	}));
	app.get('/__sandbox/requests', () => sandbox.requests);
	const post: AddControl = (path, work) =>
		app.post(`/__sandbox/${path}`, async ({ body }) => {
			const read: unknown = typeof body === 'string' && body !== '' ? JSON.parse(body) : {};
			return (await work(read)) ?? { done: true };
		});
	post('reset', () => sandbox.reset());
	post('faults', (body) => {
		const effect: Effect = fault.parse(body);
		sandbox.faults.add(effect);
	});
	app.delete('/__sandbox/faults', () => {
		sandbox.faults.clear();
		return { done: true };
	});
	post('rate-limit', (body) => {
		sandbox.rateLimit = rateLimit.nullable().parse(body);
	});
	post('clock/advance', (body) => {
		sandbox.clock.advance(z.object({ ms: z.number() }).parse(body).ms);
		return { now: sandbox.clock.now() };
	});
	post('chats', (body) => sandbox.store.addChat(chat.parse(body)));
	post('attributes', (body) => {
		sandbox.store.defineAttributes(...z.strictObject({ ids: z.array(z.string()) }).parse(body).ids);
	});
	post('quirks', (body) => Object.assign(sandbox.quirks, quirks.partial().parse(body)));
	addWebhookControls(app, post, sandbox);
}
