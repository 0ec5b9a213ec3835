import { DEMO_AGENTS } from '../../sandbox/index.ts';
import { API_KEY, type Stage } from '../support/stage.ts';
import { chain, locator, pinned, retell, start, START } from '../support/workflows.ts';

const GET = { resource: 'chat', operation: 'get', chatId: locator('={{ $json.chat_id }}') };

export function errorTests(stage: Stage): void {
  describe('when something goes wrong', () => {
    beforeEach(() => stage.sandbox.reset());

    async function failure(name: string, prepare: () => void) {
      const { client } = stage;
      const file = chain(name, start(), retell('Get a chat', GET));
      const workflow = await stage.save(pinned(file, [{ chat_id: 'chat_unknown' }]));
      prepare();
      const result = await client.waitFor(await client.run(workflow, START));
      expect(result.status).toBe('error');
      expect(await client.executionText(result.id)).not.toContain(API_KEY);
      return result.errors.get('Get a chat');
    }

    test('an unknown chat is named', async () => {
      const text = await failure('Unknown chat', () => undefined);
      expect(text).toContain('The chat "chat_unknown" was not found');
    });

    test('a refused key is told, and where to get one', async () => {
      const text = await failure('Revoked key', () => stage.sandbox.keys.clear());
      expect(text).toContain('Retell did not accept the API key');
      expect(text).toContain('Settings, API Keys');
    });

    test('a call that must not be repeated says that it may have taken effect', async () => {
      const { client, sandbox } = stage;
      const { chat_id } = sandbox.store.addChat({ agent_id: DEMO_AGENTS.support });
      const send = { resource: 'chat', operation: 'sendMessage', chatId: locator(chat_id), message: 'Hello' };
      const workflow = await stage.save(chain('Lost answer', start(), retell('Send', send)));
      sandbox.faults.add({ kind: 'dropAfter', path: '/create-chat-completion' });
      const { errors } = await client.waitFor(await client.run(workflow, START));
      expect(errors.get('Send')).toContain('The connection to Retell was lost');
      expect(sandbox.requests.filter(({ path }) => path === '/create-chat-completion')).toHaveLength(1);
    });

    test('with On Error: Continue, the other items go on', async () => {
      const { client, sandbox } = stage;
      const { chat_id } = sandbox.store.addChat({});
      const node = { ...retell('Get a chat', GET), onError: 'continueRegularOutput' as const };
      const file = pinned(chain('Continue', start(), node), [{ chat_id: 'chat_unknown' }, { chat_id }]);
      const { status, output } = await client.waitFor(await client.run(await stage.save(file), START));
      expect(status).toBe('success');
      const expected = [{ error: expect.stringContaining('chat_unknown') as string }, { chat_id }];
      expect(output.get('Get a chat')).toMatchObject(expected);
    });
  });
}
