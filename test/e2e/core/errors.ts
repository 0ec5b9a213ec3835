import { DEMO_AGENTS } from '../../../tools/sandbox/index.ts';
import type { Stage } from '../support/stage.ts';
import { chain, locator, node, pinned, retell, start } from '../../../tools/n8n/workflows.ts';

export function errorTests(stage: Stage): void {
	describe('when something goes wrong', () => {
		beforeEach(() => stage.sandbox.reset());

		test('a call that must not be repeated says that it may have taken effect', async () => {
			const { sandbox } = stage;
			const { chat_id } = sandbox.store.addChat({ agent_id: DEMO_AGENTS.support });
			const send = {
				resource: 'chat',
				operation: 'sendMessage',
				conversation: 'chat',
				chatId: locator(chat_id),
				message: 'Hello',
			};
			sandbox.faults.add({ kind: 'dropAfter', path: '/create-chat-completion' });
			const { status, errors } = await stage.execute(chain('Lost answer', start(), retell('Send', send)));
			expect(status).toBe('error');
			expect(errors.get('Send')).toContain('The connection to Retell was lost');
			expect(errors.get('Send')).toContain('The message may still have arrived.');
			expect(sandbox.requests.filter(({ path }) => path === '/create-chat-completion')).toHaveLength(1);
		});

		test.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
			'with On Error "%s", a failed item keeps what it brought, and the others go on',
			async (onError) => {
				const { chat_id } = stage.sandbox.store.addChat({});
				const get = retell('Get a chat', {
					resource: 'chat',
					operation: 'get',
					chatId: locator('={{ $json.chat_id }}'),
				});
				const file = chain(onError, start(), { ...get, onError }, node('What went wrong', 'n8n-nodes-base.noOp', {}));
				const to = file.connections[get.name]?.['main'];
				// The second output is there only for errors.
				if (onError === 'continueErrorOutput') to?.unshift([]);
				const items = [{ chat_id: 'chat_unknown', message: 'Where is my order?' }, { chat_id }];
				const { status, output } = await stage.execute(pinned(file, items));
				expect(status).toBe('success');
				const failed = {
					chat_id: 'chat_unknown',
					message: 'Where is my order?',
					error: expect.stringMatching(
						/^The chat "chat_unknown" wasn't found\. Check "Chat", .*\(HTTP status 422\)$/,
					) as string,
				};
				const [good, last] = [output.get(get.name), output.get('What went wrong')];
				expect(last).toMatchObject(onError === 'continueRegularOutput' ? [failed, { chat_id }] : [failed]);
				expect(good).toMatchObject(onError === 'continueRegularOutput' ? [failed, { chat_id }] : [{ chat_id }]);
			},
		);
	});
}
