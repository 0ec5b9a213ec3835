import Retell from 'retell-sdk';
import { startSandbox } from '../../tools/sandbox/index.ts';
import type { Sandbox, SandboxOptions } from '../../tools/sandbox/index.ts';
import { parsedOrUndefined } from '../../tools/sandbox/requests.ts';

/** A sandbox for all tests of a file, fresh before each; and Retell's own client, without retries. */
export function useSandbox(options: SandboxOptions = {}) {
	let sandbox: Sandbox;
	let client: Retell;
	beforeAll(async () => {
		sandbox = await startSandbox({ seed: 'empty', clock: 'manual', ...options });
		client = new Retell({ apiKey: sandbox.apiKey, baseURL: sandbox.url, maxRetries: 0 });
	});
	beforeEach(() => sandbox.reset());
	afterAll(() => sandbox.close());
	return {
		sandbox: () => sandbox,
		client: () => client,
		/** A request as no typed client would send it. The body is sent as JSON, unless it is text: then as it is. */
		send: async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
			const answer = await fetch(sandbox.url + path, {
				method,
				headers: {
					authorization: `Bearer ${sandbox.apiKey}`,
					...(body !== undefined && { 'content-type': 'application/json' }),
					...headers,
				},
				body: typeof body === 'string' ? body : JSON.stringify(body),
			});
			const text = await answer.text();
			return { status: answer.status, headers: answer.headers, text, json: parsedOrUndefined(text) };
		},
		/** Lets time pass by the sandbox clock, and waits until all webhooks are called that are due then. */
		pass: async (ms = 0) => {
			if (ms > 0) sandbox.clock.advance(ms);
			await sandbox.webhooks.idle();
		},
	};
}

interface Page {
	has_more: boolean;
	pagination_key?: string;
}

/** All pages of a list: each says that there is more if it has a key for it, and only then. */
export async function pagesOf<P extends Page>(
	list: (pagination_key: string | undefined) => Promise<P>,
	between?: (page: number) => void,
): Promise<P[]> {
	const pages: P[] = [];
	for (let key: string | undefined; ;) {
		const page = await list(key);
		expect(page.pagination_key !== undefined).toBe(page.has_more);
		pages.push(page);
		key = page.pagination_key;
		if (key === undefined) return pages;
		between?.(pages.length - 1);
	}
}

/** Retell's error body, with this in its text. */
export function errorWith(text: string): unknown {
	return { status: 'error', message: expect.stringContaining(text) as string };
}

/** The status of a refused call of Retell's client; fails if it was not refused. */
export async function refusedStatus(call: Promise<unknown>): Promise<unknown> {
	try {
		await call;
	} catch (error) {
		return error instanceof Retell.APIError ? error.status : undefined;
	}
	throw new Error('Nothing was refused');
}
