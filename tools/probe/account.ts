import { setTimeout as sleep } from 'node:timers/promises';

import type { Made } from './made.ts';

export interface Answer {
	status: number;
	/** Of a body that is no JSON object: empty. */
	body: Record<string, unknown>;
	/** The time of the answer's `Date` header, ms since 1970; NaN without one. */
	date: number;
	retryAfter?: number;
}

/** The account that is asked, and what is known of all its answers. */
export interface Account {
	/** Sends one request; whatever its status, the answer is returned. */
	send: (method: string, path: string, body?: unknown, apiKey?: string) => Promise<Answer>;
	/** The same, where anything but a 2xx is a reason to give up. */
	must: (method: string, path: string, body?: unknown) => Promise<Record<string, unknown>>;
	requests: () => number;
	/** The names of headers that tell of a limit, from all answers. */
	limitHeaders: () => string[];
	/** Ends waits. A request that is under way is answered: what it makes has to be known. */
	signal: AbortSignal;
}

/** Where Retell's answer did not come in this time, ms, the question stays open. */
const TIMEOUT = 300_000;
/** A request that Retell limits is sent again after a wait, ms: nothing was done. */
const WAITS = [1_000, 4_000, 16_000, 30_000];
const LIMITED = 429;
const TELLS_OF_A_LIMIT = /rate|limit|retry|remaining|quota/i;

/**
 * @param made is told what was made, also where nobody knows
 */
export function openAccount(baseUrl: string, apiKey: string, signal: AbortSignal, made?: Made): Account {
	let requests = 0;
	const headers = new Set<string>();
	const sendOnce: Account['send'] = async (method, path, body, key = apiKey) => {
		requests++;
		const answer = await fetch(baseUrl + path, {
			method,
			headers: {
				authorization: `Bearer ${key}`,
				...(body !== undefined && { 'content-type': 'application/json' }),
			},
			body: body === undefined ? undefined : JSON.stringify(body),
			signal: AbortSignal.timeout(TIMEOUT),
		});
		answer.headers.forEach((_, name) => {
			if (TELLS_OF_A_LIMIT.test(name)) headers.add(name);
		});
		return {
			status: answer.status,
			body: objectIn(await answer.text()),
			date: Date.parse(answer.headers.get('date') ?? ''),
			retryAfter: retryAfterOf(answer.headers),
		};
	};
	const sendPatiently: Account['send'] = async (...request) => {
		for (const wait of WAITS) {
			const answer = await sendOnce(...request);
			if (answer.status !== LIMITED || signal.aborted) return answer;
			await sleep(answer.retryAfter ?? wait, undefined, { signal }).catch(() => undefined);
		}
		return await sendOnce(...request);
	};
	const send: Account['send'] = async (method, path, ...rest) => {
		const answer = await sendPatiently(method, path, ...rest).catch((thrown: unknown) => {
			made?.note(path, undefined);
			throw thrown;
		});
		made?.note(path, answer);
		return answer;
	};
	return {
		send,
		async must(method, path, body) {
			const answer = await send(method, path, body);
			if (answer.status >= 300) throw new Error(`${method} ${path} was refused: ${formOf(answer)}`);
			return answer.body;
		},
		requests: () => requests,
		limitHeaders: () => [...headers].sort(),
		signal,
	};
}

function retryAfterOf(headers: Headers): number | undefined {
	const seconds = Number(headers.get('retry-after') ?? NaN);
	return Number.isFinite(seconds) ? Math.min(seconds * 1_000, 60_000) : undefined;
}

function objectIn(text: string): Record<string, unknown> {
	try {
		const body: unknown = JSON.parse(text);
		return typeof body === 'object' && body !== null && !Array.isArray(body) ? { ...body } : {};
	} catch {
		return {};
	}
}

/** A refusal's status, the field that its words stand in, and the words. */
export function formOf({ status, body }: Answer): string {
	const words = Object.entries(body).filter(([name, value]) => typeof value === 'string' && name !== 'status');
	const said = words.map(([name, value]) => `${name}: "${String(value)}"`).join(', ');
	return [status, said].filter(Boolean).join(', ');
}

/**
 * The answer, where it is one to the question.
 *
 * @throws Error for a limit and for an outage: they answer nothing
 */
export function answering(answer: Answer): Answer {
	if (answer.status === LIMITED || answer.status >= 500) throw new Error(formOf(answer));
	return answer;
}

export function rowsOf({ items }: Record<string, unknown>): Array<Record<string, unknown>> {
	return Array.isArray(items) ? (items as Array<Record<string, unknown>>) : [];
}

/** Looks until something is there: how long that took, in ms; undefined if it did not come in time. */
export async function timeUntil(
	{ signal }: Pick<Account, 'signal'>,
	isThere: () => Promise<boolean>,
	most: number,
): Promise<number | undefined> {
	const began = performance.now();
	for (;;) {
		const asked = performance.now() - began;
		if (await isThere()) return Math.round(asked);
		if (asked > most) return undefined;
		// A look every 100 ms at first, later at a tenth of the time that has passed.
		await sleep(Math.max(100, asked / 10), undefined, { signal });
	}
}
