import { isRecord } from '../../nodes/retell/values.ts';
import { defaultQuirks } from '../../tools/sandbox/quirks.ts';
import { Refusal, errorBody } from '../../tools/sandbox/errors.ts';
import { chatRoutes } from '../../tools/sandbox/routes/chats.ts';
import { listRoutes } from '../../tools/sandbox/routes/list-chats.ts';
import type { Call, Route } from '../../tools/sandbox/routes/route.ts';
import { createStore } from '../../tools/sandbox/store.ts';
import { createDice } from './dice.ts';
import { livesOf } from './lives.ts';
import { SECOND } from '../../tools/times.ts';
import { shiftAt, type WorldPlan } from './plan.ts';
import { faultFor, type Reply } from './server-faults.ts';
import type { VirtualTime } from '../host/time.ts';

/** A request as the node hands it to n8n. */
export interface NodeRequest {
	method?: string;
	baseURL?: string;
	url: string;
	qs?: unknown;
	body?: unknown;
	timeout?: number;
}

/** What became of a request. */
export interface RequestRecord {
	path: string;
	status: number | 'lost';
	rows: number;
	/** A planned fault had a hand in it. */
	faulty: boolean;
	/** It was refused as no request that Retell takes. */
	refused?: string;
}

export type WorldServer = ReturnType<typeof createWorldServer>;

const HANG = 10 * 60 * SECOND;

/** A network fault, as n8n's HTTP helper throws it. */
class NetworkFault extends Error {
	constructor(code: string) {
		super(code, { cause: { code } });
	}
}

/** The body as the server reads it: the node writes its JSON itself. */
function readBody({ body }: NodeRequest): unknown {
	return typeof body === 'string' ? JSON.parse(body) : body;
}

const delay = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Retell as the world's plan has it: the sandbox's own account, lists and checks, without a network. */
export function createWorldServer(plan: WorldPlan, time: VirtualTime) {
	const dice = createDice(plan.seed, 'server');
	const now = () => time.now() + shiftAt(plan.serverClock, time.now());
	const clock = { now };
	const quirks = { ...defaultQuirks(), ...plan.quirks };
	const store = createStore({ clock, quirks, analysisDelayMs: null });
	const liveUntil = livesOf(plan, store);

	function headers(): Record<string, string> {
		if (quirks.dateHeader === 'none') return {};
		const off = quirks.dateHeader === 'clock' ? 0 : quirks.dateHeader;
		return { date: new Date(now() + off).toUTCString() };
	}

	/** The server's pages may be smaller than what was asked for. */
	function limited(body: unknown): unknown {
		if (!isRecord(body)) return body;
		const limit = typeof body.limit === 'number' ? body.limit : 50;
		return limit <= plan.pageCap || limit > 1000 ? body : { ...body, limit: plan.pageCap };
	}

	function work({ method = 'GET', url, qs, body }: NodeRequest): Reply {
		const [route, params] = routeOf(method, url);
		if (!route || (isRecord(qs) && Object.keys(qs).length > 0)) {
			return { statusCode: 404, body: errorBody(404), headers: headers() };
		}
		const rawBody = body === undefined ? '' : JSON.stringify(limited(body));
		const call: Call = { store, quirks, clock, params, query: {}, rawBody, contentType: 'application/json' };
		try {
			const answer = route(call);
			// As over the wire: the node gets a copy, without anything undefined.
			return {
				statusCode: answer.status,
				body: JSON.parse(JSON.stringify(answer.body)) as unknown,
				headers: headers(),
			};
		} catch (error) {
			if (!(error instanceof Refusal)) throw error;
			return { statusCode: error.status, body: errorBody(error.status, error.message), headers: headers() };
		}
	}

	return {
		/** The server's own clock. */
		now,
		answer: async (sent: NodeRequest, record: (request: RequestRecord) => void): Promise<Reply> => {
			const request = { ...sent, body: readBody(sent) };
			const arrived = time.now();
			const entry: RequestRecord = { path: request.url, status: 'lost', rows: 0, faulty: false };
			record(entry);
			const verdict = faultFor(plan.faults, arrived, { path: request.url, body: request.body }, dice);
			entry.faulty = verdict !== undefined;
			const patience = request.timeout ?? Infinity;
			const [least, most] = plan.latencyMs;
			const takes =
				verdict?.kind === 'hang'
					? HANG
					: dice.between(least, most) + (verdict?.kind === 'slow' ? dice.between(4, 20) * SECOND : 0);
			await delay(Math.min(takes, patience));
			if (takes > patience) throw new NetworkFault('ECONNABORTED');
			if (verdict?.kind === 'lost' || verdict?.kind === 'hang') throw new NetworkFault('ECONNRESET');
			liveUntil(time.now());
			const reply =
				verdict?.kind === 'answer'
					? { ...verdict.reply, headers: { ...headers(), ...verdict.reply.headers } }
					: work(request);
			if (verdict?.kind === 'changed') reply.body = verdict.change(reply.body);
			entry.status = reply.statusCode;
			entry.rows = rowsIn(reply.body);
			const unknown = request.url.startsWith('/get-chat') && (reply.statusCode === 404 || reply.statusCode === 422);
			if (reply.statusCode >= 400 && !entry.faulty && !unknown) entry.refused = JSON.stringify(reply.body);
			return reply;
		},
	};
}

function routeOf(method: string, url: string): [Route | undefined, Record<string, string>] {
	if (method === 'POST' && url === '/v3/list-chats') return [listRoutes['POST /v3/list-chats'], {}];
	const id = /^\/get-chat\/([^/?]+)$/.exec(url)?.[1];
	if (method !== 'GET' || id === undefined) return [undefined, {}];
	return [chatRoutes['GET /get-chat/:id'], { id: decodeURIComponent(id) }];
}

function rowsIn(body: unknown): number {
	return isRecord(body) && Array.isArray(body.items) ? body.items.length : 0;
}
