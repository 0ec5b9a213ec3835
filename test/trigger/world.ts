import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../../nodes/retell/values.ts';
import { startSandbox, type ChatSeed, type Fault, type Sandbox } from '../../tools/sandbox/index.ts';
import { toKey } from '../../tools/sandbox/paging.ts';
import { activate, type Activation, type Outcome, type Poller } from '../host/poll.ts';
import { MINUTE, SECOND } from '../../tools/times.ts';
import { virtualTime, type VirtualTime } from '../host/time.ts';

export const AGENT = 'agent_support';

/** A sandbox without chats and a time of their own for the tests of one file, fresh for each test. */
export function useTriggerWorld() {
	let sandbox: Sandbox;
	let time: VirtualTime;
	let counted = 0;
	let chats = 0;

	beforeAll(async () => {
		sandbox = await startSandbox({ seed: 'empty', analysisDelayMs: null, newKeys: true });
	});
	beforeEach(() => {
		time = virtualTime();
		sandbox.reset();
		sandbox.store.addAgent({ agent_id: AGENT });
		counted = 0;
		chats = 0;
	});
	afterEach(() => time.restore());
	afterAll(() => sandbox.close());

	/** Publishes the workflow with the trigger. */
	const publish = async (options: Partial<Activation> = {}) =>
		await activate({ credential: { apiKey: sandbox.apiKey, baseUrl: sandbox.url }, time, ...options });

	/** Starts the trigger in a new process, with what n8n stored. */
	const restart = async (trigger: Poller, options: Partial<Activation> = {}) =>
		await publish({
			mode: 'init',
			staticData: trigger.stored(),
			nodeName: trigger.node.name,
			parameters: trigger.node.parameters,
			...options,
		});

	/** A chat that ends now, or when the seed says. */
	const endChat = (seed: ChatSeed = {}) => {
		const id = `chat_${String(++chats).padStart(27, '0')}`;
		const end = sandbox.clock.now();
		sandbox.store.addChat({
			chat_id: id,
			agent_id: AGENT,
			end_timestamp: end,
			start_timestamp: end - MINUTE,
			...seed,
		});
		return seed.chat_id ?? id;
	};

	/** Chats that end at these times. The list is in order of start, which is not that of the ends. */
	const endAt = (ends: number[]) =>
		ends.map((end, index) => endChat({ end_timestamp: end, start_timestamp: end - ((index * 7919) % 997) * SECOND }));

	/** Lets time pass, then polls: once, or at each of several intervals. */
	const poll = async (trigger: Poller, { every = MINUTE, times = 1 } = {}) => {
		const outcomes: Outcome[] = [];
		for (let count = 0; count < times; count++) {
			time.pass(every);
			outcomes.push(await trigger.tick());
		}
		return outcomes;
	};

	/** Lets a chat end before each poll. */
	const live = async (
		trigger: Poller,
		{ every, times, seed }: { every?: number; times: number; seed?: () => ChatSeed },
	) => {
		const ended: string[] = [];
		const outcomes: Outcome[] = [];
		for (let count = 0; count < times; count++) {
			ended.push(endChat(seed?.()));
			outcomes.push(...(await poll(trigger, { every })));
		}
		return { chats: ended, outcomes };
	};

	/** Requests to Retell since the last call of this function. */
	const requests = () => {
		const fresh = sandbox.requests.slice(counted);
		counted = sandbox.requests.length;
		return fresh;
	};

	return {
		get sandbox() {
			return sandbox;
		},
		get time() {
			return time;
		},
		publish,
		restart,
		endChat,
		endAt,
		poll,
		live,
		requests,
	};
}

export function idsOf(outcomes: Outcome[]): unknown[] {
	return outcomes.flatMap(({ ids }) => ids);
}

export function errorsOf(outcomes: Outcome[]): string[] {
	return outcomes.flatMap(({ error }) => (error ? [error.message] : []));
}

/** The numbers of the polls that n8n shows as failed, from 1 on. */
export function failedAt(outcomes: Outcome[]): number[] {
	return outcomes.flatMap(({ error }, index) => (error ? [index + 1] : []));
}

/** What was delivered. */
export function deliveredBy(outcomes: Outcome[]): IDataObject[] {
	return outcomes.flatMap(({ items }) => items.map(({ json }) => json));
}

/** A refusal after which no try waits for long. */
export function refusing(status: number, more: Partial<Fault> = {}): Fault {
	return { kind: 'status', status, headers: { 'retry-after-ms': '1' }, ...more } as Fault;
}

/** A server whose pages hold so many rows at most. */
export function smallPages(rows: number): Fault {
	return {
		kind: 'rewrite',
		path: '/v3/list-chats',
		change: (answer) => {
			if (!isRecord(answer) || !Array.isArray(answer.items) || answer.items.length <= rows) return answer;
			const items: unknown[] = answer.items.slice(0, rows);
			const last = items.at(-1);
			if (!isRecord(last) || typeof last.start_timestamp !== 'number') return answer;
			const place = { value: last.start_timestamp, id: String(last.chat_id) };
			return { ...answer, items, has_more: true, pagination_key: toKey('chats', place) };
		},
	};
}

/** Tells in a word where two long lists part; undefined if they are the same. */
export function differenceOf(ids: unknown[], expected: unknown[]): string | undefined {
	const at = expected.findIndex((id, index) => ids[index] !== id);
	if (at < 0 && ids.length === expected.length) return undefined;
	return `${ids.length} for ${expected.length}; at ${at}: ${String(ids[at])} for ${String(expected[at])}`;
}
