import { randomUUID } from 'crypto';
import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { chatsWaiting, emptyFiltersInTrigger } from '../messages/pollingTrigger';
import { isTransient } from '../retell/http/causes';
import { chatSourceFor } from './chatSource';
import { throwOrLog } from './failures';
import { deliveredItem } from './items';
import { memoryOf, notePoll, oneAtATime, type Memory } from './memory';
import { countWaiting, poll, startPolling } from './poll/poll';
import type { PollState } from './poll/state';
import type { ChatSource } from './poll/types';
import { readSettings, type TriggerSettings } from './settings';
import { openStore, type Store } from './store';

const MINUTE = 60_000;
/** A trigger whose chats wait for longer than this is behind, in ms. */
const BEHIND = 10 * MINUTE;
/** Time that is needed to count what waits, in ms. */
const COUNTING = 10_000;
const LOG_BEHIND_EVERY = 60 * MINUTE;

/** One poll: reads what n8n stored, asks Retell, and stores the new state in one statement. */
export async function runPoll(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const memory = memoryOf(context);
	return await oneAtATime(memory, context, async (isCurrent) => {
		const { isFirst } = notePoll(context, memory);
		const isPublishing = isFirst && ['activate', 'create'].includes(context.getActivationMode());
		// Publishing starts afresh: the failures before must not block it.
		if (isPublishing) memory.failures = 0;
		const store = openStore(context, memory, isPublishing);

		try {
			const settings = await readSettings(context);
			logLeftOut(context, memory, settings);
			const source = chatSourceFor(context, settings, memory, isFirst);
			const { items, state, waitingFrom, failure } = await pollFrom(source, settings, store);
			if (isCurrent() && items.length > 0) await logIfBehind(context, memory, source, waitingFrom);
			if (!isCurrent()) return null;
			store.keep(state, items.length > 0);
			if (failure !== undefined) throw failure;
			memory.failures = 0;
			memory.updates.wereExcused = false;
			return items.length === 0 ? null : [items];
		} catch (thrown) {
			if (!isCurrent()) return null;
			store.keepBeginning(isTransient(thrown));
			return throwOrLog(context, memory, thrown, { isFirst, hasState: store.state !== undefined });
		}
	});
}

/** A poll can show no hint. Logged once, not with each poll. */
function logLeftOut(context: IPollFunctions, memory: Memory, { leftOut }: TriggerSettings): void {
	const names = leftOut.join(', ');
	if (names !== '' && names !== memory.leftOut) context.logger.warn(emptyFiltersInTrigger(leftOut));
	memory.leftOut = names;
}

/** Polls from where the trigger stands; begins, if it has not begun. */
async function pollFrom(
	source: ChatSource,
	settings: TriggerSettings,
	{ state, publishedAt }: Store,
): Promise<{ items: INodeExecutionData[]; state: PollState; waitingFrom: number; failure?: unknown }> {
	const from = state ?? (await startPolling(source, settings, () => (publishedAt ? Date.now() - publishedAt : 0)));
	// Published a moment ago: there is nothing to deliver yet.
	if (!state && publishedAt === undefined) return { items: [], state: from, waitingFrom: Infinity };
	const { deliveries, state: next, waitingFrom, failure } = await poll(source, settings, from);
	const items = deliveries.map((delivery) => deliveredItem(delivery, settings));
	return { items, state: items.length === 0 ? next : { ...next, delivery: randomUUID() }, waitingFrom, failure };
}

/** Says in n8n's log that chats wait for long, and how many: once an hour. */
async function logIfBehind(
	context: IPollFunctions,
	memory: Memory,
	source: ChatSource,
	waitingFrom: number,
): Promise<void> {
	const { loggedBehindAt: logged = -Infinity } = memory;
	const now = Date.now();
	if (waitingFrom >= source.now() - BEHIND || Math.abs(now - logged) < LOG_BEHIND_EVERY) return;
	memory.loggedBehindAt = now;
	const count = source.timeLeft() < COUNTING ? undefined : await countWaiting(source, waitingFrom);
	context.logger.warn(chatsWaiting(count, new Date(waitingFrom).toISOString()));
}
