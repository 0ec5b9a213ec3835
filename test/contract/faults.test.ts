import Retell from 'retell-sdk';
import type { Fault, Match } from '../sandbox/index.ts';
import { startSandbox } from '../sandbox/index.ts';
import { errorWith, rejection, send, useSandbox } from './helpers.ts';

const { sandbox, client } = useSandbox();
const create = () => client().chat.create({ agent_id: 'agent_1' });
const count = () => sandbox().store.chats().length;

beforeEach(() => {
  sandbox().store.addAgent({ agent_id: 'agent_1' });
});

describe('each fault does its harm before or after the work', () => {
  test.each<[Fault, number, number]>([
    [{ kind: 'status', status: 503 }, 503, 0],
    [{ kind: 'statusAfterWork', status: 500 }, 500, 1],
    [{ kind: 'garbage', status: 502, body: '<h1>Bad gateway</h1>' }, 502, 0],
  ])('%j', async (fault, status, worked) => {
    sandbox().faults.add(fault);
    expect(await rejection(create())).toMatchObject({ status });
    expect(count()).toBe(worked);
    expect(sandbox().requests).toMatchObject([
      { path: '/create-chat', status, body: { agent_id: 'agent_1' } },
    ]);
  });

  test.each<[Fault, number]>([
    [{ kind: 'dropBefore' }, 0],
    [{ kind: 'dropAfter' }, 1],
    [{ kind: 'truncate' }, 1],
  ])('%j', async (fault, worked) => {
    sandbox().faults.add(fault);
    const request = send(sandbox(), {
      method: 'POST',
      path: '/create-chat',
      body: { agent_id: 'agent_1' },
    });
    await expect(request).rejects.toThrow();
    expect(count()).toBe(worked);
    expect(sandbox().requests).toMatchObject([{ status: null }]);
  });

  test('a body that is no JSON comes with status 200 too', async () => {
    sandbox().faults.add({ kind: 'garbage', body: '<html>', contentType: 'text/html' });
    const answer = await send(sandbox(), { method: 'GET', path: '/get-concurrency' });
    expect(answer).toMatchObject({ status: 200, text: '<html>', json: undefined });
    expect(answer.headers.get('content-type')).toBe('text/html');
  });

  test('an answer can be rewritten into any shape', async () => {
    sandbox().store.addChat();
    const shapes: unknown[] = [
      { has_more: true },
      { items: null, has_more: false },
      [],
      'text',
      null,
    ];
    for (const shape of shapes) {
      const handle = sandbox().faults.add({ kind: 'rewrite', change: () => shape });
      const { status, json } = await send(sandbox(), {
        method: 'POST',
        path: '/v3/list-chats',
        body: {},
      });
      expect({ status, json }).toEqual({ status: 200, json: shape });
      handle.remove();
    }
  });

  test('the body and the headers of a refusal can be given', async () => {
    sandbox().faults.add({
      kind: 'status',
      status: 429,
      body: { detail: 'slow' },
      headers: { 'retry-after': '7' },
    });
    const answer = await send(sandbox(), { method: 'GET', path: '/get-concurrency' });
    expect(answer).toMatchObject({ status: 429, json: { detail: 'slow' } });
    expect(answer.headers.get('retry-after')).toBe('7');
  });

  test('a request can hang until its client gives up or the sandbox closes', async () => {
    const own = await startSandbox({ seed: 'empty' });
    own.faults.add({ kind: 'hang' });
    const giveUp = new AbortController();
    const request = fetch(`${own.url}/get-concurrency`, { signal: giveUp.signal });
    const forEver = fetch(`${own.url}/get-concurrency`);
    const settled = Promise.allSettled([request, forEver]);
    while (own.requests.length < 2) await new Promise((resolve) => setImmediate(resolve));
    giveUp.abort();
    await own.close();
    expect(await settled).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
    expect(own.requests).toMatchObject([{ status: null }, { status: null }]);
  });

  test('delays add to another fault, and requests pass each other meanwhile', async () => {
    sandbox().faults.add({ kind: 'latency', ms: 30, jitterMs: 5, path: '/get-concurrency' });
    sandbox().faults.add({ kind: 'status', status: 500, path: '/get-concurrency' });
    const slow = send(sandbox(), { method: 'GET', path: '/get-concurrency' });
    while (sandbox().requests.length < 1) await new Promise((resolve) => setImmediate(resolve));
    await create();
    expect(sandbox().requests).toMatchObject([
      { inFlight: 1, status: null },
      { inFlight: 2, status: 201 },
    ]);
    expect(await slow).toMatchObject({ status: 500 });
  });

  test('closing does not wait for a delay', async () => {
    const own = await startSandbox({ seed: 'empty' });
    own.faults.add({ kind: 'latency', ms: 3_600_000 });
    const request = rejection(fetch(`${own.url}/get-concurrency`));
    while (own.requests.length < 1) await new Promise((resolve) => setImmediate(resolve));
    await own.close();
    expect(await request).toMatchObject({ message: 'fetch failed' });
  });

  test('a script that throws is a 500, not a silence', async () => {
    sandbox().store.addAgent({
      agent_id: 'agent_1',
      reply: () => {
        throw new Error('oh dear');
      },
    });
    const { chat_id } = await create();
    const failed = client().chat.createChatCompletion({ chat_id, content: 'x' });
    expect(await rejection(failed)).toMatchObject({ status: 500, error: errorWith('oh dear') });
  });
});

describe('a fault meets the requests it is meant for', () => {
  async function statuses(fault: Fault): Promise<number[]> {
    sandbox().store.addChat({ chat_id: 'chat_1' });
    const handle = sandbox().faults.add(fault);
    const seen: number[] = [];
    for (const [method, path, body] of [
      ['GET', '/get-chat/chat_1'],
      ['POST', '/v3/list-chats', { limit: 1 }],
      ['POST', '/v3/list-chats', { limit: 2 }],
      ['GET', '/get-concurrency'],
      ['GET', '/get-chat/chat_1?x=1'],
    ] as const) {
      seen.push((await send(sandbox(), { method, path, body })).status);
    }
    expect(handle.hits()).toBe(seen.filter((status) => status === 500).length);
    return seen;
  }
  const fault = { kind: 'status', status: 500 } as const;

  test.each<[string, Match, number[]]>([
    ['all', {}, [500, 500, 500, 500, 500]],
    ['by method', { method: 'post' }, [200, 500, 500, 200, 200]],
    ['by path', { path: '/get-chat' }, [500, 200, 200, 200, 500]],
    ['by pattern', { path: /^\/get-c/g }, [500, 200, 200, 500, 500]],
    ['some times', { times: 2 }, [500, 500, 200, 200, 200]],
    ['after some', { after: 3 }, [200, 200, 200, 500, 500]],
    ['once after one', { after: 1, times: 1, path: '/v3/list-chats' }, [200, 200, 500, 200, 200]],
    [
      'by their body',
      { when: (request) => JSON.stringify(request.body) === '{"limit":1}' },
      [200, 500, 200, 200, 200],
    ],
  ])('%s', async (_what, match, expected) => {
    expect(await statuses({ ...fault, ...match })).toEqual(expected);
  });

  test('the first one added decides; removed and cleared ones are gone', async () => {
    const status = async () =>
      (await send(sandbox(), { method: 'GET', path: '/get-concurrency' })).status;
    const first = sandbox().faults.add({ kind: 'status', status: 502 });
    const second = sandbox().faults.add({ kind: 'status', status: 503, times: 1 });
    expect(await status()).toBe(502);
    expect(second.hits()).toBe(0);
    first.remove();
    expect(await status()).toBe(503);
    expect(await status()).toBe(200);
    sandbox().faults.add(fault);
    sandbox().faults.clear();
    expect(await status()).toBe(200);
  });
});

describe('the rate limit', () => {
  test.each(['seconds', 'date', 'retry-after-ms', 'none'] as const)(
    'refuses without work, telling: %s',
    async (retryAfter) => {
      sandbox().rateLimit = { perSecond: 2, retryAfter };
      const answers = [];
      for (let n = 0; n < 3; n += 1) {
        answers.push(
          await send(sandbox(), {
            method: 'POST',
            path: '/create-chat',
            body: { agent_id: 'agent_1' },
          }),
        );
      }
      expect(answers.map((answer) => answer.status)).toEqual([201, 201, 429]);
      expect(count()).toBe(2);
      const last = answers[2];
      expect(last?.json).toEqual(errorWith('Account rate limited'));
      const after = last?.headers.get('retry-after') ?? null;
      const ms = last?.headers.get('retry-after-ms') ?? null;
      if (retryAfter === 'seconds') expect(after).toBe('1');
      else if (retryAfter === 'date')
        expect(Date.parse(after ?? '')).toBeGreaterThan(sandbox().clock.now());
      else expect(after).toBeNull();
      expect(ms !== null).toBe(retryAfter === 'retry-after-ms');
      sandbox().clock.advance(1_000);
      await create();
      expect(count()).toBe(3);
    },
  );
});

test('requests are recorded as they came, also refused ones', async () => {
  await send(sandbox(), {
    method: 'POST',
    path: '/v2/list-agents?limit=5&sort_order=ascending',
    body: { filter_criteria: {} },
  });
  await send(sandbox(), {
    method: 'POST',
    path: '/create-chat',
    body: '{nonsense',
    headers: { 'x-own': '1' },
  });
  await send(sandbox(), { method: 'GET', path: '/gone/a%2Fb' });
  expect(sandbox().requests).toMatchObject([
    {
      method: 'POST',
      path: '/v2/list-agents',
      query: { limit: '5', sort_order: 'ascending' },
      body: { filter_criteria: {} },
      status: 200,
    },
    { rawBody: '{nonsense', body: undefined, status: 400, headers: { 'x-own': '1' } },
    { method: 'GET', path: '/gone/a%2Fb', rawBody: '', body: undefined, status: 404 },
  ]);
  expect(sandbox().requests[0]).toMatchObject({
    at: sandbox().clock.now(),
    answeredAt: sandbox().clock.now(),
  });
});

test('only so many requests are remembered as were asked for', async () => {
  const own = await startSandbox({ seed: 'empty', recordLimit: 2 });
  const retell = new Retell({ apiKey: own.apiKey, baseURL: own.url, maxRetries: 0 });
  await retell.concurrency.retrieve();
  await retell.chat.list();
  await retell.phoneNumber.list();
  expect(own.requests.map((request) => request.path)).toEqual([
    '/v3/list-chats',
    '/v2/list-phone-numbers',
  ]);
  await own.close();
});
