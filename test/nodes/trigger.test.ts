// The polling trigger under n8n-core's machinery, case by case.
import { DEMO_AGENTS } from '../sandbox/index.ts';
import { credentialFor } from './fixtures.ts';
import { activate, type Activation } from './poller.ts';
import { useWorld } from './world.ts';

const world = useWorld();

const publish = (options: Partial<Activation> = {}) =>
  activate({ credential: () => credentialFor(world.sandbox), ...options });

/** Ends a new chat now. */
function endChat(more = {}): string {
  const { store, clock } = world.sandbox;
  const { chat_id } = store.addChat({ agent_id: DEMO_AGENTS.support, ...more });
  store.endChat(chat_id, { at: clock.now() });
  return chat_id;
}

test('publishing delivers nothing of the past, then each ended chat once', async () => {
  const trigger = await publish();
  expect(trigger.first).toEqual([]);
  const one = endChat();
  const two = endChat();
  const { items, error } = await trigger.tick();
  expect(error).toBeUndefined();
  expect(items.map(({ json }) => json.chat_id)).toEqual([one, two]);
  expect((await trigger.tick()).items).toEqual([]);
});
