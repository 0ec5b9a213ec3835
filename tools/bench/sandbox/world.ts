import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import type { ChatSeed, Message, RecordedRequest, Sandbox } from '../../sandbox/index.ts';
import { MINUTE } from '../../times.ts';

/** The account that a measurement meets. */
export interface World {
	chats: number;
	state: 'ongoing' | 'ended';
	messages: number;
	latencyMs: number;
	/** How long an agent's answer takes instead, ms. */
	thinkMs?: number;
	/** How many requests are worked on at the same time; the rest waits for its turn. */
	workers?: number;
	/** Requests beyond it within a second get a 429 with Retry-After. */
	perSecond?: number;
}

export const AGENT = 'agent_bench';
const SUMMARY =
	'The person asked where the order was. The agent looked it up, told that the parcel had left the warehouse ' +
	'and would arrive within two days, and offered a text message with the tracking number, which was accepted.';

/** The id of the chat at a position; as long as Retell's. */
export function chatId(index: number): string {
	return `chat_${String(index).padStart(27, '0')}`;
}

/** Empties the sandbox and fills it anew. */
export function build(sandbox: Sandbox, world: World): void {
	const { chats, state, messages, perSecond } = world;
	sandbox.reset();
	sandbox.store.addAgent({ agent_id: AGENT, agent_name: 'Bench' });
	const now = sandbox.clock.now();
	for (let index = 0; index < chats; index++) {
		const start = now - MINUTE - index * 10;
		sandbox.store.addChat({
			...(state === 'ended'
				? endedChat(start, index)
				: { start_timestamp: start, metadata: { session_key: `customer-${index}` } }),
			chat_id: chatId(index),
			agent_id: AGENT,
			messages: Array.from({ length: messages }, (_, position) => message(position)),
		});
	}
	slowDown(sandbox, world);
	sandbox.rateLimit = perSecond === undefined ? null : { perSecond, retryAfter: 'seconds' };
}

function slowDown({ faults }: Sandbox, { latencyMs, thinkMs = latencyMs, workers = Infinity }: World): void {
	const atWork = pLimit(workers);
	const timeOf = ({ path }: RecordedRequest) => (path === '/create-chat-completion' ? thinkMs : latencyMs);
	const work = async (request: RecordedRequest) => await atWork(async () => await sleep(timeOf(request)));
	faults.add({ kind: 'wait', until: work, when: (request) => timeOf(request) > 0 });
}

/** A chat with its analysis, cost and the caller's own data: about 760 bytes in a list. */
export function endedChat(start: number, index: number): ChatSeed {
	return {
		start_timestamp: start,
		end_timestamp: start + MINUTE / 2,
		metadata: { customer_id: `customer-${index}`, campaign: 'spring' },
		custom_attributes: { priority: index % 5, channel: 'web' },
		chat_analysis: {
			chat_summary: SUMMARY,
			user_sentiment: 'Positive',
			chat_successful: true,
			custom_analysis_data: { topic: 'delivery', follow_up: false },
		},
		chat_cost: { combined_cost: 12, product_costs: [{ product: 'gpt_4_1', cost: 12, unit_price: 2 }] },
	};
}

function message(position: number): Message {
	return position % 2 === 0
		? { role: 'user', content: `What about order ${position}? I have been waiting for it since Monday.` }
		: { role: 'agent', content: `Order ${position} is on its way and will be with you within two days.` };
}
