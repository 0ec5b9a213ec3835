import { randomUUID } from 'crypto';
import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { throwOrLog } from './failures';
import { deliveredItem } from './items';
import { memoryOf, notePoll, oneAtATime, recall, type Memory } from './memory';
import { countWaiting, poll, startPolling } from './poll/poll';
import { readStored, type PollState, type Publication } from './poll/state';
import type { Server } from './poll/types';
import { isTransient, serverFor } from './server';
import { readSettings, type TriggerSettings } from './settings';

/** Where the state stands in the node's static data. */
const KEY = 'retellChatTrigger';
const MINUTE = 60_000;
/** A trigger whose chats wait for longer than this is behind, in ms. */
const BEHIND = 10 * MINUTE;
/** Time that is needed to count what waits, in ms. */
const COUNTING = 10_000;
const TELL_BEHIND_EVERY = 60 * MINUTE;

/** One poll: reads what n8n stored, asks Retell, and stores the new state in one statement. */
export async function runPoll(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const memory = memoryOf(context);
	return await oneAtATime(memory, async (isCurrent) => {
		const began = Date.now();
		const { isFirst } = notePoll(context, memory);
		const data = context.getWorkflowStaticData('node');
		const { known: stored, isDamaged } = readStored(data[KEY], began);
		if (isDamaged) context.logger.error('Retell Chat Trigger: the stored state is damaged');
		if (isFirst && ['activate', 'create'].includes(context.getActivationMode())) startAfresh(memory, stored);
		const known = recall(memory, stored);

		try {
			const settings = readSettings(context);
			logLeftOut(context, memory, settings);
			const server = serverFor(context, settings, memory);
			const { items, next, waitingFrom } = await pollFrom(server, settings, known);
			if (isCurrent() && items.length > 0) await tellIfBehind(context, memory, server, waitingFrom);
			if (!isCurrent()) return null;
			memory.failures = 0;
			memory.updates.wereExcused = false;
			// What was learned without items is kept: n8n may not store it, and it may discard what comes with items.
			if (items.length === 0) memory.known = next;
			data[KEY] = next;
			return items.length === 0 ? null : [items];
		} catch (thrown) {
			if (!isCurrent()) return null;
			// With durable cursors, n8n stores what a poll without items leaves, but not what the one at the publishing left.
			const learned = known ?? (isTransient(thrown) ? { publishedAt: began } : undefined);
			if (learned && (!stored || 'publishedAt' in stored)) {
				memory.known = learned;
				data[KEY] = learned;
			}
			return throwOrLog(context, memory, thrown, { isFirst, hasState: known !== undefined && !('publishedAt' in known) });
		}
	});
}

/** Publishing starts afresh: the failures before must not block it. */
function startAfresh(memory: Memory, stored: PollState | Publication | undefined): void {
	memory.failures = 0;
	if (!stored) memory.known = undefined;
}

/** A poll can show no hint. Logged once, not with each poll. */
function logLeftOut(context: IPollFunctions, memory: Memory, { leftOut }: TriggerSettings): void {
	const names = leftOut.join(', ');
	if (names !== '' && names !== memory.leftOut) {
		context.logger.warn(`Retell Chat Trigger: empty filters were left out: ${names}`);
	}
	memory.leftOut = names;
}

async function pollFrom(server: Server, settings: TriggerSettings, known: PollState | Publication | undefined) {
	const isPublished = known && 'publishedAt' in known;
	const published = isPublished ? known.publishedAt : undefined;
	const state = known && !isPublished ? known : await startPolling(server, settings, () => (published ? Date.now() - published : 0));
	// Published a moment ago: there is nothing to deliver yet.
	if (!known) return { items: [], next: state, waitingFrom: Infinity };
	const { deliveries, state: next, waitingFrom } = await poll(server, settings, state);
	const items = deliveries.map((delivery) => deliveredItem(delivery, settings));
	return { items, next: items.length === 0 ? next : { ...next, delivery: randomUUID() }, waitingFrom };
}

/** Says in n8n's log that chats wait for long, and how many: once an hour. */
async function tellIfBehind(context: IPollFunctions, memory: Memory, server: Server, waitingFrom: number): Promise<void> {
	const { toldBehindAt: told = -Infinity } = memory;
	const now = Date.now();
	if (waitingFrom >= server.now() - BEHIND || Math.abs(now - told) < TELL_BEHIND_EVERY) return;
	memory.toldBehindAt = now;
	const count = server.timeLeft() < COUNTING ? undefined : await countWaiting(server, waitingFrom);
	context.logger.warn(
		`Retell Chat Trigger: ${count === undefined ? 'More' : count} chats are still waiting, the oldest since ${new Date(waitingFrom).toISOString()}. The next polls deliver them. To catch up sooner, poll more often, or increase "Max Chats per Poll".`,
	);
}
