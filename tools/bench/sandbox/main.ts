// The sandbox in a process of its own: its work is not to be taken for a subject's.
import { max, quantile } from 'simple-statistics';
import { startSandbox } from '../../sandbox/index.ts';
import { offer } from '../channel.ts';
import { shareAbove } from './underWay.ts';
import { AGENT, build, chatId, endedChat, type World } from './world.ts';
import { countTraffic, type Traffic } from './wire.ts';

/** What the sandbox saw since it was prepared. */
export interface Observation {
	requests: number;
	statuses: Record<string, number>;
	/** Requests under way when one arrived, itself included: the most, and what 99 of 100 did not exceed. */
	inFlight: { most: number; usual: number };
	traffic: Traffic;
	chats: Record<string, number>;
}

const clock = process.argv.includes('--manual-clock') ? 'manual' : 'real';
const traffic = countTraffic();
const sandbox = await startSandbox({ seed: 'empty', analysisDelayMs: null, recordLimit: 1_000_000, clock });
let before = traffic();

function countBy<Row>(rows: readonly Row[], keyOf: (row: Row) => unknown): Record<string, number> {
	const groups = Map.groupBy(rows, (row) => String(keyOf(row)));
	return Object.fromEntries([...groups].map(([key, group]) => [key, group.length]));
}

const functions = {
	connection: () => ({ apiKey: sandbox.apiKey, baseUrl: sandbox.url }),

	prepare: (world: World) => {
		build(sandbox, world);
		before = traffic();
	},

	observe: (): Observation => {
		const { requests } = sandbox;
		const inFlight = requests.map((request) => request.inFlight);
		const { received, sent } = traffic();
		return {
			requests: requests.length,
			statuses: countBy(requests, ({ status }) => status),
			inFlight: inFlight.length > 0 ? { most: max(inFlight), usual: quantile(inFlight, 0.99) } : { most: 0, usual: 0 },
			traffic: { received: received - before.received, sent: sent - before.sent },
			chats: countBy(sandbox.store.chats(), (chat) => chat.chat_status),
		};
	},

	/** Forgets what it saw; the account stays. */
	forget: () => {
		sandbox.requests.length = 0;
		before = traffic();
	},

	/** The part of the time in which more than so many requests were under way, from 0 to 1. */
	shareAbove: (most: number) => shareAbove(most, sandbox.requests),

	/** What the person said in each chat, in order. */
	said: (): string[][] =>
		sandbox.store.chats().map(({ messages }) => messages.flatMap((one) => (one.role === 'user' ? [one.content] : []))),

	now: () => sandbox.clock.now(),

	advance: (ms: number) => sandbox.clock.advance(ms),

	/** Ends chats spread evenly over a time that ends now; numbers them from `first`. */
	end: (first: number, count: number, over: number) => {
		const now = sandbox.clock.now();
		for (let index = 0; index < count; index++) {
			const end = now - over + Math.floor(((index + 1) * over) / count);
			// The list is in order of start, which is not the order of end.
			const start = end - ((index * 7919) % 600) * 1_000;
			const chat = { ...endedChat(start, index), end_timestamp: end };
			sandbox.store.addChat({ ...chat, chat_id: chatId(first + index), agent_id: AGENT });
		}
	},
};

export type SandboxFunctions = typeof functions;

offer(functions);
