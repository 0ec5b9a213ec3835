// The trigger under n8n-core's own poll machinery: its poll context and its executor of polls.
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { PollContext, PollTriggerExecutor } from 'n8n-core';
import {
  Workflow,
  type IDataObject,
  type INode,
  type INodeExecutionData,
  type INodeParameters,
  type WorkflowActivateMode,
  type WorkflowExecuteMode,
} from 'n8n-workflow';

import type { Credential } from './credential.ts';
import { CREDENTIALS, executionData, nodeTypes } from './engine.ts';

export interface Poller {
  /** Runs one poll as n8n's timer does: what it yields, or the failure that n8n would show. */
  tick: () => Promise<{ items: INodeExecutionData[]; error: Error | undefined }>;
  /** What the trigger keeps, as n8n would store it. */
  stored: () => IDataObject;
}

export interface Activation {
  credential: () => Credential;
  parameters?: INodeParameters;
  /** What n8n stored before. */
  staticData?: IDataObject;
  mode?: WorkflowActivateMode;
  executionMode?: WorkflowExecuteMode;
  budgetMs?: number;
  nodeName?: string;
  workflowId?: string;
}

/** n8n-core's own registry of services: other packages bring further copies of it. */
const { Container } = createRequire(join(process.cwd(), 'node_modules', 'n8n-core', 'package.json'))('@n8n/di') as {
  Container: { get: <Service>(type: abstract new (...args: never[]) => Service) => Service };
};

let activations = 0;

/** Activates the trigger: runs its first poll, which may throw as it does when a person publishes. */
export async function activate(options: Activation): Promise<Poller & { first: INodeExecutionData[] }> {
  const { parameters = {}, mode = 'activate', executionMode = 'trigger', budgetMs = 60_000 } = options;
  const node: INode = {
    id: 'trigger',
    name: options.nodeName ?? 'Retell Chat Trigger',
    type: 'n8n-nodes-retell-chat.retellChatTrigger',
    typeVersion: 1,
    position: [0, 0],
    parameters: { event: 'chatEnded', ...parameters },
    credentials: CREDENTIALS,
  };
  const workflow = new Workflow({
    id: options.workflowId ?? `wf-${++activations}`,
    nodes: [node],
    connections: {},
    active: true,
    nodeTypes,
    staticData: options.staticData ?? {},
  });

  const { additionalData } = executionData({ credential: options.credential() });
  const emitted: INodeExecutionData[][] = [];
  const failures: Error[] = [];
  const context = new PollContext(
    workflow,
    workflow.getNode(node.name) ?? node,
    additionalData,
    executionMode,
    mode,
    ([items = []]) => {
      emitted.push(items);
    },
    (error) => {
      failures.push(error);
    },
    undefined,
    undefined,
    undefined,
    () => budgetMs,
  );
  const execute = Container.get(PollTriggerExecutor).create(workflow, node, context, () => true);
  await execute(true);

  const taken = () => ({ items: emitted.splice(0).flat(), error: failures.splice(0).at(0) });
  return {
    first: taken().items,
    stored: () => JSON.parse(JSON.stringify(workflow.staticData)) as IDataObject,
    tick: async () => {
      await execute();
      return taken();
    },
  };
}
