import { setMaxListeners } from 'node:events';
import { createAlarms } from './alarms.ts';
import { createClock } from './clock.ts';
import type { Clock } from './clock.ts';
import { addControls } from './control.ts';
import { seedDemo } from './demo/seed.ts';
import { createFaults } from './faults.ts';
import type { Faults } from './faults.ts';
import { createGateway } from './gateway.ts';
import { defaultQuirks } from './quirks.ts';
import type { Quirks } from './quirks.ts';
import { createLimiter } from './rate-limit.ts';
import type { RateLimit } from './rate-limit.ts';
import { createRecorder } from './recorder.ts';
import type { RecordedRequest } from './requests.ts';
import { createServer } from './server.ts';
import { createStore } from './store.ts';
import type { Store } from './store.ts';
import { createInbound } from './webhooks/inbound.ts';
import type { IncomingText, TextOutcome } from './webhooks/inbound.ts';
import { createWebhooks } from './webhooks/webhooks.ts';
import type { Webhooks, WebhookSettings } from './webhooks/webhooks.ts';

export interface SandboxOptions {
	/** Default: any free port. */
	port?: number;
	/** Default 'key_sandbox'. */
	apiKey?: string;
	/** Each reset makes it another account with another key: what a client learned of the one before does not count. */
	newKeys?: boolean;
	/** 'demo' (default): agents, numbers and past chats; 'empty': nothing at all. */
	seed?: 'demo' | 'empty';
	/** Between a chat's end and its analysis, ms; null: never. Default 3,000. */
	analysisDelayMs?: number | null;
	clock?: 'real' | 'manual';
	quirks?: Partial<Quirks>;
	/** How many requests are remembered, the oldest forgotten first. Default 50,000. */
	recordLimit?: number;
	/** Default: signed with the API key, no account webhook, 10 s, repeats after 1, 2 and 4 s. */
	webhooks?: Partial<WebhookSettings>;
}

/** A Retell account behind a real HTTP server on the loopback. */
export interface Sandbox {
	url: string;
	/** With `newKeys`, another one after each reset. */
	apiKey: string;
	/** The valid keys; remove one to revoke it. */
	keys: Set<string>;
	/** Every API request, in order of arrival. */
	requests: RecordedRequest[];
	store: Store;
	faults: Faults;
	clock: Clock;
	quirks: Quirks;
	/** Requests beyond it get a 429 and are not processed. */
	rateLimit: RateLimit | null;
	/** What Retell tells others of its chats, and how a test has a hand in it. */
	webhooks: Webhooks;
	/** Somebody texts one of the account's numbers; throws if it is none. */
	receiveSms(text: IncomingText): Promise<TextOutcome>;
	/** Back to the freshly seeded state: clock, quirks, keys, no faults, no requests, no limit. */
	reset(): void;
	close(): Promise<void>;
}

/** Starts a sandbox on 127.0.0.1. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const { port = 0, apiKey = 'key_sandbox', seed = 'demo', recordLimit = 50_000 } = options;
	const { analysisDelayMs = 3_000 } = options;
	const quirks = defaultQuirks();
	let seeding = false;
	const clock = createClock(options.clock ?? 'real', () => alarms.moved());
	const alarms = createAlarms(clock);
	const store = createStore({
		clock,
		quirks,
		analysisDelayMs,
		alarms,
		reached: (...milestone) => {
			if (!seeding && !closing.signal.aborted) switchboard.tell(...milestone);
		},
	});
	const defaults = {
		key: apiKey,
		accountUrl: null,
		timeoutMs: 10_000,
		retryDelaysMs: [1_000, 2_000, 4_000],
		...options.webhooks,
	};
	const switchboard = createWebhooks({ clock, alarms, quirks, store, defaults });
	const { webhooks, courier } = switchboard;
	const inbound = createInbound({ store, quirks, courier, timeoutMs: () => webhooks.settings.timeoutMs });
	const faults = createFaults();
	const limiter = createLimiter(clock);
	const keys = new Set<string>();
	let resets = 0;
	const closing = new AbortController();
	// Each delayed request listens.
	setMaxListeners(Infinity, closing.signal);
	const recorder = createRecorder(clock, recordLimit);
	const { requests } = recorder;

	function silence(): void {
		switchboard.reset();
		inbound.reset();
		alarms.clear();
	}

	const sandbox: Sandbox = {
		url: '',
		apiKey,
		keys,
		requests,
		store,
		faults,
		clock,
		quirks,
		rateLimit: null,
		webhooks,
		receiveSms: (text) => inbound.receive(text),
		reset: () => {
			silence();
			store.clear();
			clock.reset();
			Object.assign(quirks, defaultQuirks(), options.quirks);
			if (options.newKeys) sandbox.apiKey = `${apiKey}_${++resets}`;
			keys.clear();
			keys.add(sandbox.apiKey);
			faults.clear();
			limiter.reset();
			sandbox.rateLimit = null;
			recorder.clear();
			if (seed === 'empty') return;
			// What the demo's chats have been through is told to nobody.
			seeding = true;
			seedDemo(store, clock.now());
			seeding = false;
		},
		close: async () => {
			closing.abort();
			silence();
			await app.close();
		},
	};

	const serve = createGateway({
		clock,
		quirks,
		faults,
		keys,
		limiter,
		rateLimit: () => sandbox.rateLimit,
		closing: closing.signal,
		answered: recorder.answered,
	});
	const app = createServer({ clock, quirks, store, recorder, serve });
	addControls(app, sandbox);

	sandbox.reset();
	sandbox.url = await app.listen({ host: '127.0.0.1', port });
	return sandbox;
}
