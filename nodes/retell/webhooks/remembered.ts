import type { IWebhookFunctions } from 'n8n-workflow';

import { isText } from '../values';

// A webhook is answered before n8n has its execution for certain, or after that, by the version of n8n;
// and n8n stores a node's data at one moment of its own choice. So only this process knows what became
// of a delivery. What it knows by then is stored with the next one.

/** How long a delivery is remembered, in ms. Retell retries one that was not answered at once. */
const MEMORY = 60 * 60_000;
/**
 * How long a delivery counts as under way in another process, in ms: Retell waits 10 s for an answer. Of one
 * that comes again later, nobody knows whether n8n took or refused it, and none must be lost.
 */
const TRUSTED = 15_000;
const MOST_REMEMBERED = 5000;
/** n8n stores all of it anew with each delivery: this is for a restart, and for other processes. */
const MOST_STORED = 1000;
/** When this process began to take deliveries, in ms since 1970. */
const STARTED = Date.now();

type Answering = ReturnType<IWebhookFunctions['getResponseObject']>;

/** What is known of a delivery. */
export interface Known {
	/** When it came, or was signed, in ms since 1970. */
	at: number;
	/** `taken`: n8n has answered with a 2xx. `refused`: with another status, so Retell has to retry it. */
	state: 'under way' | 'taken' | 'refused';
	/** Since when it is under way, in ms since 1970, and the answer by which that ends, if it is this process's. */
	since?: number;
	response?: Answering;
}

/** What a trigger knows of the deliveries it got, by their keys, in the order in which they came. */
export interface Memory {
	known: Map<string, Known>;
	/** The stored text that was last read or written. */
	text: unknown;
}

/** Whether a delivery is known, and was not refused, as far as anybody can tell. */
export function isSeen(known: Known | undefined, now: number): boolean {
	if (known === undefined || known.state === 'refused' || Math.abs(now - known.at) >= MEMORY) return false;
	const isElsewhere = known.state === 'under way' && known.response === undefined;
	return !isElsewhere || now - (known.since ?? known.at) < TRUSTED;
}

/** Notes a delivery that is under way from now on. */
export function note(memory: Memory, key: string, at: number, response: Answering): void {
	const known: Known = { at, state: 'under way', since: Date.now(), response };
	memory.known.delete(key);
	memory.known.set(key, known);
	response.once('close', () => settle(known));
}

/** Notes what became of a delivery. n8n also ends the answer for a caller who has gone away meanwhile. */
export function settle(known: Known): void {
	if (!known.response?.writableEnded) return;
	known.state = known.response.statusCode < 300 ? 'taken' : 'refused';
	known.response = undefined;
}

/**
 * Takes over what is stored and not known here. What was under way before this process began may have
 * started nothing: n8n was stopped meanwhile. What is under way since then, another process takes.
 */
export function readStored(memory: Memory, text: unknown): void {
	if (text === memory.text) return;
	memory.text = text;
	for (const entry of isText(text) ? text.split(' ') : []) {
		const [key = '', ...times] = entry.split(':');
		const [at, since] = times.map(numberIn);
		if (at === undefined || (since !== undefined && !(since > STARTED))) continue;
		const known = memory.known.get(key);
		if (known && !tellsMore(known, at, since)) continue;
		memory.known.set(key, since === undefined ? { at, state: 'taken' } : { at, state: 'under way', since });
	}
}

/** Whether another process knows more of a delivery: that it was taken, or is under way after this process refused it. */
function tellsMore(known: Known, at: number, since: number | undefined): boolean {
	if (known.state === 'refused') return (since ?? at) > (known.since ?? known.at);
	return known.state === 'under way' && known.response === undefined && since === undefined;
}

/** Forgets what is too old or too much, and returns what is to be stored: `key:at`, or `key:at:since` while under way. */
export function textToStore(memory: Memory, now: number): string {
	for (const [key, known] of memory.known) {
		if (memory.known.size <= MOST_REMEMBERED && Math.abs(now - known.at) < MEMORY) break;
		memory.known.delete(key);
	}
	const entries = [...memory.known].slice(-MOST_STORED).flatMap(([key, known]) => {
		settle(known);
		if (!isSeen(known, now)) return [];
		const times = known.state === 'taken' ? [known.at] : [known.at, known.since ?? now];
		return [[key, ...times.map((time) => time.toString(36))].join(':')];
	});
	memory.text = entries.join(' ');
	return entries.join(' ');
}

function numberIn(text: string): number {
	return parseInt(text, 36);
}
