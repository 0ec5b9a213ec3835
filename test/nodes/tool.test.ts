// As a tool of an AI agent, the node tells in one text what went wrong: the model gets no other.
import { DEMO_AGENTS } from '../sandbox/index.ts';
import { runWorkflow } from './engine.ts';
import { credentialFor, workflowOf, type OperationName } from './fixtures.ts';
import { useWorld } from './world.ts';

const world = useWorld();

/** The operation's workflow, with the node as n8n offers it to AI agents. */
async function runAsTool(operation: OperationName, input: object) {
  const fixture = workflowOf(operation);
  const nodes = fixture.nodes.map((node) => ({ ...node, type: node.type.replace(/\.retellChat$/, '.retellChatTool') }));
  return await runWorkflow({ ...fixture, nodes }, { credential: credentialFor(world.sandbox), input: [input] });
}

async function failureOf(operation: OperationName, input: object) {
  return (await runAsTool(operation, input)).error;
}

test('what Retell refused, with the advice', async () => {
  const error = await failureOf('chat.get', { chat_id: 'chat_unknown' });
  expect(error?.message).toMatch(/^The chat "chat_unknown" was not found\. Check "Chat", and that the API key /);
  expect(error?.description).toBeUndefined();
});

test('what was not asked of Retell, with the advice', async () => {
  const error = await failureOf('chat.get', { chat_id: '' });
  expect(error?.message).toBe('"Chat" is empty. Pick one under "Chat", or fill in its ID.');
  expect(world.sandbox.requests).toEqual([]);
});

test('that a message may have arrived, so that it is not sent twice', async () => {
  const { chat_id } = world.sandbox.store.addChat({ agent_id: DEMO_AGENTS.support });
  world.sandbox.faults.add({ kind: 'dropAfter', path: '/create-chat-completion' });
  const error = await failureOf('chat.sendMessage', { chat_id, text: 'Hello' });
  expect(error?.message).toMatch(/^The connection to Retell was lost\. .*The message may have arrived all the same\./);
});

test('a list of versions, to its end', async () => {
  const { agent_id } = world.sandbox.store.addAgent({ versions: Array.from({ length: 120 }, () => ({})) });
  const { json, error } = await runAsTool('chatAgent.getVersions', { agent_id });
  expect(error).toBeUndefined();
  expect(json).toHaveLength(120);
});
