import Fastify from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from './clock.ts';
import { ERROR_TEXTS, errorBody, Refusal } from './errors.ts';
import type { Serve } from './gateway.ts';
import type { Quirks } from './quirks.ts';
import type { Recorder } from './recorder.ts';
import type { RecordedRequest } from './requests.ts';
import { routes } from './routes/index.ts';
import type { Answer, Route } from './routes/route.ts';
import type { Store } from './store.ts';

interface ServerSettings {
	clock: Clock;
	quirks: Quirks;
	store: Store;
	recorder: Recorder;
	serve: Serve;
}

const BODY_LIMIT = 20 * 1024 * 1024;

/** The API as an HTTP server: every request is recorded, and served through the gateway. */
export function createServer(settings: ServerSettings): FastifyInstance {
	const { clock, quirks, store, recorder, serve } = settings;
	const app = Fastify({
		forceCloseConnections: true,
		bodyLimit: BODY_LIMIT,
		routerOptions: { maxParamLength: 1_000 },
		exposeHeadRoutes: false,
		frameworkErrors: (error, request, reply: FastifyReply) => {
			const { statusCode = 400, message } = error;
			recorder.arrived(request, reply);
			recorder.answered(recorder.read(request), statusCode);
			void reply.code(statusCode).send(errorBody(statusCode, message));
		},
	});
	// Bodies are read as text whatever their type: the calls themselves judge them.
	app.removeAllContentTypeParsers();
	app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));

	app.addHook('onRequest', (request, reply, done) => {
		if (!request.url.startsWith('/__sandbox/')) recorder.arrived(request, reply);
		done();
	});

	function run(route: Route, request: FastifyRequest, { query, rawBody, headers }: RecordedRequest): Answer {
		const params = Object.fromEntries(
			Object.entries(request.params ?? {}).map(([name, value]) => [name, String(value)]),
		);
		if (!route.takesQuery && Object.keys(query).length > 0) {
			throw new Refusal(400, `${ERROR_TEXTS[400]} Unknown query parameter ${Object.keys(query).join()}`);
		}
		const contentType = headers['content-type'] ?? '';
		return route({ store, quirks, clock, params, query, rawBody, contentType });
	}

	for (const [call, route] of Object.entries(routes)) {
		const [method = '', url = ''] = call.split(' ');
		app.route({
			method,
			url,
			handler: async (request, reply) => {
				const record = recorder.read(request);
				await serve(reply, record, () => run(route, request, record));
			},
		});
	}
	app.setNotFoundHandler((request, reply) =>
		serve(reply, recorder.read(request), () => {
			throw new Refusal(404, `Cannot ${request.method} ${request.url}`);
		}),
	);
	return app;
}
