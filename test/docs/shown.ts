// The texts that the package shows, drawn from it: functions are called and nodes are run so that they complain.
import type { INodeParameters } from 'n8n-workflow';

import { RetellChatApi } from '../../credentials/RetellChatApi.credentials.ts';
import { retellApi } from '../../nodes/retell/api.ts';
import type { RetellCall } from '../../nodes/retell/client.ts';
import { apiKeyOf, baseUrlOf } from '../../nodes/retell/credential.ts';
import { explain } from '../../nodes/retell/errorTexts.ts';
import { pageTurner } from '../../nodes/retell/paging.ts';
import type { Refusal, RefusalKind } from '../../nodes/retell/refusals.ts';
import { assignments, locator, type OperationName } from '../nodes/fixtures.ts';
import type { World } from '../nodes/world.ts';

/** What a call shows that throws. */
function thrownBy(call: () => unknown): string {
  try {
    call();
  } catch (thrown) {
    if (thrown instanceof Error) return thrown.message;
  }
  throw new Error('Nothing was thrown');
}

export function credentialTexts(): string[] {
  const rules = new RetellChatApi().test.rules ?? [];
  return [
    ...rules.flatMap(({ properties }) => ('message' in properties ? [properties.message] : [])),
    thrownBy(() => apiKeyOf(' ')),
    thrownBy(() => apiKeyOf('key •••')),
    thrownBy(() => baseUrlOf('api.retellai.com')),
    thrownBy(() => baseUrlOf('http://api.retellai.com')),
  ];
}

/** Every kind, so that a new one is not forgotten. */
const REFUSALS: Record<RefusalKind, Refusal> = {
  alreadyEnded: { kind: 'alreadyEnded', status: 400, said: '' },
  cut: { kind: 'cut', status: null, said: '' },
  forbidden: { kind: 'forbidden', status: 403, said: '' },
  invalid: { kind: 'invalid', status: 400, said: '' },
  notFound: { kind: 'notFound', status: 404, said: '' },
  payment: { kind: 'payment', status: 402, said: '' },
  rateLimited: { kind: 'rateLimited', status: 429, said: '' },
  redirect: { kind: 'redirect', status: 307, said: '' },
  server: { kind: 'server', status: 500, said: '' },
  slow: { kind: 'slow', status: null, said: '' },
  unauthorized: { kind: 'unauthorized', status: 401, said: '' },
  unreachable: { kind: 'unreachable', status: null, said: '' },
  unreadable: { kind: 'unreadable', status: 200, said: '' },
};

/** What each refusal of each call looks like, and what is added where nobody knows whether it took effect. */
export function answerTexts(): string[] {
  const calls: Array<RetellCall<unknown>> = [];
  const retell = retellApi(async (call) => {
    calls.push(call);
    return await new Promise(() => {});
  });
  void retell.createChat({ agent_id: 'agent_123' });
  void retell.sendMessage({ chat_id: 'chat_123', content: '' });
  void retell.listChats({ limit: 1 });
  void retell.createSmsChat({ from_number: '+14155550123', to_number: '+14155550124' });
  void retell.rerunAnalysis('chat_123');
  void retell.createChatAgent({ response_engine: { type: 'retell-llm', llm_id: 'llm_123' } });
  void retell.createAgentVersion('agent_123', { base_version: 7 });
  const messages = calls.flatMap((call) =>
    Object.values(REFUSALS).map((refusal) => explain(refusal, { ...call, tries: 1 }).message),
  );
  const endless = thrownBy(() => pageTurner()({ items: [], has_more: true }));
  return [...messages, ...calls.flatMap(({ uncertain }) => uncertain ?? []), endless];
}

type Wrong = [OperationName, INodeParameters];
const filters = (values: INodeParameters): Wrong => ['chat.getAll', { filters: values }];
const session = { conversation: 'session', agentId: locator('agent_123') };

const WRONG: Wrong[] = [
  ['chat.get', { chatId: locator('') }],
  ['chat.get', { chatId: locator('={{ $json.nothing }}') }],
  ['chat.get', { chatId: locator('..') }],
  ['chat.create', { additionalFields: { agentVersion: 'v3' } }],
  ['chat.createSms', { toNumber: '={{ $json.nothing }}' }],
  ['chat.createSms', { toNumber: '(415) 555-0123' }],
  ['chat.create', { additionalFields: { metadata: '={{ "order 7" }}' } }],
  ['chat.create', { additionalFields: { metadata: assignments(['text', 'x'.repeat(60_000)]) } }],
  ['chat.create', { additionalFields: { metadata: assignments(['', 'x']) } }],
  ['chat.create', { additionalFields: { metadata: assignments(['order', 'maybe', 'boolean']) } }],
  ['chat.update', { updateFields: { customAttributes: '={{ { address: { city: "Bern" } } }}' } }],
  ['chat.update', { updateFields: {} }],
  ['chat.getAll', { limit: 0 }],
  ['chat.getAll', { options: { parallelRequests: 51 } }],
  ['chat.getAll', { operation: 'archive' }],
  filters({ minCost: '={{ "ten" }}' }),
  filters({ minCost: -1 }),
  filters({ startedAfter: 'yesterday' }),
  filters({ agentTags: '={{ { name: "beta" } }}' }),
  filters({ statuses: '={{ ["finished"] }}' }),
  filters({ successful: '={{ "maybe" }}' }),
  filters({ endedAfter: '2026-02-01', endedBefore: '2026-01-01' }),
  filters({ customAttributes: { conditions: [{ key: 'order', comparison: 'resembles', value: '7' }] } }),
  filters({ customAttributes: { conditions: [{ key: '', comparison: 'equals', value: '7' }] } }),
  filters({ customAttributes: { conditions: [{ key: 'order', comparison: 'equals', value: '' }] } }),
  ['chat.sendMessage', { message: '={{ { text: "Hello" } }}' }],
  ['chat.sendMessage', { ...session, sessionKey: '={{ $json.nothing }}' }],
  [
    'chat.sendMessage',
    { ...session, sessionKey: 'Ada', additionalFields: { metadata: assignments(['session_key', 'Bob']) } },
  ],
  ['chat.deleteMany', { filters: {} }],
  ['chat.deleteMany', { filters: { olderThanHours: 0 } }],
];

const VALID = { chat_id: 'chat_123', agent_id: 'agent_123', text: 'Hello', from: '+14155550142', to: '+14155550123' };

/** What the action node says, run with wrong values and with chats that have ended. */
export async function nodeTexts({ run, sandbox }: World): Promise<string[]> {
  const shown = async (operation: OperationName, parameters: INodeParameters) => {
    const { error } = await run(operation, { input: [VALID], parameters }).catch((error: Error) => ({ error }));
    if (!error) throw new Error(`${operation} took ${JSON.stringify(parameters)}`);
    // n8n's own check of required fields lists what is missing, under the node's name.
    return error.message.replace(/^.* has issues:\s*- /s, '');
  };
  const texts: string[] = [];
  texts.push(await shown('chatAgent.update', { agentId: locator('agent_1'), updateFields: { autoCloseMinutes: 7200 } }));
  const weights = { outboundSmsAgents: { agents: [{ agentId: 'agent_1', weight: 0.9 }] } };
  texts.push(await shown('phoneNumber.updateSms', { phoneNumber: locator('+14155550142', 'number'), updateFields: weights }));
  for (const wrong of WRONG) texts.push(await shown(...wrong));

  sandbox.store.addChat({ chat_id: 'chat_123', chat_status: 'ended', chat_type: 'sms_chat' });
  texts.push(await shown('chat.end', { options: { ifEnded: 'error' } }));
  texts.push(await shown('chat.sendMessage', { options: { ifEnded: 'startNew' } }));

  const cancelled = await run('chat.end', { input: [VALID], onStart: ({ cancel }) => cancel() });
  return [...texts, cancelled.error?.message ?? ''];
}
