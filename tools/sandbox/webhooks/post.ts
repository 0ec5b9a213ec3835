import { request as plain } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { request as secure } from 'node:https';
import { text } from 'node:stream/consumers';
import { clearTimeout, setTimeout } from 'node:timers';

/** What became of one request; without a status it failed, and `error` says how. */
export interface Outcome {
	status: number | null;
	error: string | null;
	/** Body of the answer. */
	answer: string;
}

interface Post {
	url: string;
	body: string;
	headers: Record<string, string>;
	/** Counts from when the request is out: one that was never sent is no slow answer. */
	timeoutMs: number;
	/** Ends the request. */
	stop: AbortSignal;
}

export const NOT_LOOPBACK = 'refused: not a loopback address';
export const STOPPED = 'stopped';
export const TIMEOUT = 'timeout';

/** Addresses of this machine alone: a sandbox tells nobody else anything. */
function isLoopback(url: string): boolean {
	const { protocol = '', hostname: host = '' } = URL.parse(url) ?? {};
	if (protocol !== 'http:' && protocol !== 'https:') return false;
	return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}

const LONGEST_TIMER = 2 ** 31 - 1;

/** One POST over a connection of its own, redirects not followed. Never throws. */
export async function post({ url, body, headers, timeoutMs, stop }: Post): Promise<Outcome> {
	const failed = (error: string): Outcome => ({ status: null, error, answer: '' });
	if (!isLoopback(url)) return failed(NOT_LOOPBACK);
	const timeout = new AbortController();
	let timer: NodeJS.Timeout | undefined;
	const bytes = Buffer.from(body);
	try {
		const response = await new Promise<IncomingMessage>((resolve, reject) => {
			const request = url.startsWith('https:') ? secure : plain;
			const sent = request(url, {
				method: 'POST',
				agent: false,
				headers: { ...headers, 'content-length': bytes.length },
				signal: AbortSignal.any([stop, timeout.signal]),
			});
			sent.on('finish', () => {
				timer = setTimeout(() => timeout.abort(), Math.min(timeoutMs, LONGEST_TIMER)).unref();
			});
			sent.on('error', reject);
			sent.on('response', resolve);
			sent.end(bytes);
		});
		return { status: response.statusCode ?? null, error: null, answer: await text(response) };
	} catch (error) {
		if (stop.aborted) return failed(STOPPED);
		if (timeout.signal.aborted) return failed(TIMEOUT);
		const code = typeof error === 'object' && error !== null && 'code' in error && error.code;
		return failed(String(code || error));
	} finally {
		clearTimeout(timer);
	}
}
