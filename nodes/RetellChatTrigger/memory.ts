import type { IPollFunctions } from 'n8n-workflow';

import type { PollState } from './poll/state';

/** A poll that did not come back within this time does not hold up others any more, in ms. */
const LONGEST_POLL = 10 * 60_000;

/** What this process knows of a trigger beyond its stored state. All of it may be lost. */
export interface Memory {
	/** Passing failures in a row. */
	failures: number;
	/** When the workflow was published while Retell could not be asked, by this machine's clock, in ms. */
	publishedAt?: number;
	/** What polls learned that n8n may not have stored, and the stored state that it builds on. */
	unstored?: { basis: string; state: PollState };
	/** How far the polls without items since the last with items have read: n8n may not have stored it when the workflow changes. */
	read?: Pick<PollState, 'fingerprint' | 'readTo'>;
	/** Whether a failure right after an "update" activation was let pass since the last success. */
	wasLenient: boolean;
	/** Whether n8n uses one context for many polls: then a new one stands for a new activation. */
	keepsContext: boolean;
	/** Since when no details of chats could be read, by the server's clock, in ms. */
	detailsFailing: { since?: number };
	running?: { since: number };
}

const memories = new Map<string, Memory>();
const polled = new WeakSet<object>();

/** The memory of a trigger: of this node in this workflow, under this name. */
export function memoryOf(context: IPollFunctions): Memory {
	const { id, name } = context.getNode();
	const key = JSON.stringify([context.getWorkflow().id, id, name]);
	const memory = memories.get(key) ?? { failures: 0, wasLenient: false, keepsContext: false, detailsFailing: {} };
	memories.set(key, memory);
	return memory;
}

/** Whether this is the first poll after an activation: n8n keeps one context for all that follow. */
export function isFirstPollOf(context: IPollFunctions): boolean {
	const first = !polled.has(context);
	polled.add(context);
	return first;
}

/**
 * Lets one poll of a trigger run at a time: n8n can start one while another is under way.
 *
 * @param run gets a function that tells whether this poll still is the one that counts
 * @returns null without running if another one is under way
 */
export async function oneAtATime<Result>(
	memory: Memory,
	run: (isCurrent: () => boolean) => Promise<Result>,
): Promise<Result | null> {
	const now = Date.now();
	if (memory.running && Math.abs(now - memory.running.since) < LONGEST_POLL) return null;
	const mine = { since: now };
	memory.running = mine;
	try {
		return await run(() => memory.running === mine);
	} finally {
		if (memory.running === mine) memory.running = undefined;
	}
}

/** The state to go on from: what polls without items learned counts while its basis is still stored. */
export function recall(memory: Memory, stored: unknown, storedState: PollState | undefined): PollState | undefined {
	const { unstored, read } = memory;
	const state = unstored?.basis === basisOf(stored) ? unstored.state : storedState;
	if (!state || read?.fingerprint !== state.fingerprint) return state;
	return { ...state, readTo: read.readTo };
}

/** Keeps what a poll without items learned: n8n may store it, or not. */
export function remember(memory: Memory, stored: unknown, state: PollState): void {
	memory.unstored = { basis: basisOf(stored), state };
	memory.read = state;
}

function basisOf(stored: unknown): string {
	return JSON.stringify(stored ?? null);
}
