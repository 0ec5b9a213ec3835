// What the trigger for texts and the operation that answers them say, run so that they complain.
import { setTimeout as sleep } from 'node:timers/promises';
import type { INodeParameters } from 'n8n-workflow';

import { CREDENTIALS, runWorkflow } from '../nodes/engine.ts';
import { credentialFor, locator } from '../nodes/fixtures.ts';
import type { Sandbox } from '../sandbox/index.ts';
import { startReceiver, type Receiver } from '../webhook/receiver.ts';
import { messageOf } from './triggerTexts.ts';

const OURS = '+14155550142';

function answerNode(parameters: INodeParameters = {}) {
  return {
    id: 'answer',
    name: 'Answer the text',
    type: 'n8n-nodes-retell-chat.retellChat',
    typeVersion: 1,
    position: [0, 0] as [number, number],
    parameters: { resource: 'inboundSms', operation: 'answer', reject: false, additionalFields: {}, ...parameters },
    credentials: CREDENTIALS,
  };
}

export async function inboundSmsTexts(sandbox: Sandbox): Promise<string[]> {
  const { agent_id } = sandbox.store.addAgent({});
  let workflow = 0;
  const having = async <Shown>(parameters: INodeParameters, work: (receiver: Receiver) => Promise<Shown>, answer?: INodeParameters) => {
    const receiver = await startReceiver({
      credential: credentialFor(sandbox),
      trigger: 'retellInboundSmsTrigger',
      parameters: { responseMode: 'responseNode', answerWithin: 1, registerWithNumber: locator(OURS, 'number'), ...parameters },
      nodes: [answerNode(answer)],
      workflowId: `texts ${workflow++}`,
    });
    try {
      return await work(receiver);
    } finally {
      await receiver.close();
    }
  };
  const withNumber = (address: string | null) =>
    sandbox.store.addPhoneNumber({
      phone_number: OURS,
      inbound_sms_agents: [{ agent_id, weight: 1 }],
      inbound_sms_webhook_url: address,
    });
  const shownAfterText = async (receiver: Receiver) => {
    withNumber(receiver.url);
    await sandbox.receiveSms({ from: `+1415555${1000 + workflow}`, to: OURS, text: 'Hello' });
    // An answer that was given at once is there before the workflow's end.
    while (receiver.executions.length === 0 && receiver.thrown.length === 0) await sleep(5);
    return receiver.executions[0]?.error?.message ?? receiver.thrown[0] ?? '';
  };

  withNumber('https://hooks.example.com/a');
  const taken = await having({}, (receiver) => messageOf(receiver.publish()));
  withNumber(null);
  const published = await having({}, async (receiver) => {
    await receiver.publish();
    return await messageOf(receiver.listen());
  });
  const start = { ...answerNode(), name: 'Start', type: 'n8n-nodes-base.manualTrigger' };
  const connections = { Start: { main: [[{ node: 'Answer the text', type: 'main' as const, index: 0 }]] } };
  const alone = await runWorkflow({ name: 'Alone', nodes: [start, answerNode()], connections }, { credential: credentialFor(sandbox) });
  return [
    taken,
    published,
    await having({ answerWithin: 10 }, shownAfterText),
    await having({}, shownAfterText, { reject: '={{ "maybe" }}' }),
    alone.error?.message ?? '',
    await having({ responseMode: 'onReceived', reject: false, additionalFields: {} }, shownAfterText),
  ];
}
