import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { addWebhookControls } from './control-webhooks.ts';
import { errorBody } from './errors.ts';
import type { Effect } from './faults.ts';
import type { Quirks } from './quirks.ts';
import type { Sandbox } from './sandbox.ts';

const match = {
	method: z.string().optional(),
	path: z.string().optional(),
	times: z.number().int().min(1).optional(),
	after: z.number().int().min(0).optional(),
};
const answer = {
	status: z.number().int(),
	body: z.unknown(),
	headers: z.record(z.string()).optional(),
};

/** The faults that JSON can say: all but `rewrite`, `wait` and `when`. */
const fault = z.discriminatedUnion('kind', [
	z.object({
		kind: z.literal('latency'),
		ms: z.number(),
		jitterMs: z.number().optional(),
		...match,
	}),
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

const quirks = z
	.object({
		rangeIncludesBounds: z.boolean(),
		emptyTranscriptShown: z.boolean(),
		totals: z.enum(['right', 'absent', 'wrong']),
		largestPage: z.number().int().min(1),
		chatsWithoutStart: z.array(z.string()),
		unknownId: z.union([z.literal(404), z.literal(422)]),
		dateHeader: z.union([z.enum(['clock', 'none']), z.number()]),
		endTimestampDelayMs: z.number().nullable(),
		listLagMs: z.number().min(0).max(5_000),
		ignoreFilters: z.array(z.string()),
		validation: z.enum(['error_message', 'message']),
		unregisteredNumbers: z.array(z.string()),
		contactExists: z.union([z.literal(400), z.literal(409), z.literal(422)]),
		updatePublished: z.enum(['refuse', 'draft']),
		deletePublished: z.enum(['refuse', 'delete']),
		publishTakesEffect: z.boolean(),
		attributes: z.enum(['replaced', 'merged', 'merged, null removes']),
		contentType: z.string().nullable(),
		inboundChatId: z.boolean(),
	} satisfies Record<keyof Quirks, z.ZodTypeAny>)
	.partial()
	.strict();

const rateLimit = z
	.object({
		perSecond: z.number().min(0),
		retryAfter: z.enum(['seconds', 'date', 'retry-after-ms', 'none']).default('seconds'),
	})
	.strict()
	.nullable();

const chat = z
	.object({
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
	.partial()
	.strict();

/** Adds the control calls under `/__sandbox/`: not recorded, without a key, never refused by faults. */
export function addControls(app: FastifyInstance, sandbox: Sandbox): void {
	app.setErrorHandler((error, _request, reply) =>
		reply.code(400).send(errorBody(400, error instanceof Error ? error.message : String(error))),
	);
	const read = (body: unknown): unknown => (typeof body === 'string' && body !== '' ? JSON.parse(body) : {});

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
	app.post('/__sandbox/reset', () => {
		sandbox.reset();
		return { done: true };
	});
	app.post('/__sandbox/faults', (request) => {
		const effect: Effect = fault.parse(read(request.body));
		sandbox.faults.add(effect);
		return { done: true };
	});
	app.delete('/__sandbox/faults', () => {
		sandbox.faults.clear();
		return { done: true };
	});
	app.post('/__sandbox/rate-limit', (request) => {
		sandbox.rateLimit = rateLimit.parse(read(request.body));
		return { done: true };
	});
	app.post('/__sandbox/clock/advance', (request) => {
		const { ms } = z.object({ ms: z.number() }).parse(read(request.body));
		sandbox.clock.advance(ms);
		return { now: sandbox.clock.now() };
	});
	app.post('/__sandbox/chats', (request) => sandbox.store.addChat(chat.parse(read(request.body))));
	app.post('/__sandbox/attributes', (request) => {
		const { ids } = z
			.object({ ids: z.array(z.string()) })
			.strict()
			.parse(read(request.body));
		sandbox.store.defineAttributes(...ids);
		return { done: true };
	});
	app.post('/__sandbox/quirks', (request) => Object.assign(sandbox.quirks, quirks.parse(read(request.body))));
	addWebhookControls(app, sandbox, read);
}
