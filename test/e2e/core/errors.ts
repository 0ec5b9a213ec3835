import { DEMO_AGENTS } from '../../../tools/sandbox/index.ts';
import { KEY_REFUSED } from '../../said.ts';
import { API_KEY, type Stage } from '../support/stage.ts';
import { chain, locator, node, pinned, retell, start } from '../../../tools/n8n/workflows.ts';

const GET = { resource: 'chat', operation: 'get', chatId: locator('={{ $json.chat_id }}') };

export function errorTests(stage: Stage): void {
	describe('when something goes wrong', () => {
		beforeEach(() => stage.sandbox.reset());

		async function failure(name: string) {
			const file = chain(name, start(), retell('Get a chat', GET));
			const result = await stage.execute(pinned(file, [{ chat_id: 'chat_unknown' }]));
			expect(result.status).toBe('error');
			expect(await stage.client.executionText(result.id)).not.toContain(API_KEY);
			return result.errors.get('Get a chat');
		}

		test('an unknown chat is named', async () => {
			const text = await failure('Unknown chat');
			expect(text).toContain('The chat "chat_unknown" wasn\'t found');
		});

		test('a refused key is told, and where to get one', async () => {
			stage.sandbox.keys.clear();
			const text = await failure('Revoked key');
			expect(text).toContain(KEY_REFUSED);
			expect(text).toContain('Settings, API Keys');
		});

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
			const { errors } = await stage.execute(chain('Lost answer', start(), retell('Send', send)));
			expect(errors.get('Send')).toContain('The connection to Retell was lost');
			expect(sandbox.requests.filter(({ path }) => path === '/create-chat-completion')).toHaveLength(1);
		});

		test.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
			'with On Error "%s", a failed item keeps what it brought, and the others go on',
			async (onError) => {
				const { chat_id } = stage.sandbox.store.addChat({});
				const after = node('What went wrong', 'n8n-nodes-base.noOp', {}, { position: [440, 0] });
				const file = chain(onError, start(), { ...retell('Get a chat', GET), onError });
				const to = [{ node: after.name, type: 'main' as const, index: 0 }];
				Object.assign(file, {
					nodes: [...file.nodes, after],
					// The second output is there only for errors.
					connections: {
						...file.connections,
						'Get a chat': { main: onError === 'continueErrorOutput' ? [[], to] : [[]] },
					},
				});
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
				const rows = [...(output.get('Get a chat') ?? []), ...(output.get(after.name) ?? [])];
				expect(rows).toMatchObject(onError === 'continueRegularOutput' ? [failed, { chat_id }] : [{ chat_id }, failed]);
			},
		);
	});
}
