import type { Milestone } from '../life.ts';
import type { Outcome } from './post.ts';

/** Something to be told to a webhook. */
export interface WebhookEvent {
	event: Milestone | 'chat_inbound' | 'test';
	/** The chat it is about; null for an inbound text that is told without one. */
	chat_id: string | null;
	url: string;
	/** As it goes out, byte for byte; repeats say the same. */
	body: string;
	timeoutMs: number;
}

/** One attempt to tell it. */
export interface Delivery extends WebhookEvent, Outcome {
	/** From 1. */
	attempt: number;
	/** By the sandbox clock, ms since the epoch. */
	at: number;
	signature: string;
	/** How long it took, real ms; null while under way. */
	ms: number | null;
}

/** Retell's own view of an answer: any 2xx will do. */
export function isTaken({ status }: Outcome): boolean {
	return status !== null && status >= 200 && status < 300;
}
