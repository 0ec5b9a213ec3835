// How long a request may take, against servers that n8n's HTTP client waits for without end.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import FakeTimers from '@sinonjs/fake-timers';

import { connectToRetell, type RetellCall } from '../../nodes/retell/http/client.ts';
import { nodeOf, pollContext, workflowWith } from '../host/data.ts';
import { executeContext } from '../host/run.ts';
import { executionData, nodeTypes } from '../host/retell.ts';
import { until } from '../../tools/sandbox/holds.ts';

let server: Server;
let answer: (response: ServerResponse, request: IncomingMessage) => void;
beforeAll(async () => {
	server = createServer((request, response) => answer(response, request));
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
});
afterAll(() => {
	server.close();
	server.closeAllConnections();
});

const JSON_TYPE = { 'content-type': 'application/json' };
const CALL: RetellCall<unknown> = { method: 'GET', path: '/get-chat/chat_1', timeout: 60_000, parse: (body) => body };

const contexts = {
	poll: () => pollContext({ ...surroundings(), activation: 'update' }),
	execution: () => executeContext(surroundings()),
};

function surroundings() {
	const node = nodeOf('n8n-nodes-retell-chat.retellChat');
	const workflow = workflowWith({ nodes: [node], nodeTypes });
	const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	return { node, workflow, ...executionData({ credential: { apiKey: 'key_1', baseUrl } }) };
}

/** One byte each 50 ms, for six seconds. Returns whether its connection was closed meanwhile. */
function trickle() {
	const seen = { closed: false };
	answer = (response) => {
		let bytes = 0;
		response.writeHead(200, JSON_TYPE).write('[');
		const timer = setInterval(() => (++bytes < 120 ? response.write(' ') : response.end(']')), 50);
		response.once('close', () => {
			clearInterval(timer);
			seen.closed = !response.writableFinished;
		});
	};
	return seen;
}

describe.each(['poll', 'execution'] as const)('%s:', (of) => {
	test.each([
		['that one answer may take', () => ({ longestAnswer: 300 })],
		['that all may take', () => ({ deadline: Date.now() + 300 })],
	])('an answer that trickles in is given up after the time %s', async (_which, limits) => {
		const connection = trickle();
		const began = Date.now();
		const sent = connectToRetell(contexts[of](), { ...limits(), mostTries: { rateLimited: 1, other: 1 } })(CALL);
		await expect(sent).rejects.toMatchObject({
			message: "Retell didn't respond in time",
			failure: { cause: 'temporarily-unavailable' },
		});
		expect(Date.now() - began).toBeLessThan(2_000);
		// There, n8n puts the execution's own signal in the place of the node's.
		if (of !== 'execution') await until(() => connection.closed);
	});

	test('no timer is left after an answer', async () => {
		answer = (response) => response.writeHead(200, JSON_TYPE).end('[]');
		const context = contexts[of]();
		const clock = FakeTimers.install({ toFake: ['setTimeout', 'clearTimeout'] });
		try {
			await expect(connectToRetell(context)(CALL)).resolves.toEqual([]);
			expect(clock.countTimers()).toBe(0);
		} finally {
			clock.uninstall();
		}
	});
});

test('a request for which there was no time is told as that, and not as one without a response', async () => {
	const send = connectToRetell(contexts.poll(), { deadline: Date.now() });
	const failed = send({ ...CALL, uncertain: 'The chat may still have been created.' });
	await expect(failed).rejects.toMatchObject({
		message: 'There was no time left to send the request',
		description: expect.stringMatching(/^Other requests .+ at the same time\.$/) as string,
		failure: { cause: 'temporarily-unavailable' },
	});
});

test('where there is no time for one more try, what became of the last one is told', async () => {
	// The second request takes the only place until the time is over.
	answer = (response, { url }) => void (url === '/first' && response.writeHead(503).end());
	const send = connectToRetell(contexts.poll(), { parallel: 1, deadline: Date.now() + 1_500 });
	const [first, second] = [send({ ...CALL, path: '/first' }), send({ ...CALL, path: '/second' })];
	await expect(second).rejects.toThrow("Retell didn't respond in time");
	await expect(first).rejects.toThrow("Retell couldn't process the request");
});
