// What the tests of Send Message have in common: an agent, people, and the chats in which they write.
import type { INodeParameters } from 'n8n-workflow';

import type { AgentSeed, ChatSeed } from '../../../tools/sandbox/index.ts';
import { MINUTE } from '../../../tools/times.ts';
import type { RunOptions } from '../../host/run.ts';
import { locator } from '../fixtures.ts';
import { useWorld } from '../world.ts';

export const LIST = '/v3/list-chats';
export const CREATE = '/create-chat';
export const MESSAGE = '/create-chat-completion';

/** A world for the tests of one file, with an agent of theirs. */
export function useConversations(agent: AgentSeed & { agent_id: string }) {
	const world = useWorld();
	beforeEach(() => {
		world.sandbox.store.addAgent(agent);
	});
	/** To the session `key` of an item, with its `agent` or the one of these tests. */
	const session: INodeParameters = {
		conversation: 'session',
		agentId: locator(`={{ $json.agent ?? "${agent.agent_id}" }}`),
		sessionKey: '={{ $json.key }}',
	};
	/** Sends `text` to the session `key` of each line. */
	const talk = (input: object[], { parameters, ...options }: Partial<RunOptions> = {}) =>
		world.run('chat.sendMessage', { input, parameters: { ...session, ...parameters }, ...options });
	/** Sends each text to the session "ada". */
	const say = (texts: string[], options?: Partial<RunOptions>) => {
		const lines = texts.map((text) => ({ key: 'ada', text }));
		return talk(lines, options);
	};
	/** Adds an ongoing chat of a session that began some minutes ago. */
	const begun = (minutes = 10, seed: ChatSeed = {}, key: unknown = 'ada') => {
		const start_timestamp = Date.now() - minutes * MINUTE;
		const metadata = { session_key: key };
		return world.sandbox.store.addChat({ agent_id: agent.agent_id, start_timestamp, metadata, ...seed }).chat_id;
	};
	/** The calls that were made. */
	const asked = () => world.sandbox.requests.map(({ path }) => path.split('/').find((part) => part.includes('chat')));
	const count = (call: string) => asked().filter((each) => each === call).length;
	/** What was asked for with each new chat. */
	const created = () => world.requestsTo(CREATE).map(({ body }) => body);
	const chatsOf = (key: unknown) => world.sandbox.store.chats().filter(({ metadata }) => metadata?.session_key === key);
	const ongoingOf = (key: unknown) => chatsOf(key).filter(({ chat_status }) => chat_status === 'ongoing');
	/** What the person wrote in a chat. */
	const said = (chatId: unknown) =>
		world.sandbox.store
			.getChat(String(chatId))
			?.messages.flatMap((each) => (each.role === 'user' ? [each.content] : []));
	return { world, session, talk, say, begun, asked, count, created, chatsOf, ongoingOf, said };
}
