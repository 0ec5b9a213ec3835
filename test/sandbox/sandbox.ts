import Fastify from 'fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { createClock } from './clock.ts';
import type { Clock } from './clock.ts';
import { addControls } from './control.ts';
import { seedDemo } from './demo/seed.ts';
import { ERROR_TEXTS, errorBody, Refusal } from './errors.ts';
import { createFaults } from './faults.ts';
import type { Faults } from './faults.ts';
import { createGateway } from './gateway.ts';
import { defaultQuirks } from './quirks.ts';
import type { Quirks } from './quirks.ts';
import { createLimiter } from './rate-limit.ts';
import type { RateLimit } from './rate-limit.ts';
import { createRecorder } from './recorder.ts';
import type { RecordedRequest } from './requests.ts';
import { routes } from './routes/index.ts';
import type { Answer, Route } from './routes/route.ts';
import { createStore } from './store.ts';
import type { Store } from './store.ts';

export interface SandboxOptions {
  /** Default: any free port. */
  port?: number;
  /** Default 'key_sandbox'. */
  apiKey?: string;
  /** 'demo' (default): agents, numbers and past chats; 'empty': nothing at all. */
  seed?: 'demo' | 'empty';
  /** Between a chat's end and its analysis, ms; null: never. Default 3,000. */
  analysisDelayMs?: number | null;
  clock?: 'real' | 'manual';
  quirks?: Partial<Quirks>;
  /** How many requests are remembered, the oldest forgotten first. Default 50,000. */
  recordLimit?: number;
}

/** A Retell account behind a real HTTP server on the loopback. */
export interface Sandbox {
  url: string;
  apiKey: string;
  /** The valid keys; remove one to revoke it. */
  keys: Set<string>;
  /** Every API request, in order of arrival. */
  requests: RecordedRequest[];
  store: Store;
  faults: Faults;
  clock: Clock;
  quirks: Quirks;
  /** Requests beyond it get a 429 and are not processed. */
  rateLimit: RateLimit | null;
  /** Back to the freshly seeded state: clock, quirks, keys, no faults, no requests, no limit. */
  reset(): void;
  close(): Promise<void>;
}

const BODY_LIMIT = 20 * 1024 * 1024;

/** Starts a sandbox on 127.0.0.1. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { port = 0, apiKey = 'key_sandbox', seed = 'demo', recordLimit = 50_000 } = options;
  const { analysisDelayMs = 3_000 } = options;
  const clock = createClock(options.clock ?? 'real');
  const quirks: Quirks = { ...defaultQuirks(), ...options.quirks };
  const store = createStore({ clock, quirks, analysisDelayMs });
  const faults = createFaults();
  const limiter = createLimiter(clock);
  const keys = new Set([apiKey]);
  const closing = new AbortController();
  const recorder = createRecorder(clock, recordLimit);
  const { requests } = recorder;

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

  const sandbox: Sandbox = {
    url: '',
    apiKey,
    keys,
    requests,
    store,
    faults,
    clock,
    quirks,
    rateLimit: null,
    reset: () => {
      clock.reset();
      Object.assign(quirks, defaultQuirks(), options.quirks);
      keys.clear();
      keys.add(apiKey);
      faults.clear();
      limiter.reset();
      sandbox.rateLimit = null;
      requests.length = 0;
      store.clear();
      if (seed === 'demo') seedDemo(store, clock.now());
    },
    close: async () => {
      closing.abort();
      await app.close();
    },
  };

  const gateway = createGateway({
    clock,
    quirks,
    faults,
    keys,
    limiter,
    rateLimit: () => sandbox.rateLimit,
    closing: closing.signal,
    answered: recorder.answered,
  });

  async function serve(
    request: FastifyRequest,
    reply: FastifyReply,
    work: (record: RecordedRequest) => Answer,
  ) {
    const record = recorder.read(request);
    await gateway.serve(reply, record, () => work(record));
  }

  function run(route: Route, request: FastifyRequest, record: RecordedRequest): Answer {
    if (route.costsMoney && quirks.trialEnded) throw new Refusal(402);
    const params = Object.fromEntries(
      Object.entries(request.params ?? {}).map(([name, value]) => [name, String(value)]),
    );
    const { query, rawBody, headers } = record;
    if (!route.takesQuery && Object.keys(query).length > 0) {
      throw new Refusal(
        400,
        `${ERROR_TEXTS[400]} Unknown query parameter ${Object.keys(query).join()}`,
      );
    }
    return route.handle({
      store,
      quirks,
      clock,
      params,
      query,
      rawBody,
      contentType: headers['content-type'] ?? '',
    });
  }

  for (const route of routes) {
    app.route({
      method: route.method,
      url: route.path,
      handler: (request, reply) => serve(request, reply, (record) => run(route, request, record)),
    });
  }
  app.setNotFoundHandler((request, reply) =>
    serve(request, reply, () => {
      throw new Refusal(404);
    }),
  );
  addControls(app, sandbox);

  sandbox.reset();
  sandbox.url = await app.listen({ host: '127.0.0.1', port });
  return sandbox;
}
