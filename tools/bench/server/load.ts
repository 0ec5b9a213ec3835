import { Agent, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { performance } from 'node:perf_hooks';
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

export interface Load {
	/** How long each answer took, ms. */
	answers: number[];
	/** From the first request to the last answer, ms. */
	ms: number;
}

/** Sends so many requests, so many at once. */
export async function load(count: number, atOnce: number, call: () => Call): Promise<Load> {
	const agent = new Agent({ keepAlive: true });
	const calls = Array.from({ length: count }, call);
	const answers: number[] = [];
	const begun = performance.now();
	const work = async () => {
		for (let next = calls.pop(); next; next = calls.pop()) answers.push(await send(next, agent));
	};
	await Promise.all(Array.from({ length: atOnce }, work));
	agent.destroy();
	return { answers, ms: performance.now() - begun };
}
