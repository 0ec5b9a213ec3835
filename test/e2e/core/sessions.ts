import { DEMO_AGENTS } from '../../../tools/sandbox/index.ts';
import { START_TIMEOUT, type Stage } from '../support/stage.ts';
import { chain, locator, pinned, retell, start, START } from '../../../tools/n8n/workflows.ts';

const PERSON = '+14155550199';
const ANSWER = {
	resource: 'chat',
	operation: 'sendMessage',
	conversation: 'session',
	agentId: locator(DEMO_AGENTS.support),
	sessionKey: PERSON,
	message: '={{ $json.text }}',
};

export function sessionTests(stage: Stage): void {
	describe('a session', () => {
		beforeAll(() => stage.sandbox.reset());

		async function say(text: string) {
			const { client } = stage;
			const file = pinned(chain('Answer a person', start(), retell('Answer', ANSWER)), [{ text }]);
			const result = await client.waitFor(await client.run(await stage.save(file), START));
			expect([...result.errors]).toEqual([]);
			return result.output.get('Answer')?.[0];
		}

		test(
			'stays one chat when n8n is restarted in between, and when it is killed',
			async () => {
				const first = await say('Hello');
				expect(first).toMatchObject({ new_chat: true });
				await stage.restart('stop');
				const second = await say('Where is order 4711?');
				await stage.restart('kill');
				const third = await say('Thank you');
				expect([second, third]).toMatchObject(
					[second, third].map(() => ({ chat_id: first?.chat_id, new_chat: false })),
				);

				const chats = stage.sandbox.store.chats().filter(({ metadata }) => metadata?.['session_key'] === PERSON);
				expect(chats).toHaveLength(1);
				const said = chats[0]?.messages.filter(({ role }) => role === 'user');
				expect(said).toMatchObject([
					{ content: 'Hello' },
					{ content: 'Where is order 4711?' },
					{ content: 'Thank you' },
				]);
			},
			2 * START_TIMEOUT,
		);
	});
}
