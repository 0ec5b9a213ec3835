// For every call, the node's request is the one that Retell's own SDK makes.
import Retell from 'retell-sdk';

import { DEMO_AGENTS, DEMO_NUMBERS, startSandbox, type RecordedRequest, type Sandbox } from '../sandbox/index.ts';
import { runWorkflow } from './engine.ts';
import { credentialFor, OPERATIONS, workflowOf } from './fixtures.ts';

let sandbox: Sandbox;
let retell: Retell;
beforeAll(async () => {
  sandbox = await startSandbox();
  retell = new Retell({ apiKey: sandbox.apiKey, baseURL: sandbox.url, maxRetries: 0 });
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.reset());

const CHAT = 'chat_wire identity/?#%é';

const CASES: Record<(typeof OPERATIONS)[number], { input: object; sdk: () => Promise<unknown> }> = {
  'chat.create': {
    input: { agent_id: DEMO_AGENTS.support, name: 'Åsa' },
    sdk: () =>
      retell.chat.create({
        agent_id: DEMO_AGENTS.support,
        agent_version: 'latest_published',
        metadata: { customer: 'Åsa', orders: 3, tags: ['a', 'b'] },
        retell_llm_dynamic_variables: { customer_name: 'Åsa', order_count: '3', vip: 'true' },
      }),
  },
  'chat.createSms': {
    input: { from: DEMO_NUMBERS.reminders, to: '+14155550123', name: 'Åsa' },
    sdk: () =>
      retell.chat.createSMSChat({
        from_number: DEMO_NUMBERS.reminders,
        to_number: '+14155550123',
        metadata: { from_number: DEMO_NUMBERS.reminders, to_number: '+14155550123', customer: 'Åsa' },
        retell_llm_dynamic_variables: { customer_name: 'Åsa' },
      }),
  },
  'chat.delete': { input: { chat_id: CHAT }, sdk: () => retell.chat.delete(CHAT) },
  'chat.end': { input: { chat_id: CHAT }, sdk: () => retell.chat.end(CHAT) },
  'chat.get': { input: { chat_id: CHAT }, sdk: () => retell.chat.retrieve(CHAT) },
  'chat.getAll': {
    input: {},
    sdk: () => retell.chat.list({ sort_order: 'descending', limit: 50 }),
  },
  'chat.rerunAnalysis': { input: { chat_id: CHAT }, sdk: () => retell.chat.rerunAnalysis(CHAT) },
  'chat.sendMessage': {
    input: { chat_id: CHAT, text: 'Grüße 👋' },
    sdk: () => retell.chat.createChatCompletion({ chat_id: CHAT, content: 'Grüße 👋' }),
  },
  'chat.update': {
    input: { chat_id: CHAT, ticket: 7 },
    sdk: () =>
      retell.chat.update(CHAT, {
        custom_attributes: { priority: 'high', score: 4.5, open: false },
        data_storage_setting: 'everything',
        metadata: { ticket: 7 },
        override_dynamic_variables: { plan: '2' },
      }),
  },
  'chatAgent.get': {
    input: { agent_id: DEMO_AGENTS.support },
    sdk: () => retell.chatAgent.retrieve(DEMO_AGENTS.support),
  },
  'chatAgent.getAll': {
    input: {},
    sdk: () =>
      retell.chatAgent.list({
        limit: 50,
        filter_criteria: { channel: { type: 'string', op: 'eq', value: 'chat' } },
      }),
  },
};

test.each(OPERATIONS)('%s sends what the SDK sends', async (operation) => {
  const { input, sdk } = CASES[operation];

  const bySdk = await requestsOf(sdk);
  const byNode = await requestsOf(async () => {
    const { error } = await runWorkflow(workflowOf(operation), {
      credential: credentialFor(sandbox),
      input: [input],
    });
    expect(error).toBeUndefined();
  });

  expect(bySdk).toHaveLength(1);
  expect(byNode).toEqual(bySdk);
});

/** What was sent meanwhile, with a chat to work on, in a state that the call accepts. */
async function requestsOf(send: () => Promise<unknown>) {
  sandbox.reset();
  const ended = expect.getState().currentTestName?.includes('rerun');
  sandbox.store.addChat({ chat_id: CHAT, agent_id: DEMO_AGENTS.support, ...(ended && { end_timestamp: Date.now() }) });
  await send();
  return sandbox.requests.map(wireOf);
}

function wireOf({ method, path, query, body, rawBody, headers, status }: RecordedRequest) {
  return {
    method,
    path: decodeURIComponent(path),
    query,
    body,
    empty: rawBody === '',
    type: headers['content-type'],
    authorization: headers.authorization,
    status,
  };
}
