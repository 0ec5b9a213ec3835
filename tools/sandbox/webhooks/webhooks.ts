import { z } from 'zod';
import type { Alarms } from '../alarms.ts';
import type { Clock } from '../clock.ts';
import type { Milestone } from '../schemas.ts';
import type { Quirks } from '../quirks.ts';
import type { AgentRecord, ChatRecord } from '../records.ts';
import type { Store } from '../store.ts';
import { createCourier } from './courier.ts';
import type { Delivery, WebhookEvent } from './courier.ts';
import { chatBody, targetOf } from './events.ts';
import type { Target } from './events.ts';
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

export type Webhooks = ReturnType<typeof createWebhooks>['webhooks'];

interface Wiring {
	clock: Clock;
	alarms: Alarms;
	quirks: Quirks;
	store: Store;
	defaults: WebhookSettings;
}

/** The webhooks, as tests see them, and as the rest of the sandbox does. */
export function createWebhooks({ clock, alarms, quirks, store, defaults }: Wiring) {
	const settings: WebhookSettings = { ...defaults };
	/** All that there was to tell, in the order it happened: sent, failed or held back. */
	const events: WebhookEvent[] = [];
	let held: WebhookEvent[] | null = null;

	/** The signature header of a body. A receiver allows five minutes by its own clock, and knows no sandbox clock. */
	const signed = (body: string, at = Date.now()) => sign(body, settings.key, at);
	const courier = createCourier({ clock, alarms, quirks, sign: signed, retryDelaysMs: () => settings.retryDelaysMs });

	function told(event: Milestone, chat: ChatRecord, { url, timeoutMs }: Target): WebhookEvent {
		return { event, chat_id: chat.chat_id, url, body: chatBody(event, chat), timeoutMs };
	}

	/** Delivers an event, once more or for the first time: one attempt each, no repeats. */
	function deliver(event: WebhookEvent, how: ByHand = {}): Promise<Delivery[]> {
		const { copies = 1, url = event.url, signedAt, signature = signed(event.body, signedAt) } = how;
		return Promise.all(Array.from({ length: copies }, () => courier.attempt({ ...event, url }, signature)));
	}

	const webhooks = {
		settings,
		events,
		deliveries: courier.deliveries,
		sign: signed,
		/** An event of a chat as it would be told now, whether or not it happened. */
		eventOf: (milestone: Milestone, chatId: string, url?: string): WebhookEvent => {
			const chat = store.getChat(chatId);
			if (!chat) throw new Error(`The sandbox has no chat ${chatId}`);
			const target = targetOf(milestone, chat, store.agent(chat.agent_id), settings);
			const address = url ?? target?.url;
			if (address === undefined) throw new Error(`Nobody is told ${milestone} of ${chatId}`);
			return told(milestone, chat, { timeoutMs: settings.timeoutMs, ...target, url: address });
		},
		deliver,
		/** What the dashboard's test button does: posts nothing at all to a URL, signed; one attempt. */
		test: (url: string) => deliver({ event: 'test', chat_id: null, url, body: '', timeoutMs: settings.timeoutMs }),
		/** Keeps back what happens from now on; it is only written down. */
		hold: () => {
			held ??= [];
		},
		/** Sends what was kept back, or these events instead: in this order, one after the other. */
		release: (chosen?: readonly WebhookEvent[]) => {
			const released = chosen ?? held ?? [];
			held = null;
			for (const event of released) courier.queue('released', event);
		},
		/** All attempts that are due by the sandbox clock are over. */
		idle: () => {
			store.settle();
			return courier.idle();
		},
	};

	return {
		webhooks,
		courier,
		tell: (milestone: Milestone, chat: ChatRecord, agent: AgentRecord | undefined) => {
			const target = targetOf(milestone, chat, agent, settings);
			if (!target) return;
			const event = told(milestone, chat, target);
			events.push(event);
			if (held) held.push(event);
			else courier.queue(chat.chat_id, event);
		},
		/** Back to the defaults; nothing is under way or remembered. */
		reset: () => {
			courier.stop();
			Object.assign(settings, defaults);
			events.length = 0;
			held = null;
		},
	};
}
