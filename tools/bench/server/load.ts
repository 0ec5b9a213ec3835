import { Agent, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import pLimit from 'p-limit';
import type { Call } from './triggers.ts';

/** Sends one request and waits for the whole answer, ms; an Error for any other answer than a 200. */
async function send({ url, body, headers }: Call, agent: Agent): Promise<number> {
	const begun = performance.now();
	const length = { 'content-length': Buffer.byteLength(body) };
	const status = await new Promise<number>((resolve, reject) => {
		const sent = request(url, { method: 'POST', agent, headers: { ...headers, ...length } }, (answer) => {
			buffer(answer).then(() => resolve(answer.statusCode ?? 0), reject);
		});
		sent.once('error', reject).end(body);
	});
	if (status !== 200) throw new Error(`n8n answered with ${status}`);
	return performance.now() - begun;
}

/** Sends so many requests, so many at once: how long each answer took, and all of them together, ms. */
export async function load(count: number, atOnce: number, call: () => Call) {
	const agent = new Agent({ keepAlive: true });
	const calls = Array.from({ length: count }, call);
	const begun = performance.now();
	const answers = await pLimit(atOnce).map(calls, (each) => send(each, agent));
	agent.destroy();
	return { answers, ms: performance.now() - begun };
}
