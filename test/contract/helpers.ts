import Retell from 'retell-sdk';
import { startSandbox } from '../../tools/sandbox/index.ts';
import type { Sandbox, SandboxOptions } from '../../tools/sandbox/index.ts';

/** A sandbox for all tests of a file, fresh before each; and Retell's own client, without retries. */
export function useSandbox(options: SandboxOptions = {}): {
	sandbox: () => Sandbox;
	client: () => Retell;
} {
	let sandbox: Sandbox | undefined;
	let client: Retell | undefined;
	const started = <T>(thing: T | undefined): T => {
		if (thing === undefined) throw new Error('The sandbox has not started');
		return thing;
	};
	beforeAll(async () => {
		sandbox = await startSandbox({ seed: 'empty', clock: 'manual', ...options });
		client = new Retell({ apiKey: sandbox.apiKey, baseURL: sandbox.url, maxRetries: 0 });
	});
	beforeEach(() => sandbox?.reset());
	afterAll(() => sandbox?.close());
	return { sandbox: () => started(sandbox), client: () => started(client) };
}

export interface RawAnswer {
	status: number;
	headers: Headers;
	text: string;
	json: unknown;
}

interface RawRequest {
	method: string;
	path: string;
	/** Sent as JSON, unless it is text: then as it is. */
	body?: unknown;
	headers?: Record<string, string>;
}

/** A request as no typed client would send it. */
export async function send(sandbox: Sandbox, request: RawRequest): Promise<RawAnswer> {
	const { method, path, body, headers } = request;
	const answer = await fetch(sandbox.url + path, {
		method,
		headers: {
			authorization: `Bearer ${sandbox.apiKey}`,
			...(body === undefined ? {} : { 'content-type': 'application/json' }),
			...headers,
		},
		body: typeof body === 'string' || body === undefined ? body : JSON.stringify(body),
	});
	const text = await answer.text();
	let json: unknown;
	try {
		json = JSON.parse(text);
	} catch {
		json = undefined;
	}
	return { status: answer.status, headers: answer.headers, text, json };
}

/** Retell's error body, with this in its text. */
export function errorWith(text: string): unknown {
	return { status: 'error', message: expect.stringContaining(text) as string };
}

/** What a promise was rejected with; fails if it was not. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
	try {
		await promise;
	} catch (error) {
		return error;
	}
	throw new Error('Nothing was refused');
}

/** The status of a refused call of Retell's client. */
export async function refusedStatus(promise: Promise<unknown>): Promise<number | undefined> {
	const error = await rejection(promise);
	return error instanceof Retell.APIError ? (error.status as number | undefined) : undefined;
}
