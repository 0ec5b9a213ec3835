import { createChatIndex } from './chat-index.ts';
import type { ChatIndex } from './chat-index.ts';
import type { Clock } from './clock.ts';
import { takeTurn } from './conversation.ts';
import { analyse, end, nextEvent } from './lifecycle.ts';
import type { Ending } from './lifecycle.ts';
import { createRandom } from './random.ts';
import { createSchedule } from './schedule.ts';
import type { AgentRecord, ChatRecord, Message, PhoneNumber } from './records.ts';
import type { Quirks } from './quirks.ts';
import { makeAgent, makeChat, makePhoneNumber } from './seeds.ts';
import type { AgentSeed, ChatSeed } from './seeds.ts';

/** The account behind the API. Everything read from it stands as of the sandbox clock. */
export interface Store {
  addAgent(seed?: AgentSeed): AgentRecord;
  addChat(seed?: ChatSeed): ChatRecord;
  addPhoneNumber(seed?: Partial<PhoneNumber>): PhoneNumber;
  agent(id: string): AgentRecord | undefined;
  agents(): readonly AgentRecord[];
  editAgent(id: string, change: Partial<AgentRecord>): AgentRecord;
  deleteAgent(id: string): void;
  phoneNumbers(): readonly PhoneNumber[];
  deletePhoneNumber(number: string): void;
  getChat(id: string): ChatRecord | undefined;
  /** All chats, by start time ascending. */
  chats(): readonly ChatRecord[];
  /** The ordered index behind the list. */
  index(): ChatIndex;
  /** Changes any fields; a field set to undefined goes. Throws on an unknown id. */
  editChat(id: string, change: Partial<ChatRecord>): ChatRecord;
  /** Ends a chat, by default now and by the user. Throws on an unknown id. */
  endChat(id: string, ending?: Partial<Ending>): ChatRecord;
  deleteChat(id: string): void;
  /** Keeps a chat out of the list (not out of get-chat) until that time, ms since the epoch. */
  hideChat(id: string, untilMs: number): void;
  /** One turn of a chat, as a completion or an incoming text takes it; the agent's new messages. */
  say(id: string, content: string): Message[];
  /** Analyses an ended chat anew, after the usual delay. */
  rerunAnalysis(id: string): ChatRecord;
  clear(): void;
}

export interface StoreSettings {
  clock: Clock;
  quirks: Quirks;
  /** Between the end of a chat and its analysis, ms; null: never. */
  analysisDelayMs: number | null;
}

export function createStore({ clock, quirks, analysisDelayMs }: StoreSettings): Store {
  const random = createRandom(20260803);
  const chats = new Map<string, ChatRecord>();
  const index = createChatIndex();
  const agents = new Map<string, AgentRecord>();
  const numbers = new Map<string, PhoneNumber>();
  const schedule = createSchedule<ChatRecord>({
    now: () => clock.now(),
    nextAt: (chat) => nextEvent(chat, agents.get(chat.agent_id))?.at ?? null,
    catchUp,
  });

  function watchAll(): void {
    for (const chat of chats.values()) schedule.watch(chat);
  }

  function firstAgent(): string {
    for (const agent of agents.values()) if (agent.channel === 'chat') return agent.agent_id;
    return 'agent_sandbox';
  }

  function remove(chat: ChatRecord): void {
    chats.delete(chat.chat_id);
    schedule.forget(chat);
    index.remove(chat);
  }

  function speak(chat: ChatRecord, content: string, at: number): Message[] {
    const turn = takeTurn(chat, agents.get(chat.agent_id), content, at, random);
    if (turn.chat_status) {
      const { chat_status: status, collected_dynamic_variables } = turn;
      const reason = status === 'ended' ? 'agent_hangup' : 'error_retell';
      end(chat, { at, status, reason, collected_dynamic_variables }, quirks, analysisDelayMs);
    }
    return turn.messages;
  }

  function catchUp(chat: ChatRecord, now: number): boolean {
    const agent = agents.get(chat.agent_id);
    for (let next = nextEvent(chat, agent); next && next.at <= now; next = nextEvent(chat, agent)) {
      if (next.kind === 'greet') {
        chat.greetAt = undefined;
        speak(chat, '', next.at);
      } else if (next.kind === 'autoClose') {
        end(chat, { at: next.at, reason: 'inactivity' }, quirks, analysisDelayMs);
      } else if (next.kind === 'showEnd') {
        chat.endShownAt = undefined;
        chat.end_timestamp = chat.endedAt;
      } else if (next.kind === 'analyse') {
        analyse(chat, agent);
      } else {
        remove(chat);
        return false;
      }
    }
    return true;
  }

  function find(id: string): ChatRecord {
    schedule.settle();
    const chat = chats.get(id);
    if (!chat) throw new Error(`The sandbox has no chat ${id}`);
    return chat;
  }

  return {
    addAgent: (seed = {}) => {
      const agent = makeAgent(seed, clock.now(), random);
      agents.set(agent.agent_id, agent);
      watchAll();
      return agent;
    },
    addChat: (seed = {}) => {
      const chat = makeChat(seed, clock.now(), random, analysisDelayMs, firstAgent());
      if (chats.has(chat.chat_id))
        throw new Error(`The sandbox has a chat ${chat.chat_id} already`);
      chats.set(chat.chat_id, chat);
      index.add(chat);
      schedule.watch(chat);
      return chat;
    },
    addPhoneNumber: (seed = {}) => {
      const number = makePhoneNumber(seed, clock.now());
      numbers.set(number.phone_number, number);
      return number;
    },
    agent: (id) => agents.get(id),
    agents: () => [...agents.values()],
    editAgent: (id, change) => {
      const agent = agents.get(id);
      if (!agent) throw new Error(`The sandbox has no agent ${id}`);
      Object.assign(agent, change);
      watchAll();
      return agent;
    },
    deleteAgent: (id) => {
      agents.delete(id);
    },
    phoneNumbers: () => [...numbers.values()],
    deletePhoneNumber: (number) => {
      numbers.delete(number);
    },
    getChat: (id) => {
      schedule.settle();
      return chats.get(id);
    },
    chats: () => {
      schedule.settle();
      return index.ordered();
    },
    index: () => {
      schedule.settle();
      return index;
    },
    editChat: (id, change) => {
      const chat = find(id);
      index.remove(chat);
      Object.assign(chat, change);
      index.add(chat);
      schedule.watch(chat);
      return chat;
    },
    endChat: (id, ending = {}) => {
      const chat = find(id);
      end(chat, { at: clock.now(), reason: 'user_hangup', ...ending }, quirks, analysisDelayMs);
      schedule.watch(chat);
      return chat;
    },
    deleteChat: (id) => remove(find(id)),
    hideChat: (id, untilMs) => {
      find(id).hiddenUntil = untilMs;
    },
    say: (id, content) => {
      const chat = find(id);
      const messages = speak(chat, content, clock.now());
      schedule.watch(chat);
      return messages;
    },
    rerunAnalysis: (id) => {
      const chat = find(id);
      chat.analysedAt = clock.now() + (analysisDelayMs ?? 0);
      schedule.watch(chat);
      return chat;
    },
    clear: () => {
      chats.clear();
      index.clear();
      agents.clear();
      numbers.clear();
      schedule.clear();
      random.reset();
    },
  };
}
