import { inParallel } from '../../retell/parallel';
import type { Chat } from '../../retell/types';
import { hasAnalysis, pastOf, type Candidate } from './candidates';
import type { Delivery, Server, Settings } from './types';

const MINUTE = 60_000;
/** How long chats wait for one whose details cannot be read while those of others can, in ms. */
const PATIENCE = 5 * MINUTE;
/** How long they wait while no details can be read, in ms. */
const OUTAGE_PATIENCE = 60 * MINUTE;
const AT_ONCE = 20;
/** After a failure so many more chats are tried: whether others can be read decides how long all wait. */
const TRIED_AFTER_FAILURE = 40;

type Answer = { chat: Chat | 'gone' } | { failure: unknown };

/**
 * Adds what was said, in order. A chat whose details do not come holds back those after it: for some
 * minutes if others' details come, for an hour if none do. What was read when the time is over counts.
 */
export async function withDetails(
	server: Server,
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

	const answers = await readDetails(server, ready);
	const patience = answers.some((answer) => answer && 'chat' in answer) ? PATIENCE : OUTAGE_PATIENCE;
	for (const [index, candidate] of ready.entries()) {
		const answer = answers[index];
		if (!answer) break;
		if ('chat' in answer) {
			deliver(candidate, answer.chat);
			continue;
		}
		const now = server.now();
		const since = server.detailsFailing.get(candidate.chat.chat_id) ?? now;
		const waited = now - Math.max(pastOf(candidate.chat, candidate.time, now), since);
		if (!canWait(server, answer.failure) || waited < patience) return { deliveries, failure: answer.failure };
		deliver(candidate, 'gone');
	}
	return { deliveries };
}

/** Reads the details of chats side by side, begun in order, as far as there is time; notes those that fail. */
async function readDetails(server: Server, candidates: Candidate[]): Promise<Array<Answer | undefined>> {
	let left = Infinity;
	const answers = await inParallel(candidates, AT_ONCE, async ({ chat: { chat_id: id } }): Promise<Answer | undefined> => {
		if (left-- <= 0 || server.timeLeft() <= 0) return undefined;
		try {
			return { chat: await server.details(id) };
		} catch (failure) {
			left = canWait(server, failure) ? Math.min(left, TRIED_AFTER_FAILURE) : 0;
			return { failure };
		}
	});
	const now = server.now();
	const failing = candidates.filter((_, index) => {
		const answer = answers[index];
		return answer && 'failure' in answer;
	});
	noteFailing(server.detailsFailing, failing, now);
	return answers;
}

/** Whether a failure leaves a chat to be waited for, and then to be delivered without what was said. */
function canWait(server: Server, failure: unknown): boolean {
	return server.isTransient(failure) || server.isOfOneChat(failure);
}

/** Keeps since when chats fail: only of those that still do. */
function noteFailing(since: Map<string, number>, failing: Candidate[], now: number): void {
	const before = new Map(since);
	since.clear();
	for (const { chat } of failing) since.set(chat.chat_id, before.get(chat.chat_id) ?? now);
}
