import type { Chat } from '../../retell/api/types';
import { hasAnalysis, pastOf, type Candidate } from './candidates';
import { canWait, readDetails, type Answer } from './readDetails';
import type { Delivery, ChatSource, Settings } from './types';

const MINUTE = 60_000;
/** How long chats wait for one whose details cannot be read while those of others can, in ms. */
const PATIENCE = 5 * MINUTE;
/** How long they wait while no details can be read, in ms. */
const OUTAGE_PATIENCE = 60 * MINUTE;

/**
 * Adds what was said, in order. A chat whose details do not come holds back those after it: for some
 * minutes if others' details come, for an hour if none do. That hour counts for all of them together,
 * from when the first one failed. A rate limit only makes them wait. What was read when the time is
 * over counts.
 */
export async function withDetails(
	source: ChatSource,
	settings: Settings,
	ready: Candidate[],
): Promise<{ deliveries: Delivery[]; failure?: unknown }> {
	const deliveries: Delivery[] = [];
	const deliver = ({ chat: listed, endUnknown = false }: Candidate, chat: Chat | 'gone') => {
		const whole = chat === 'gone' ? listed : { ...listed, ...chat };
		deliveries.push({
			chat: whole,
			analysisTimedOut: settings.event === 'chatAnalyzed' && !hasAnalysis(whole),
			detailsUnavailable: chat === 'gone',
			endUnknown,
		});
	};
	if (!settings.includeTranscript) {
		for (const candidate of ready) deliver(candidate, candidate.chat);
		return { deliveries };
	}

	const { detailsMemory: memory } = source;
	const waited = ({ chat, time }: Candidate) => {
		const now = source.now();
		const since = memory.failing.get(chat.chat_id) ?? memory.noneSince ?? now;
		return now - Math.max(pastOf(chat, time, now), since);
	};
	const { answers, unread } = await readDetails(source, ready, (candidate) => waited(candidate) < OUTAGE_PATIENCE);
	const areSomeRead = answers.some((answer) => answer && 'chat' in answer);
	noteFailing(source, ready, answers, areSomeRead);

	for (const [index, candidate] of ready.entries()) {
		const answer = answers[index];
		if (!answer) return { deliveries, failure: unread };
		if ('chat' in answer) {
			deliver(candidate, answer.chat);
			continue;
		}
		const isOver = waited(candidate) >= (areSomeRead ? PATIENCE : OUTAGE_PATIENCE);
		if (!isOver || !canWait(source, answer.failure)) return { deliveries, failure: answer.failure };
		deliver(candidate, 'gone');
	}
	return { deliveries };
}

/** Keeps since when chats fail, and since when all do: only of those that still do. */
function noteFailing(
	source: ChatSource,
	ready: Candidate[],
	answers: Array<Answer | undefined>,
	areSomeRead: boolean,
): void {
	const { detailsMemory: memory } = source;
	const now = source.now();
	const before = new Map(memory.failing);
	const isRefused = (answer?: Answer) => answer && 'failure' in answer && source.isOfOneChat(answer.failure);
	memory.refusedSince = answers.some(isRefused) ? (memory.refusedSince ?? now) : undefined;
	memory.failing.clear();
	for (const [index, { chat }] of ready.entries()) {
		const answer = answers[index];
		if (!answer || !('failure' in answer) || !canWait(source, answer.failure)) continue;
		// One of many that fail together waits no longer than the first. Where others can be read, that
		// goes for refusals alone: any other failure of a single chat may be transient.
		const together = memory.noneSince ?? (isRefused(answer) ? memory.refusedSince : undefined);
		memory.failing.set(chat.chat_id, before.get(chat.chat_id) ?? together ?? now);
	}
	memory.noneSince = areSomeRead || memory.failing.size === 0 ? undefined : (memory.noneSince ?? now);
}
