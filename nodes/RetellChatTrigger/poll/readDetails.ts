import type { Chat } from '../../retell/api/types';
import { eachInParallel } from '../../retell/parallel';
import type { Candidate } from './candidates';
import type { ChatSource } from './types';

/** Chats whose details are read at the same time at most. */
const MOST = 20;
/** After a failure that holds up the rest so many more chats are tried: whether they can be read decides how long all wait. */
const TRIED_AFTER_FAILURE = 40;

/** An answer that was waited for so long, in ms, is not missing for want of time alone. */
const LONG_ENOUGH = 10_000;

export type Answer = { chat: Chat | 'gone' } | { failure: unknown };

/** Whether a failure leaves a chat to be waited for, and then to be delivered without what was said. */
export function canWait(source: ChatSource, failure: unknown): boolean {
	return source.isTransient(failure) || source.isOfOneChat(failure);
}

/**
 * Reads the details of chats in parallel, begun in order, as far as there is time.
 *
 * A rate limit that lasts is no answer: no other chat is begun, and the rest waits for the next poll.
 * What the end of the poll's time cut off is no answer, either, unless it was waited for for long.
 *
 * @param holdsUp whether a chat, if its details do not come now, holds up those after it
 * @returns the answers in the order of the chats, with none for those that were not read, and why not: the last rate limit, or what was cut off
 */
export async function readDetails(
	source: ChatSource,
	candidates: Candidate[],
	holdsUp: (candidate: Candidate) => boolean,
): Promise<{ answers: Array<Answer | undefined>; unread?: unknown }> {
	const answers: Array<Answer | undefined> = candidates.map(() => undefined);
	let left = Infinity;
	let rateLimit: unknown;
	let cutOff: unknown;

	const read = async (candidate: Candidate, index: number) => {
		left--;
		const begunWith = source.timeLeft();
		try {
			answers[index] = { chat: await source.details(candidate.chat.chat_id) };
		} catch (failure) {
			if (source.isRateLimit(failure)) {
				rateLimit = failure;
				left = 0;
			} else if (source.timeLeft() <= 0 && begunWith < LONG_ENOUGH && source.isTransient(failure)) {
				cutOff = failure;
			} else {
				answers[index] = { failure };
				if (!canWait(source, failure)) left = 0;
				else if (holdsUp(candidate)) left = Math.min(left, TRIED_AFTER_FAILURE);
			}
		}
	};
	await eachInParallel(candidates, MOST, read, () => left <= 0 || source.timeLeft() <= 0);
	return { answers, unread: rateLimit ?? cutOff };
}
