import { createServer } from 'node:http';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

/** A webhook call as it reached its receiver. */
export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  /** As it came. */
  body: string;
  event: string;
  /** The id of the chat it is about. */
  chat: string | undefined;
  signature: string;
}

/** What the receiver does about a call: answers, hangs up, or never answers. */
export type Reaction =
  | { status: number; body?: unknown; headers?: Record<string, string>; afterMs?: number }
  | 'hangUp'
  | 'silence';

export interface Receiver {
  url: string;
  received: Received[];
  /** What it does, call by call; counts from 1. Default: 204. */
  react: (call: Received, count: number) => Reaction;
}

const content = z.object({
  event: z.string(),
  chat: z.object({ chat_id: z.string() }).optional(),
  chat_inbound: z.object({ chat_id: z.string().optional() }).optional(),
});

function answer(response: ServerResponse, reaction: Reaction): void {
  if (reaction === 'silence') return;
  if (reaction === 'hangUp') {
    response.destroy();
    return;
  }
  const { status, body, headers, afterMs = 0 } = reaction;
  setTimeout(() => {
    response.writeHead(status, headers);
    response.end(typeof body === 'string' || body === undefined ? body : JSON.stringify(body));
  }, afterMs);
}

const taken = (): Reaction => ({ status: 204 });

/** A real server of webhooks for all tests of a file, fresh before each. */
export function useReceiver(): () => Receiver {
  const receiver: Receiver = { url: '', received: [], react: taken };
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const { event, chat, chat_inbound } = content.parse(JSON.parse(body));
      const call: Received = {
        path: request.url ?? '',
        headers: request.headers,
        body,
        event,
        chat: chat?.chat_id ?? chat_inbound?.chat_id,
        signature: String(request.headers['x-retell-signature']),
      };
      receiver.received.push(call);
      answer(response, receiver.react(call, receiver.received.length));
    });
  });
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('No port');
    receiver.url = `http://127.0.0.1:${address.port}/hook`;
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
