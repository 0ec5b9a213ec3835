import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';
import type { Clock } from './clock.ts';
import { ERROR_TEXTS, errorBody, Refusal } from './errors.ts';
import { isDelay } from './faults.ts';
import type { Effect, Faults } from './faults.ts';
import type { Quirks } from './quirks.ts';
import { createRandom } from './random.ts';
import type { Limiter, RateLimit } from './rate-limit.ts';
import type { Recorder } from './recorder.ts';
import type { RecordedRequest } from './requests.ts';
import type { Answer } from './routes/route.ts';

interface GatewaySettings {
	clock: Clock;
	quirks: Quirks;
	faults: Faults;
	keys: Set<string>;
	limiter: Limiter;
	rateLimit: () => RateLimit | null;
	/** Ends all waiting. */
	closing: AbortSignal;
	answered: Recorder['answered'];
}

export type Serve = ReturnType<typeof createGateway>;

interface Sent extends Answer {
	headers?: Record<string, string>;
	contentType?: string;
}

function attempt(work: () => Answer): Sent {
	try {
		return work();
	} catch (error) {
		if (error instanceof Refusal) return { status: error.status, body: error.body };
		throw error;
	}
}

/** What stands before every call: faults, the key, the rate limit; and what sends the answers. */
export function createGateway(settings: GatewaySettings) {
	const { clock, quirks, faults, keys, limiter, rateLimit, closing, answered } = settings;
	const random = createRandom(7);
	const closed = new Promise((resolve) => closing.addEventListener('abort', resolve));

	function dateHeader(): Record<string, string> {
		const { dateHeader: quirk } = quirks;
		if (quirk === 'none') return {};
		return { date: new Date(clock.now() + (quirk === 'clock' ? 0 : quirk)).toUTCString() };
	}

	/** Writes the answer, or the first half of it and nothing more. */
	function send(reply: FastifyReply, record: RecordedRequest, answer: Sent, truncate = false): void {
		const { status, body, contentType = 'application/json; charset=utf-8', headers } = answer;
		const isText = typeof body === 'string' && answer.contentType !== undefined;
		const bytes = Buffer.from(body === undefined ? '' : isText ? body : JSON.stringify(body));
		const { raw } = reply;
		raw.sendDate = false;
		raw.writeHead(status, {
			...dateHeader(),
			...(body !== undefined && { 'content-type': contentType, 'content-length': bytes.length }),
			...headers,
		});
		answered(record, truncate ? null : status);
		if (truncate) {
			raw.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => raw.destroy());
			return;
		}
		raw.end(bytes);
	}

	function checked(record: RecordedRequest, work: () => Answer): Sent {
		const key = /^Bearer (.+)$/.exec(record.headers.authorization ?? '')?.[1];
		if (key === undefined || !keys.has(key)) return { status: 401, body: errorBody(401) };
		const headers = limiter.check(rateLimit());
		if (headers) return { status: 429, body: errorBody(429), headers };
		return attempt(work);
	}

	/** Applies the deciding effect, if any. */
	function act(effect: Effect | undefined, reply: FastifyReply, record: RecordedRequest, work: () => Answer): void {
		if (effect?.kind === 'hang') return;
		if (effect?.kind === 'dropBefore') return void reply.raw.destroy();
		if (effect?.kind === 'garbage') {
			const { status = 200, body, contentType = 'text/html; charset=utf-8' } = effect;
			return send(reply, record, { status, body, contentType });
		}
		if (effect?.kind === 'status' || effect?.kind === 'statusAfterWork') {
			if (effect.kind === 'statusAfterWork') checked(record, work);
			const { status, body = errorBody(status), headers } = effect;
			return send(reply, record, { status, body, headers });
		}
		const answer = checked(record, work);
		if (effect?.kind === 'dropAfter') reply.raw.destroy();
		else if (effect?.kind === 'rewrite')
			send(reply, record, { ...answer, body: effect.change(structuredClone(answer.body)) });
		else send(reply, record, answer, effect?.kind === 'truncate');
	}

	/** Waits as long as the delays ask for; false if the sandbox closed meanwhile. */
	async function waited(effects: Effect[], record: RecordedRequest): Promise<boolean> {
		for (const effect of effects.filter(isDelay)) {
			if (effect.kind === 'wait') {
				await Promise.race([effect.until(record), closed]);
				continue;
			}
			const jitter = effect.jitterMs ? random.below(effect.jitterMs + 1) : 0;
			await delay(effect.ms + jitter, undefined, { signal: closing }).catch(() => undefined);
		}
		return !closing.aborted;
	}

	/** Serves one recorded request; `work` is the call itself, and throws a Refusal to refuse. */
	return async (reply: FastifyReply, record: RecordedRequest, work: () => Answer): Promise<void> => {
		// From here on the answer is written by hand: fastify cannot cut one short.
		reply.hijack();
		try {
			const effects = faults.meet(record);
			if (!(await waited(effects, record))) return;
			const deciding = effects.find((effect) => !isDelay(effect));
			act(deciding, reply, record, work);
		} catch (error) {
			// A script, a `when` or a `change` of a test threw: say so instead of leaving the client waiting.
			const text = error instanceof Error ? error.message : String(error);
			send(reply, record, { status: 500, body: errorBody(500, `${ERROR_TEXTS[500]} ${text}`) });
		}
	};
}
