import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

/** A webhook call as it reached its receiver. */
interface Received {
	path: string;
	headers: IncomingHttpHeaders;
	/** As it came. */
	body: string;
	/** Empty where the body is, as from the test button. */
	event: string;
	/** The id of the chat it is about. */
	chat: string | undefined;
	signature: string;
}

/** What the receiver does about a call: answers, at once or after something else, hangs up, or never answers. */
export type Reaction =
	{ status: number; body?: unknown; headers?: Record<string, string>; after?: Promise<unknown> } | 'hangUp' | 'silence';

interface Receiver {
	url: string;
	received: Received[];
	/** The events of the calls that came, or of those about one chat. */
	events: (chat?: string) => string[];
	/** What it does, call by call; counts from 1. Default: 204. */
	react: (call: Received, count: number) => Reaction;
	/** Waits until so many calls have come: one that its sender has given up may still be on its way. */
	come: (count: number) => Promise<void>;
}

const content = z.object({
	event: z.string(),
	chat: z.object({ chat_id: z.string() }).optional(),
	chat_inbound: z.object({ chat_id: z.string().optional() }).optional(),
});

async function answer(response: ServerResponse, reaction: Reaction): Promise<void> {
	if (reaction === 'silence') return;
	if (reaction === 'hangUp') return void response.destroy();
	const { status, body, headers, after } = reaction;
	await after;
	response.writeHead(status, headers);
	response.end(typeof body === 'string' || body === undefined ? body : JSON.stringify(body));
}

const taken = (): Reaction => ({ status: 204 });

/** A real server of webhooks for all tests of a file, fresh before each. */
export function useReceiver(): () => Receiver {
	const calls = new EventEmitter();
	const receiver: Receiver = {
		url: '',
		received: [],
		events: (chat) =>
			receiver.received.filter((call) => chat === undefined || call.chat === chat).map(({ event }) => event),
		react: taken,
		come: async (count) => {
			while (receiver.received.length < count) await once(calls, 'call');
		},
	};
	const server = createServer((request, response) => {
		void text(request).then((body) => {
			const { event, chat, chat_inbound } = content.parse(body === '' ? { event: '' } : JSON.parse(body));
			const call: Received = {
				path: request.url ?? '',
				headers: request.headers,
				body,
				event,
				chat: chat?.chat_id ?? chat_inbound?.chat_id,
				signature: String(request.headers['x-retell-signature']),
			};
			receiver.received.push(call);
			calls.emit('call');
			return answer(response, receiver.react(call, receiver.received.length));
		});
	});
	beforeAll(async () => {
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
		receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
	});
	beforeEach(() => {
		receiver.received = [];
		receiver.react = taken;
	});
	afterAll(() => {
		server.closeAllConnections();
		server.close();
	});
	return () => receiver;
}
