// Items side by side: order, how many at a time, what waits for what, and how a run stops.
import type { RecordedRequest } from '../sandbox/index.ts';
import type { Outcome } from './engine.ts';
import { assignments } from './fixtures.ts';
import { useWorld } from './world.ts';

const world = useWorld();

/** Adds chats and gives an input item for each. */
function addChats(count: number) {
  const { store } = world.sandbox;
  return Array.from({ length: count }, (_, n) => ({ chat_id: store.addChat({ chat_id: `chat_${n}` }).chat_id }));
}

const upTo = (parallelRequests: number | string) => ({ options: { parallelRequests } });
const mostAtATime = () => Math.max(...world.sandbox.requests.map(({ inFlight }) => inFlight));
const statusOf = (id: string) => world.sandbox.store.getChat(id)?.chat_status;
const pairs = ({ outputs }: Outcome) => outputs[0]?.map(({ pairedItem }) => pairedItem);
const oneToOne = (count: number) => Array.from({ length: count }, (_, item) => ({ item }));
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Lets the first requests wait, so that as many come together as may be under way. */
function holdFirst(times: number, path?: string) {
  world.sandbox.faults.add({ kind: 'latency', ms: 400, times, path });
}

/** Delays the requests about some chats. */
function slow(ids: string[], ms: number) {
  const isSlow = ({ path, body }: RecordedRequest) => ids.some((id) => path.endsWith(`/${id}`) || chatIn(body) === id);
  world.sandbox.faults.add({ kind: 'latency', ms, when: isSlow });
}

function chatIn(body: unknown): unknown {
  return typeof body === 'object' && body !== null && 'chat_id' in body ? body.chat_id : undefined;
}

describe('order and number', () => {
  test('items are begun and come out in the order of the input, in whatever order the answers come', async () => {
    const input = addChats(40);
    world.sandbox.faults.add({ kind: 'latency', ms: 0, jitterMs: 30 });
    const outcome = await world.run('chat.get', { input, parameters: upTo(8) });
    expect(outcome.json.map(({ chat_id }) => ({ chat_id }))).toEqual(input);
    expect(pairs(outcome)).toEqual(oneToOne(40));
    expect(outcome.sent.map(({ url }) => url)).toEqual(input.map(({ chat_id }) => `/get-chat/${chat_id}`));
    const answered = [...world.sandbox.requests].sort((a, b) => (a.answeredAt ?? 0) - (b.answeredAt ?? 0));
    expect(answered).not.toEqual(world.sandbox.requests);
  });

  test.each<[number | string | undefined, number]>([
    [undefined, 5],
    [1, 1],
    [12, 12],
    [50, 50],
    ['10', 10],
    ['={{ 3 }}', 3],
  ])('Parallel Requests %p: %i at a time, and never more', async (parallelRequests, expected) => {
    const input = addChats(120);
    holdFirst(expected);
    const parameters = parallelRequests === undefined ? {} : upTo(parallelRequests);
    const { json, error } = await world.run('chat.get', { input, parameters });
    expect(error).toBeUndefined();
    expect(json).toHaveLength(120);
    expect(mostAtATime()).toBe(expected);
  });

  test('the number holds for all requests together, where an item makes several', async () => {
    const input = addChats(30).map((item) => ({ ...item, text: 'hello' }));
    holdFirst(4);
    world.sandbox.faults.add({ kind: 'latency', ms: 5 });
    const { json } = await world.run('chat.sendMessage', {
      input,
      parameters: { options: { parallelRequests: 4, checkStatus: true } },
    });
    expect(json).toHaveLength(30);
    expect(world.sandbox.requests).toHaveLength(60);
    expect(mostAtATime()).toBe(4);
  });

  test('and where several items clean up', async () => {
    const { store } = world.sandbox;
    for (let n = 0; n < 40; n++) store.addChat({ agent_id: `agent_${n % 4}` });
    holdFirst(6, '/end-chat');
    world.sandbox.faults.add({ kind: 'latency', ms: 5 });
    const outcome = await world.run('chat.endMany', {
      input: ['agent_0', 'agent_1', 'agent_2', 'agent_3'].map((agent) => ({ agent })),
      parameters: { filters: { agentIds: '={{ [$json.agent] }}' }, ...upTo(6) },
    });
    expect(outcome.json.map(({ agent_id }) => agent_id)).toEqual(Array.from({ length: 40 }, (_, n) => `agent_${Math.floor(n / 10)}`));
    expect(mostAtATime()).toBe(6);
  });

  test('Get Many with Include Transcript reads the details side by side, in the order of the list', async () => {
    const { sandbox, run } = world;
    for (const { chat_id } of [...sandbox.store.chats()]) sandbox.store.deleteChat(chat_id);
    const start = Date.now() - 60_000;
    const ids = Array.from({ length: 25 }, (_, n) => sandbox.store.addChat({ start_timestamp: start + n }).chat_id);
    holdFirst(7, '/get-chat');
    sandbox.faults.add({ kind: 'latency', ms: 0, jitterMs: 20 });
    const { json } = await run('chat.getAll', {
      parameters: { options: { includeTranscript: true, sortOrder: 'ascending', parallelRequests: 7 } },
    });
    expect(json.map(({ chat_id }) => chat_id)).toEqual(ids);
    expect(json.every((chat) => 'messages' in chat)).toBe(true);
    expect(sandbox.requests).toHaveLength(26);
    expect(mostAtATime()).toBe(7);
  });
});

describe('Parallel Requests', () => {
  const BAD = [0, 51, 2.5, -1, 'x', '', '={{ [] }}'];

  const NUMBER = 'Fill in a number such as 10.';
  const WHOLE = 'Fill in a whole number from 1 to 50.';

  test.each(BAD.map((value) => [value, typeof value === 'number' ? WHOLE : NUMBER]))('%j is refused: %s', async (value, advice) => {
    const { error, sent } = await world.run('chat.get', { input: addChats(3), parameters: upTo(value) });
    expect(error?.message).toContain('"Parallel Requests" is not a');
    expect(error?.description).toBe(`${advice} 0 of 3 items were done.`);
    expect(error?.context?.itemIndex).toBe(0);
    expect(sent).toHaveLength(0);
  });

  test.each(BAD)('%j, and On Error: Continue: each item says so', async (value) => {
    const { json, outputs, sent } = await world.run('chat.get', {
      input: addChats(3),
      parameters: upTo(value),
      onError: 'continueRegularOutput',
    });
    expect(json).toHaveLength(3);
    for (const item of json) expect(item.error).toContain('"Parallel Requests" is not a');
    expect(outputs[0]?.map(({ pairedItem }) => pairedItem)).toEqual(oneToOne(3));
    expect(sent).toHaveLength(0);
  });

  test('a value that is wrong for one item fails that item alone', async () => {
    const [first = {}, second = {}] = addChats(2);
    const { json } = await world.run('chat.get', {
      input: [{ ...first, many: 'x' }, { ...second, many: 5 }],
      parameters: upTo('={{ $json.many }}'),
      onError: 'continueRegularOutput',
    });
    expect(json).toMatchObject([{ error: '"Parallel Requests" is not a number: x' }, { chat_id: 'chat_1' }]);
  });
});

describe('items about the same chat', () => {
  /** The requests about each chat, which must not overlap. */
  function expectOneAfterTheOther(ids: string[], requestsOf: (id: string) => RecordedRequest[]) {
    for (const id of ids) {
      const requests = requestsOf(id);
      expect(requests.length).toBeGreaterThan(1);
      for (const [index, { at }] of requests.entries()) {
        const before = requests[index - 1];
        if (before) expect(at).toBeGreaterThanOrEqual(before.answeredAt ?? Infinity);
      }
    }
  }

  test('are updated one after the other, in their order, while other chats go on', async () => {
    const { sandbox, run } = world;
    addChats(4);
    // Each chat four times, with blanks around the ID now and then: 0 1 2 3 0 1 2 3 ...
    const input = Array.from({ length: 16 }, (_, n) => ({ chat_id: n > 7 ? ` chat_${n % 4}\n` : `chat_${n % 4}`, ticket: n }));
    holdFirst(4);
    sandbox.faults.add({ kind: 'latency', ms: 5, jitterMs: 20 });
    const outcome = await run('chat.update', {
      input,
      parameters: { updateFields: { metadata: assignments(['ticket', '={{ $json.ticket }}', 'number']) }, ...upTo(10) },
    });
    expect(outcome.json.map(({ metadata }) => metadata)).toEqual(input.map(({ ticket }) => ({ ticket })));
    expect(pairs(outcome)).toEqual(oneToOne(16));
    const ids = ['chat_0', 'chat_1', 'chat_2', 'chat_3'];
    expectOneAfterTheOther(ids, (id) => sandbox.requests.filter(({ path }) => path.endsWith(`/${id}`)));
    expect(ids.map((id) => sandbox.store.getChat(id)?.metadata)).toEqual([12, 13, 14, 15].map((ticket) => ({ ticket })));
    expect(mostAtATime()).toBe(4);
  });

  test('get their messages one after the other, in their order, while other chats go on', async () => {
    const { sandbox, run } = world;
    addChats(3);
    const input = Array.from({ length: 15 }, (_, n) => ({ chat_id: `chat_${n % 3}`, text: `message ${n}` }));
    holdFirst(3);
    sandbox.faults.add({ kind: 'latency', ms: 5, jitterMs: 20 });
    const outcome = await run('chat.sendMessage', { input });
    expect(outcome.json.map(({ chat_id }) => chat_id)).toEqual(input.map(({ chat_id }) => chat_id));
    expect(pairs(outcome)).toEqual(oneToOne(15));
    const ids = ['chat_0', 'chat_1', 'chat_2'];
    expectOneAfterTheOther(ids, (id) => sandbox.requests.filter(({ body }) => chatIn(body) === id));
    for (const id of ids) {
      const said = sandbox.store.getChat(id)?.messages.filter(({ role }) => role === 'user');
      expect(said).toMatchObject(input.filter(({ chat_id }) => chat_id === id).map(({ text }) => ({ content: text })));
    }
    expect(mostAtATime()).toBe(3);
  });

  test('do not hold up those about other chats', async () => {
    const { sandbox, run } = world;
    const others = addChats(10).slice(1);
    sandbox.faults.add({ kind: 'hang', path: '/end-chat/chat_0' });
    const input = [{ chat_id: 'chat_0' }, { chat_id: 'chat_0' }, { chat_id: 'chat_0' }, ...others];
    await run('chat.end', {
      input,
      parameters: upTo(2),
      onStart: ({ cancel }) => {
        const whenDone = setInterval(() => {
          if (others.some(({ chat_id }) => statusOf(chat_id) === 'ongoing')) return;
          clearInterval(whenDone);
          cancel();
        }, 5);
      },
    });
    expect(sandbox.requests.filter(({ path }) => path.endsWith('/chat_0'))).toHaveLength(1);
  });

  test('go on after one of them failed, with On Error: Continue', async () => {
    const { sandbox, run } = world;
    addChats(2);
    sandbox.faults.add({ kind: 'status', status: 500, path: '/create-chat-completion', when: ({ rawBody }) => rawBody.includes('"bad"') });
    const input = ['one', 'bad', 'three'].flatMap((text) => ['chat_0', 'chat_1'].map((chat_id) => ({ chat_id, text })));
    const { json } = await run('chat.sendMessage', { input, onError: 'continueRegularOutput' });
    expect(json.map(({ chat_id, error }) => chat_id ?? error)).toEqual([
      'chat_0',
      'chat_1',
      'Retell could not process the request',
      'Retell could not process the request',
      'chat_0',
      'chat_1',
    ]);
  });
});

describe('a failure', () => {
  test('stops what was not begun, and lets what is under way come to its end', async () => {
    const { sandbox, run } = world;
    const input = addChats(20);
    input[1] = { chat_id: 'chat_nowhere' };
    slow(['chat_0', 'chat_2'], 300);
    const { error, json } = await run('chat.end', { input, parameters: upTo(3) });
    expect(json).toEqual([]);
    expect(error?.message).toBe('The chat "chat_nowhere" was not found');
    expect(error?.description).toMatch(/[^ ] 2 of 20 items were done\.$/);
    expect(error).toMatchObject({ httpCode: '422', context: { itemIndex: 1 } });
    expect(sandbox.requests.map(({ path }) => path).sort()).toEqual(
      ['/end-chat/chat_0', '/end-chat/chat_2', '/end-chat/chat_nowhere'],
    );
    expect(['chat_0', 'chat_2', 'chat_3'].map(statusOf)).toEqual(['ended', 'ended', 'ongoing']);
  });

  test('of several, the first one by item counts, whichever came first', async () => {
    const input = addChats(5);
    for (const n of [1, 3, 4]) input[n] = { chat_id: `nowhere_${n}` };
    slow(['nowhere_1'], 150);
    slow(['nowhere_4'], 300);
    const { error } = await world.run('chat.end', { input });
    expect(error?.message).toBe('The chat "nowhere_1" was not found');
    expect(error?.context?.itemIndex).toBe(1);
    expect(error?.description).toMatch(/2 of 5 items were done\.$/);
  });

  test('of a later item of the same chat is not begun', async () => {
    const input = [{ chat_id: 'nowhere' }, { chat_id: 'nowhere' }, { chat_id: 'nowhere' }];
    const { error } = await world.run('chat.end', { input });
    expect(error?.description).toMatch(/0 of 3 items were done\.$/);
    expect(world.sandbox.requests).toHaveLength(1);
  });

  test('of the only item comes without a count', async () => {
    const { error } = await world.run('chat.end', { input: [{ chat_id: 'nowhere' }] });
    expect(error?.description).toMatch(/Check "Chat"/);
    expect(error?.description).not.toMatch(/items? were done/);
  });

  test('of one in 200, with On Error: Continue: 199 results, in order', async () => {
    const input = addChats(200);
    input[77] = { chat_id: 'nowhere' };
    world.sandbox.faults.add({ kind: 'latency', ms: 0, jitterMs: 5 });
    const outcome = await world.run('chat.end', { input, onError: 'continueRegularOutput', parameters: upTo(20) });
    expect(outcome.json.map(({ chat_id, ended }) => (ended ? chat_id : 'failed'))).toEqual(
      input.map(({ chat_id }, n) => (n === 77 ? 'failed' : chat_id)),
    );
    expect(outcome.json[77]).toMatchObject({ error: 'The chat "nowhere" was not found' });
    expect(pairs(outcome)).toEqual(oneToOne(200));

    const split = await world.run('chat.end', { input, onError: 'continueErrorOutput', parameters: upTo(20) });
    expect(split.outputs.map((items) => items.length)).toEqual([199, 1]);
    expect(split.outputs[1]).toMatchObject([{ json: { chat_id: 'nowhere' }, pairedItem: { item: 77 } }]);
  });
});

describe('a run that is cancelled', () => {
  /** Runs, cancels once so many requests have arrived (and a moment later), and gives what is left. */
  async function cancelAfter(
    requests: number,
    parallelRequests: number,
    onError?: 'continueRegularOutput',
    input: object[] = addChats(200),
  ) {
    const { sandbox, run } = world;
    let cancelledAt = Infinity;
    const outcome = await run('chat.end', {
      input,
      parameters: upTo(parallelRequests),
      onError,
      onStart: ({ cancel }) => {
        const whenAsked = setInterval(() => {
          if (sandbox.requests.length < requests) return;
          clearInterval(whenAsked);
          setTimeout(() => {
            cancelledAt = Date.now();
            cancel();
          }, 100);
        }, 5);
      },
    });
    expect(Date.now() - cancelledAt).toBeLessThan(1000);
    const sent = outcome.sent.length;
    await pause(300);
    expect(outcome.sent).toHaveLength(sent);
    expect(sandbox.requests).toHaveLength(sent);
    return outcome;
  }

  test.each([undefined, 'continueRegularOutput'] as const)('with a full pool ends within a second (%s)', async (onError) => {
    world.sandbox.faults.add({ kind: 'hang' });
    const { sent } = await cancelAfter(20, 20, onError);
    expect(sent).toHaveLength(20);
  });

  test.each([undefined, 'continueRegularOutput'] as const)('while all wait for a limit ends within a second (%s)', async (onError) => {
    const { faults, store } = world.sandbox;
    faults.add({ kind: 'status', status: 429, headers: { 'retry-after': '30' }, after: 30 });
    const { sent } = await cancelAfter(31, 10, onError);
    expect(sent.length).toBeLessThanOrEqual(30 + 10);
    expect(store.chats().filter(({ chat_id, chat_status }) => /^chat_\d+$/.test(chat_id) && chat_status === 'ended')).toHaveLength(30);
  });

  test('with very many items ends within a second', async () => {
    world.sandbox.faults.add({ kind: 'hang' });
    const input = Array.from({ length: 20_000 }, (_, n) => ({ chat_id: `chat_${n}` }));
    const { sent } = await cancelAfter(5, 5, undefined, input);
    expect(sent).toHaveLength(5);
  });

  test('does not send what waited for its turn', async () => {
    const { sandbox, run } = world;
    addChats(40);
    sandbox.faults.add({ kind: 'hang', path: '/end-chat' });
    const ended = () => sandbox.requests.filter(({ path }) => path.startsWith('/end-chat'));
    const { sent } = await run('chat.endMany', {
      input: [{}, {}, {}, {}],
      parameters: upTo(5),
      onStart: ({ cancel }) => {
        const whenFull = setInterval(() => {
          if (ended().length < 5) return;
          clearInterval(whenFull);
          cancel();
        }, 5);
      },
    });
    await pause(300);
    expect(ended()).toHaveLength(5);
    expect(sent).toHaveLength(4 + 5);
  });

  test('while a call waits to be repeated ends within a second', async () => {
    world.sandbox.faults.add({ kind: 'status', status: 503, headers: { 'retry-after': '30' } });
    const { sent } = await cancelAfter(10, 10);
    expect(sent).toHaveLength(10);
  });
});

test('a limit of 20 requests a second: 500 items succeed in order, with few requests in vain', async () => {
  const { sandbox, run } = world;
  const input = addChats(500);
  sandbox.rateLimit = { perSecond: 20, retryAfter: 'seconds' };
  const outcome = await run('chat.end', { input, parameters: upTo(10) });
  expect(outcome.error).toBeUndefined();
  expect(outcome.json).toEqual(input.map(({ chat_id }) => ({ chat_id, ended: true, already_ended: false })));
  expect(pairs(outcome)).toEqual(oneToOne(500));
  expect(sandbox.requests.length).toBeLessThanOrEqual(525);
}, 120_000);
