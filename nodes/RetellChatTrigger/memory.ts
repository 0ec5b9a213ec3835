import type { IPollFunctions } from 'n8n-workflow';

import type { PollState, Publication } from './poll/state';
import type { DetailsMemory } from './poll/types';

/** A poll that did not come back within this time does not hold up others any more, in ms. */
const LONGEST_POLL = 10 * 60_000;

/** What this process knows of a trigger beyond what n8n stored. All of it may be lost. */
export interface Memory {
	/** Transient failures in a row. */
	failures: number;
	/** What polls without items learned: n8n may not have stored it. */
	known?: PollState | Publication;
	/** Which details of chats cannot be read, and since when not. */
	details: DetailsMemory;
	/** When n8n's log last said that the trigger is behind, by this machine's clock, in ms. */
	loggedBehindAt?: number;
	/** How n8n polls: by one context for many polls, or a fresh one for each; and whether a failure of an update was excused since the last success. */
	updates: { keepContext: boolean; wereExcused: boolean };
	/** The poll that is under way, and the context that n8n runs it in. */
	running?: { since: number; context: object };
	/** Which filters were logged to be empty. */
	leftOut?: string;
}

/** So many triggers are remembered: those that were polled last. Nobody says which are polled no more. */
export const MOST_MEMORIES = 500;

const memories = new Map<string, Memory>();
const polled = new WeakSet<object>();

/** The memory of a trigger: of this node in this workflow, under this name. */
export function memoryOf(context: Pick<IPollFunctions, 'getNode' | 'getWorkflow'>): Memory {
	const { id, name } = context.getNode();
	const key = JSON.stringify([context.getWorkflow().id, id, name]);
	const memory = memories.get(key) ?? {
		failures: 0,
		details: { failing: new Map<string, number>() },
		updates: { keepContext: false, wereExcused: false },
	};
	// The map is in the order of the last polls.
	memories.delete(key);
	memories.set(key, memory);
	for (const [other, { running }] of memories) {
		if (memories.size <= MOST_MEMORIES) break;
		if (other !== key && !running) memories.delete(other);
	}
	return memory;
}

/** Notes a poll of a context, and returns whether it is the first: the one of an activation, or each one of a durable scheduler. */
export function notePoll(context: IPollFunctions, memory: Memory): { isFirst: boolean } {
	const isFirst = !polled.has(context);
	polled.add(context);
	if (!isFirst) memory.updates.keepContext = true;
	return { isFirst };
}

/**
 * Lets one poll of a trigger run at a time: n8n can start one while another is under way.
 *
 * Where n8n polls by one context, another one comes of a new activation, which goes on from what n8n has stored. n8n 1 takes
 * the result of the old one's poll all the same, without the new one's knowledge; n8n 2 drops it. So the new one's poll counts
 * alone.
 *
 * @param run gets a function that returns whether this poll still is the one that counts
 * @returns null without running if another one is under way
 */
export async function oneAtATime<Result>(
	memory: Memory,
	context: object,
	run: (isCurrent: () => boolean) => Promise<Result>,
): Promise<Result | null> {
	const now = Date.now();
	const { running, updates } = memory;
	const isReplaced = updates.keepContext && running?.context !== context;
	if (running && Math.abs(now - running.since) < LONGEST_POLL && !isReplaced) return null;
	const mine = { since: now, context };
	memory.running = mine;
	try {
		return await run(() => memory.running === mine);
	} finally {
		if (memory.running === mine) memory.running = undefined;
	}
}
