import type { z } from 'zod';
import type { Clock } from '../clock.ts';
import { ERROR_TEXTS, invalid, Refusal, unknownId } from '../errors.ts';
import type { Quirks } from '../quirks.ts';
import { parsedOrUndefined } from '../requests.ts';
import type { Store } from '../store.ts';

/** What a call has to work with. */
export interface Call {
	store: Store;
	quirks: Quirks;
	clock: Pick<Clock, 'now'>;
	params: Record<string, string>;
	query: Record<string, string>;
	rawBody: string;
	contentType: string;
}

export interface Answer {
	status: number;
	/** Sent as JSON; no body at all if undefined. */
	body?: unknown;
}

/** What one call of the API does. */
export interface Route {
	(call: Call): Answer;
	/** All others refuse any query. */
	takesQuery?: true;
}

/** Calls by their method and path, in fastify's notation. */
export type Routes = Record<`${'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'} /${string}`, Route>;

type Schema<T> = z.ZodType<T, z.ZodTypeDef, unknown>;

export function ok(body: unknown): Answer {
	return { status: 200, body };
}

/** A call with a query, which is checked. */
export function withQuery<T>(schema: Schema<T>, work: (call: Call, query: T) => Answer): Route {
	return Object.assign((call: Call) => work(call, parse(call, schema, call.query, 'query')), {
		takesQuery: true as const,
	});
}

/** The JSON body, checked. An empty one counts as `{}` where the reference makes it optional. */
export function bodyOf<T>(call: Call, schema: Schema<T>, optional = false): T {
	if (call.rawBody === '' && optional) return parse(call, schema, {}, 'body');
	if (!/^application\/json\b/i.test(call.contentType)) {
		throw new Refusal(400, `${ERROR_TEXTS[400]} unsupported media type ${call.contentType}`);
	}
	const body = parsedOrUndefined(call.rawBody);
	if (body === undefined) throw new Refusal(400, `${ERROR_TEXTS[400]} request/body must be valid JSON`);
	return parse(call, schema, body, 'body');
}

/** The id in the path. */
export function idOf({ params }: Call): string {
	return params['id'] ?? '';
}

/** What has this id, by default that of the path; an unknown one answers as the quirk says. */
export function found<T>(call: Call, kind: string, find: (id: string) => T | undefined, id = idOf(call)): T {
	const thing = find(id);
	if (thing === undefined) throw unknownId(call.quirks, kind, id);
	return thing;
}

function parse<T>({ quirks }: Call, schema: Schema<T>, value: unknown, where: string): T {
	const result = schema.safeParse(value);
	if (!result.success) throw invalid(quirks, where, result.error);
	return result.data;
}
