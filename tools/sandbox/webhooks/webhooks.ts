import { z } from 'zod';
import type { Alarms } from '../alarms.ts';
import type { Clock } from '../clock.ts';
import type { Milestone } from '../life.ts';
import type { Quirks } from '../quirks.ts';
import type { AgentRecord, ChatRecord } from '../records.ts';
import type { Store } from '../store.ts';
import { createCourier } from './courier.ts';
import type { Courier } from './courier.ts';
import type { Delivery, WebhookEvent } from './delivery.ts';
import { chatBody, targetOf } from './events.ts';
import { sign } from './sign.ts';

/** What the dashboard says about webhooks, and how patient Retell is. */
export const webhookSettings = z.strictObject({
	/** The API key with the webhook badge, which signs. */
	key: z.string().min(1),
	/** The account's webhook: for agents that have none. */
	accountUrl: z.string().url().nullable(),
	/** Unless an agent says otherwise, ms (real ones). */
	timeoutMs: z.number().int().min(1),
	/** Before each repeat, ms of the sandbox clock: as many repeats as there are delays. */
	retryDelaysMs: z.array(z.number().min(0)),
});
export type WebhookSettings = z.infer<typeof webhookSettings>;

/** How to deliver an event by hand. */
export interface ByHand {
	/** So many at the same time. Default 1. */
	copies?: number;
	/** Another address than the event's. */
	url?: string;
	/** The time in the signature, ms since the epoch. Default now, see quirks. */
	signedAt?: number;
	/** Another signature altogether. */
	signature?: string;
}

export interface Webhooks {
	settings: WebhookSettings;
	/** All that there was to tell, in the order it happened: sent, failed or held back. */
	readonly events: WebhookEvent[];
	/** All attempts, in the order of sending. */
	readonly deliveries: Delivery[];
	/** The signature header of a body; without a time as of now, see quirks. */
	sign(body: string, at?: number): string;
	/** An event of a chat as it would be told now, whether or not it happened. */
	eventOf(milestone: Milestone, chatId: string, url?: string): WebhookEvent;
	/** Delivers an event, once more or for the first time: one attempt each, no repeats. */
	deliver(event: WebhookEvent, how?: ByHand): Promise<Delivery[]>;
	/** What the dashboard's test button does: posts nothing at all to a URL, signed; one attempt. */
	test(url: string): Promise<Delivery[]>;
	/** Keeps back what happens from now on; it is only written down. */
	hold(): void;
	/** Sends what was kept back, or these events instead: in this order, one after the other. */
	release(events?: readonly WebhookEvent[]): void;
	/** All attempts that are due by the sandbox clock are over. */
	idle(): Promise<void>;
}

interface Wiring {
	clock: Clock;
	alarms: Alarms;
	quirks: Quirks;
	store: Store;
	defaults: WebhookSettings;
}

/** The webhooks as the rest of the sandbox sees them. */
interface Switchboard {
	webhooks: Webhooks;
	courier: Courier;
	tell(milestone: Milestone, chat: ChatRecord, agent: AgentRecord | undefined): void;
	/** Back to the defaults; nothing is under way or remembered. */
	reset(): void;
}

export function createWebhooks(wiring: Wiring): Switchboard {
	const { clock, alarms, quirks, store, defaults } = wiring;
	const settings: WebhookSettings = { ...defaults };
	const events: WebhookEvent[] = [];
	let held: WebhookEvent[] | null = null;

	// A receiver allows five minutes by its own clock, and knows no sandbox clock.
	const signed = (body: string, at = Date.now()) => sign(body, settings.key, at);
	const courier = createCourier({ clock, alarms, quirks, sign: signed, retryDelaysMs: () => settings.retryDelaysMs });

	function told(milestone: Milestone, chat: ChatRecord, url: string, timeoutMs: number) {
		const body = chatBody(milestone, chat);
		return { event: milestone, chat_id: chat.chat_id, url, body, timeoutMs };
	}

	const webhooks: Webhooks = {
		settings,
		events,
		deliveries: courier.deliveries,
		sign: signed,
		eventOf: (milestone, chatId, url) => {
			const chat = store.getChat(chatId);
			if (!chat) throw new Error(`The sandbox has no chat ${chatId}`);
			const target = targetOf(milestone, chat, store.agent(chat.agent_id), settings);
			const address = url ?? target?.url;
			if (address === undefined) throw new Error(`Nobody is told ${milestone} of ${chatId}`);
			return told(milestone, chat, address, target?.timeoutMs ?? settings.timeoutMs);
		},
		deliver: (event, { copies = 1, url = event.url, signedAt, signature } = {}) => {
			const value = signature ?? signed(event.body, signedAt);
			const one = () => courier.attempt({ ...event, url }, 1, value);
			return Promise.all(Array.from({ length: copies }, one));
		},
		test: (url) => webhooks.deliver({ event: 'test', chat_id: null, url, body: '', timeoutMs: settings.timeoutMs }),
		hold: () => {
			held ??= [];
		},
		release: (chosen) => {
			const released = chosen ?? held ?? [];
			held = null;
			for (const event of released) courier.queue('released', event);
		},
		idle: () => {
			store.settle();
			return courier.idle();
		},
	};

	return {
		webhooks,
		courier,
		tell: (milestone, chat, agent) => {
			const target = targetOf(milestone, chat, agent, settings);
			if (!target) return;
			const event = told(milestone, chat, target.url, target.timeoutMs);
			events.push(event);
			if (held) held.push(event);
			else courier.queue(chat.chat_id, event);
		},
		reset: () => {
			courier.stop();
			Object.assign(settings, defaults);
			events.length = 0;
			held = null;
		},
	};
}
