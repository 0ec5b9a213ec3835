// A server in this process that answers with what it is told, byte by byte.
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Reply } from './replies.ts';

export interface Answering {
	url: string;
	/** What was asked since `answer`. */
	asked: Array<{ method: string; path: string; body: string }>;
	/** From now on, requests are answered by this function; it gets the number of the request. */
	answer: (reply: (path: string, index: number) => Reply) => void;
	close: () => Promise<void>;
}

export async function startAnswering(): Promise<Answering> {
	let replyTo: (path: string, index: number) => Reply = () => ({ status: 500, body: '' });
	const asked: Answering['asked'] = [];
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const { pathname } = new URL(request.url ?? '', 'http://server');
			asked.push({ method: request.method ?? '', path: pathname, body: Buffer.concat(chunks).toString() });
			send(response, replyTo(pathname, asked.length - 1));
		});
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		asked,
		answer: (reply) => {
			asked.length = 0;
			replyTo = reply;
		},
		close: async () => {
			server.close();
			server.closeAllConnections();
			await once(server, 'close');
		},
	};
}

function send(response: ServerResponse, { status, headers = {}, body, cutAfter }: Reply): void {
	response.sendDate = false;
	response.strictContentLength = false;
	for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
	response.writeHead(status);
	if (cutAfter === undefined) {
		response.end(body);
		return;
	}
	const start = Buffer.from(body).subarray(0, cutAfter);
	if (start.length === 0) response.flushHeaders();
	response.write(start.length > 0 ? start : Buffer.alloc(1), () => response.destroy());
}
