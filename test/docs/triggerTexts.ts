// What the triggers say, run through n8n-core so that they complain.
import { PollContext } from 'n8n-core';
import { Workflow } from 'n8n-workflow';
import Retell from 'retell-sdk';

import { RetellChatTrigger } from '../../nodes/RetellChatTrigger/RetellChatTrigger.node.ts';
import { executionData, nodeTypes } from '../nodes/engine.ts';
import { credentialFor, locator } from '../nodes/fixtures.ts';
import type { Sandbox } from '../sandbox/index.ts';
import { triggerNode } from '../trigger/poller.ts';
import { startReceiver, type Receiver } from '../webhook/receiver.ts';

/** What a piece of work is refused with. */
export async function messageOf(work: Promise<unknown>): Promise<string> {
  const thrown: unknown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (thrown instanceof Error) return thrown.message;
  throw new Error('Nothing was thrown');
}

/** "Fetch Test Event" in an account without ended chats. */
export async function samplingText(sandbox: Sandbox): Promise<string> {
  for (const { chat_id } of [...sandbox.store.chats()]) sandbox.store.deleteChat(chat_id);
  const node = triggerNode();
  const workflow = new Workflow({ id: 'editor', nodes: [node], connections: {}, active: false, nodeTypes });
  const { additionalData } = executionData({ credential: credentialFor(sandbox) });
  const context = new PollContext(workflow, node, additionalData, 'manual', 'manual');
  return await messageOf(new RetellChatTrigger().poll.call(context));
}

/** Agents whose webhook cannot be taken, and a call that Retell did not sign. */
export async function webhookTexts(sandbox: Sandbox): Promise<string[]> {
  const retell = new Retell({ apiKey: sandbox.apiKey, baseURL: sandbox.url, maxRetries: 0 });
  const response_engine = { type: 'retell-llm' as const, llm_id: sandbox.store.addLlm().llm_id };
  const withAgent = async <Shown>(prepare: object, work: (receiver: Receiver, agentId: string) => Promise<Shown>) => {
    const { agent_id } = await retell.chatAgent.create({ agent_name: 'Support', response_engine, ...prepare });
    const receiver = await startReceiver({
      credential: credentialFor(sandbox),
      parameters: { events: ['chatEnded'], agentIds: [], simplify: true, registerWithAgent: locator(agent_id) },
      workflowId: agent_id,
    });
    try {
      return await work(receiver, agent_id);
    } finally {
      await receiver.close();
    }
  };
  return [
    await withAgent({ webhook_url: 'https://hooks.example.com/a' }, (receiver) => messageOf(receiver.publish())),
    await withAgent({}, async (receiver, agentId) => {
      await retell.chatAgent.publish(agentId, { version: 0 });
      return await messageOf(receiver.publish());
    }),
    await withAgent({}, async (receiver) => {
      await receiver.publish();
      return await messageOf(receiver.listen());
    }),
    await withAgent({}, async ({ url }) => {
      const answer = await fetch(url, { method: 'POST', body: '{}' });
      const { message } = (await answer.json()) as { message: string };
      return message;
    }),
  ];
}
