import { startSandbox, type ChatSeed, type Sandbox } from '../../tools/sandbox/index.ts';
import { activate, type Activation, type Outcome, type Poller } from '../host/poll.ts';
import { MINUTE } from '../../tools/times.ts';
import { virtualTime, type VirtualTime } from '../host/time.ts';

export const AGENT = 'agent_support';

export interface TriggerWorld {
	sandbox: Sandbox;
	time: VirtualTime;
	/** Publishes the workflow with the trigger. */
	publish: (options?: Partial<Activation>) => Promise<Poller>;
	/** Starts the trigger in a new process, with what n8n stored. */
	restart: (trigger: Poller, options?: Partial<Activation>) => Promise<Poller>;
	/** A chat that ends now, or when the seed says. */
	endChat: (seed?: ChatSeed) => string;
	/** Lets time pass, then polls: once, or at each of several intervals. */
	poll: (trigger: Poller, options?: { every?: number; times?: number }) => Promise<Outcome[]>;
	/** Requests to Retell since the last call of this function. */
	requests: () => Sandbox['requests'];
}

/** A sandbox without chats and a time of their own for the tests of one file, fresh for each test. */
export function useTriggerWorld(): TriggerWorld {
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

	const publish: TriggerWorld['publish'] = async (options = {}) =>
		await activate({ credential: { apiKey: sandbox.apiKey, baseUrl: sandbox.url }, time, ...options });

	return {
		get sandbox() {
			return sandbox;
		},
		get time() {
			return time;
		},
		publish,
		restart: async (trigger, options = {}) =>
			await publish({
				mode: 'init',
				staticData: trigger.stored(),
				nodeName: trigger.node.name,
				parameters: trigger.node.parameters,
				...options,
			}),
		endChat: (seed = {}) => {
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
		},
		poll: async (trigger, { every = MINUTE, times = 1 } = {}) => {
			const outcomes: Outcome[] = [];
			for (let poll = 0; poll < times; poll++) {
				time.pass(every);
				outcomes.push(await trigger.tick());
			}
			return outcomes;
		},
		requests: () => {
			const fresh = sandbox.requests.slice(counted);
			counted = sandbox.requests.length;
			return fresh;
		},
	};
}

export function idsOf(outcomes: Outcome[]): unknown[] {
	return outcomes.flatMap(({ ids }) => ids);
}

export function errorsOf(outcomes: Outcome[]): string[] {
	return outcomes.flatMap(({ error }) => (error ? [error.message] : []));
}

/** Tells in a word where two long lists part; undefined if they are the same. */
export function differenceOf(ids: unknown[], expected: unknown[]): string | undefined {
	const at = expected.findIndex((id, index) => ids[index] !== id);
	if (at < 0 && ids.length === expected.length) return undefined;
	return `${ids.length} for ${expected.length}; at ${at}: ${String(ids[at])} for ${String(expected[at])}`;
}
