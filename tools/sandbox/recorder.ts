import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from './clock.ts';
import { parsedOrUndefined } from './requests.ts';
import type { RecordedRequest } from './requests.ts';

export type Recorder = ReturnType<typeof createRecorder>;

/**
 * Writes down every API request when it arrives, its body once it is read, its answer when it goes. Remembers the
 * last `limit` requests.
 */
export function createRecorder(clock: Clock, limit: number) {
	const requests: RecordedRequest[] = [];
	const records = new WeakMap<FastifyRequest['raw'], RecordedRequest>();
	const underWay = new Set<RecordedRequest>();

	return {
		requests,
		arrived: (request: FastifyRequest, reply: FastifyReply) => {
			const { pathname, searchParams } = new URL(request.url, 'http://sandbox');
			const record: RecordedRequest = {
				at: clock.now(),
				answeredAt: null,
				method: request.method,
				path: pathname,
				query: Object.fromEntries(searchParams),
				headers: request.headers,
				body: undefined,
				rawBody: '',
				status: null,
				inFlight: underWay.size + 1,
			};
			underWay.add(record);
			reply.raw.once('close', () => underWay.delete(record));
			records.set(request.raw, record);
			requests.push(record);
			if (requests.length > limit) requests.splice(0, requests.length - limit);
		},
		/** The record of a request that has arrived, with the body. */
		read: (request: FastifyRequest): RecordedRequest => {
			const record = records.get(request.raw);
			if (!record) throw new Error('A request that was not recorded');
			record.rawBody = typeof request.body === 'string' ? request.body : '';
			record.body = parsedOrUndefined(record.rawBody);
			return record;
		},
		/** An answer goes out; null: it is cut short. */
		answered: (record: RecordedRequest, status: number | null) => {
			record.answeredAt = clock.now();
			record.status = status;
			underWay.delete(record);
		},
		/** Forgets all requests; those still under way are counted no more. */
		clear: () => {
			requests.length = 0;
			underWay.clear();
		},
	};
}
