import type { Attachment } from '../conversation.ts';
import { Refusal } from '../errors.ts';
import type { Quirks } from '../quirks.ts';
import { createRandom } from '../random.ts';
import type { ChatRecord, Message, PhoneNumber, WeightedAgent } from '../records.ts';
import type { Store } from '../store.ts';
import { chatAgent, chatVersion } from '../versions.ts';
import { isTaken } from './courier.ts';
import type { Carry, Courier } from './courier.ts';
import { envelope } from './events.ts';
import { readAnswer } from './inbound-answer.ts';
import type { InboundAnswer } from './inbound-answer.ts';

/** A text that somebody sends to a number of the account. */
export interface IncomingText {
	from: string;
	to: string;
	text: string;
	attachments?: readonly Attachment[];
}

/** What came of it; the person got the messages, or no reply at all. */
export type TextOutcome =
	| { outcome: 'answered' | 'continued'; chat: ChatRecord; messages: Message[] }
	| { outcome: 'rejected' }
	| { outcome: 'unanswered'; why: string };

interface InboundSettings {
	store: Store;
	quirks: Quirks;
	courier: Courier;
	timeoutMs: () => number;
}

export function createInbound({ store, quirks, courier, timeoutMs }: InboundSettings) {
	const random = createRandom(13);
	// One text of a person after the other: the second continues the chat the first one opens.
	const underWay = new Map<string, Promise<unknown>>();
	let life = 0;

	/** The chat the two are in already: no webhook is asked about its texts. */
	function running(text: IncomingText): ChatRecord | undefined {
		return store
			.chats()
			.findLast(
				({ chat_status, numbers }) =>
					chat_status === 'ongoing' && numbers?.ours === text.to && numbers.theirs === text.from,
			);
	}

	async function ask(
		carry: Carry,
		text: IncomingText,
		url: string,
		chatId: string,
		own: WeightedAgent | undefined,
	): Promise<InboundAnswer | 'reject'> {
		const content = {
			...(quirks.inboundChatId ? { chat_id: chatId } : {}),
			...(own ? { agent_id: own.agent_id, agent_version: own.agent_version } : {}),
			from_number: text.from,
			to_number: text.to,
		};
		const body = envelope('chat_inbound', { chat_inbound: content });
		const chat_id = quirks.inboundChatId ? chatId : null;
		const event = { event: 'chat_inbound' as const, chat_id, url, body, timeoutMs: timeoutMs() };
		const last = await carry(event);
		if (!isTaken(last)) return {};
		const answer = readAnswer(last.answer);
		return answer === 'void' ? {} : answer;
	}

	/** Opens the chat an answer asks for; throws a Refusal if its agent or version is not there. */
	function open(
		text: IncomingText,
		chat_id: string,
		answer: InboundAnswer,
		own: WeightedAgent | undefined,
	): ChatRecord | undefined {
		const { override_agent_id, override_agent_version, dynamic_variables, metadata } = answer;
		const agentId = override_agent_id ?? own?.agent_id;
		if (agentId === undefined) return undefined;
		const bound = override_agent_id === undefined ? own?.agent_version : undefined;
		const agent = chatAgent(store, quirks, agentId);
		return store.startChat({
			chat_id,
			agent_id: agentId,
			...chatVersion(agent, override_agent_version ?? bound, quirks),
			chat_type: 'sms_chat',
			numbers: { ours: text.to, theirs: text.from, inbound: true },
			metadata,
			retell_llm_dynamic_variables: dynamic_variables,
			overrides: answer.settings,
		});
	}

	async function take(carry: Carry, text: IncomingText, number: PhoneNumber): Promise<TextOutcome> {
		const mine = life;
		const say = (chat: ChatRecord) => store.say(chat.chat_id, text.text, text.attachments);
		const before = running(text);
		if (before) return { outcome: 'continued', chat: before, messages: say(before) };
		const chatId = `chat_${random.hex(27)}`;
		const own = store.chooseAgent(number.inbound_sms_agents);
		const url = number.inbound_sms_webhook_url;
		const answer = url ? await ask(carry, text, url, chatId, own) : {};
		if (mine !== life) return { outcome: 'unanswered', why: 'the sandbox was reset' };
		if (answer === 'reject') return { outcome: 'rejected' };
		// An agent or version that is not there is an invalid value, too: it makes the answer void.
		for (const attempt of [answer, {}]) {
			try {
				const chat = open(text, chatId, attempt, own);
				if (chat) return { outcome: 'answered', chat, messages: say(chat) };
			} catch (error) {
				if (!(error instanceof Refusal)) throw error;
			}
		}
		return { outcome: 'unanswered', why: `${text.to} has no agent for texts` };
	}

	return {
		receive: (text: IncomingText): Promise<TextOutcome> => {
			const number = store.phoneNumber(text.to);
			if (!number) return Promise.reject(new Error(`The sandbox has no number ${text.to}`));
			const pair = `${text.from} ${text.to}`;
			const before = underWay.get(pair);
			const run = () => courier.work((carry) => take(carry, text, number));
			const outcome = before ? before.then(run) : run();
			const over = outcome
				.catch(() => undefined)
				.then(() => {
					if (underWay.get(pair) === over) underWay.delete(pair);
				});
			underWay.set(pair, over);
			return outcome;
		},
		reset: () => {
			life += 1;
			underWay.clear();
			random.reset();
		},
	};
}
