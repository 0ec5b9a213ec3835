import { refusedStatus, send, useSandbox } from './helpers.ts';

const { sandbox, client } = useSandbox();

describe('the controls, for a sandbox in a process of its own', () => {
  const control = (method: string, what: string, body?: unknown) =>
    send(sandbox(), { method, path: `/__sandbox/${what}`, body, headers: { authorization: '' } });

  test('change what the account does, without being recorded', async () => {
    await control('POST', 'faults', {
      kind: 'status',
      status: 503,
      times: 1,
      path: '/get-concurrency',
    });
    const status = () =>
      refusedStatus(
        client()
          .concurrency.retrieve()
          .then(() => Promise.reject(new Error('taken'))),
      );
    expect(await status()).toBe(503);
    await control('POST', 'faults', { kind: 'status', status: 503 });
    await control('DELETE', 'faults');
    expect(await status()).toBeUndefined();
    await control('POST', 'rate-limit', { perSecond: 0 });
    expect(await status()).toBe(429);
    expect(sandbox().requests).toHaveLength(3);
    expect((await control('GET', 'requests')).json).toMatchObject([
      { status: 503 },
      { status: 200 },
      { status: 429 },
    ]);
    await control('POST', 'reset');
    expect(sandbox().rateLimit).toBeNull();
  });

  test('add chats, move the clock, set quirks, and show it all', async () => {
    const added = await control('POST', 'chats', {
      chat_id: 'chat_mine',
      chat_status: 'ended',
      metadata: { a: 1 },
    });
    expect(added.json).toMatchObject({ chat_id: 'chat_mine' });
    const before = sandbox().clock.now();
    expect((await control('POST', 'clock/advance', { ms: 60_000 })).json).toEqual({
      now: before + 60_000,
    });
    expect((await control('POST', 'quirks', { unknownId: 404 })).json).toMatchObject({
      unknownId: 404,
    });
    expect(await refusedStatus(client().chat.retrieve('nope'))).toBe(404);
    const chat = await client().chat.retrieve('chat_mine');
    expect(chat).toMatchObject({
      metadata: { a: 1 },
      chat_analysis: { user_sentiment: 'Unknown' },
    });
    expect((await control('GET', 'state')).json).toMatchObject({
      now: before + 60_000,
      quirks: { unknownId: 404 },
    });
  });

  test.each([
    ['faults', { kind: 'explode' }],
    ['quirks', { unknownId: 500 }],
    ['chats', { nonsense: 1 }],
    ['rate-limit', 'not json'],
  ])('refuse nonsense: %s %j', async (what, body) => {
    expect((await control('POST', what, body)).status).toBe(400);
  });
});
