import { createAgentTests } from './agent-tests.ts';
import type { Alarms } from './alarms.ts';
import { createChatIndex } from './chat-index.ts';
import type { Clock } from './clock.ts';
import { createContacts } from './contacts.ts';
import type { Attachment } from './conversation.ts';
import { createDirectory } from './directory.ts';
import { createLife, nextEvent } from './life.ts';
import type { Ending } from './life.ts';
import { createRandom } from './random.ts';
import { createSchedule } from './schedule.ts';
import type { AgentRecord, ChatRecord } from './records.ts';
import type { Quirks } from './quirks.ts';
import type { Milestone } from './schemas.ts';
import { makeChat } from './seeds.ts';
import type { ChatSeed } from './seeds.ts';

interface StoreSettings {
	clock: Pick<Clock, 'now'>;
	quirks: Quirks;
	/** Between the end of a chat and its analysis, ms; null: never. */
	analysisDelayMs: number | null;
	/** A milestone is reached; the chat stands as it did at that moment. */
	reached?: (milestone: Milestone, chat: ChatRecord, agent: AgentRecord | undefined) => void;
	/** Without them, what is due happens only when somebody looks. */
	alarms?: Alarms;
}

export type Store = ReturnType<typeof createStore>;

/** The account behind the API. Everything read from it stands as of the sandbox clock. */
export function createStore({ clock, quirks, analysisDelayMs, reached, alarms }: StoreSettings) {
	const random = createRandom(20260803);
	const chats = new Map<string, ChatRecord>();
	const index = createChatIndex();
	const directory = createDirectory({
		clock,
		random,
		agentsChanged: () => {
			for (const chat of chats.values()) schedule.watch(chat);
		},
	});
	const contacts = createContacts({ clock, chats: all });
	const agentTests = createAgentTests({ clock, agents: () => directory.agents() });
	const schedule = createSchedule<ChatRecord>({
		now: () => clock.now(),
		nextAt: (chat) => nextEvent(chat, agentOf(chat))?.at ?? null,
		catchUp: (chat, now) => life.catchUp(chat, now),
		alarms,
	});
	const life = createLife({ quirks, random, analysisDelayMs, agentOf, remove, reached });

	function agentOf(chat: ChatRecord): AgentRecord | undefined {
		return directory.agent(chat.agent_id);
	}

	function firstAgent(): string {
		const first = directory.agents().find((agent) => agent.channel === 'chat');
		return first?.agent_id ?? 'agent_sandbox';
	}

	function add(seed: ChatSeed): ChatRecord {
		const chat = makeChat(seed, clock.now(), random, analysisDelayMs, firstAgent());
		if (chats.has(chat.chat_id)) throw new Error(`The sandbox has a chat ${chat.chat_id} already`);
		chats.set(chat.chat_id, chat);
		index.add(chat);
		schedule.watch(chat);
		return chat;
	}

	function remove(chat: ChatRecord): void {
		chats.delete(chat.chat_id);
		schedule.forget(chat);
		index.remove(chat);
	}

	function all(): readonly ChatRecord[] {
		schedule.settle();
		return index.ordered();
	}

	function find(id: string): ChatRecord {
		schedule.settle();
		const chat = chats.get(id);
		if (!chat) throw new Error(`The sandbox has no chat ${id}`);
		return chat;
	}

	return {
		...directory,
		...contacts,
		...agentTests,
		/** A chat that is there: its beginning is told to nobody, nor what of its past was seeded. */
		addChat: (seed: ChatSeed = {}) => {
			const chat = add(seed);
			if (chat.chat_status !== 'ongoing') chat.quietUntil = clock.now();
			return chat;
		},
		/** A chat that begins now, as a call or a text makes it. */
		startChat: (seed: ChatSeed = {}) => {
			const chat = add(seed);
			life.tell('chat_started', chat, chat.start_timestamp);
			return chat;
		},
		getChat: (id: string) => {
			schedule.settle();
			return chats.get(id);
		},
		/** All chats, by start time ascending. */
		chats: all,
		/** The ordered index behind the list. */
		index: () => {
			schedule.settle();
			return index;
		},
		/** Changes any fields; a field set to undefined goes. Throws on an unknown id. */
		editChat: (id: string, change: Partial<ChatRecord>) => {
			const chat = find(id);
			index.remove(chat);
			Object.assign(chat, change);
			index.add(chat);
			schedule.watch(chat);
			return chat;
		},
		/** Ends a chat, by default now and by the user. Throws on an unknown id. */
		endChat: (id: string, ending: Partial<Ending> = {}) => {
			const chat = find(id);
			life.finish(chat, { at: clock.now(), reason: 'user_hangup', ...ending });
			schedule.watch(chat);
			return chat;
		},
		deleteChat: (id: string) => remove(find(id)),
		/** Keeps a chat out of the list (not out of get-chat) until that time, ms since the epoch. */
		hideChat: (id: string, untilMs: number) => {
			find(id).hiddenUntil = untilMs;
		},
		/** One turn of a chat, as a completion or an incoming text takes it; the agent's new messages. */
		say: (id: string, content: string, attachments?: readonly Attachment[]) => {
			const chat = find(id);
			const messages = life.speak(chat, content, clock.now(), attachments);
			schedule.watch(chat);
			return messages;
		},
		/** Analyses an ended chat anew, after the usual delay. */
		rerunAnalysis: (id: string) => {
			const chat = find(id);
			chat.analysedAt = clock.now() + (analysisDelayMs ?? 0);
			schedule.watch(chat);
			return chat;
		},
		/** Lets happen what is due, as whoever looks at chats does. */
		settle: () => schedule.settle(),
		clear: () => {
			chats.clear();
			index.clear();
			directory.clear();
			contacts.clearContacts();
			agentTests.clearAgentTests();
			schedule.clear();
			random.reset();
		},
	};
}
