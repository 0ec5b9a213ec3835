import type { Chat } from '../../retell/api/types';
import type { Candidate } from './candidates';
import type { Server } from './types';

/** Chats whose details are read at the same time at most. */
const MOST = 20;
/** After a failure that holds up the others so many more chats are tried: whether they can be read decides how long all wait. */
const TRIED_AFTER_FAILURE = 40;

/** An answer that was waited for so long, in ms, is not missing for want of time alone. */
const LONG_ENOUGH = 10_000;

export type Answer = { chat: Chat | 'gone' } | { failure: unknown };

/** Whether a failure leaves a chat to be waited for, and then to be delivered without what was said. */
export function canWait(server: Server, failure: unknown): boolean {
	return server.isTransient(failure) || server.isOfOneChat(failure);
}

/**
 * Reads the details of chats side by side, begun in order, as far as there is time.
 *
 * A rate limit is no answer: the chat is asked for again, and from then on half as many are read side
 * by side, or a single one if none came. If none comes even so, the rest waits for the next poll,
 * which begins with few, too. What the end of the poll's time cut off is no answer, either, unless
 * it was waited for for long.
 *
 * @param holdsUp whether a chat, if its details do not come now, holds up those after it
 * @returns the answers in the order of the chats, with none for those that were not read, and why not: the last rate limit, or what was cut off
 */
export async function readDetails(
	server: Server,
	candidates: Candidate[],
	holdsUp: (candidate: Candidate) => boolean,
): Promise<{ answers: Array<Answer | undefined>; unread?: unknown }> {
	const { detailsMemory: memory } = server;
	const answers: Array<Answer | undefined> = candidates.map(() => undefined);
	const queue = [...candidates.entries()];
	let left = Infinity;
	let rateLimit: unknown;
	let cutOff: unknown;
	/** How many are read side by side, since when (a count of changes), and how many came since. */
	const lanes = { open: Math.min(MOST, 2 * (memory.sideBySide ?? MOST)), changes: 0, came: 0 };

	const lane = async (number: number) => {
		while (number < lanes.open && left > 0 && server.timeLeft() > 0) {
			const next = queue.shift();
			if (!next) return;
			left--;
			const [index, candidate] = next;
			const { changes } = lanes;
			const begunWith = server.timeLeft();
			try {
				answers[index] = { chat: await server.details(candidate.chat.chat_id) };
				lanes.came++;
			} catch (failure) {
				if (server.isRateLimit(failure)) {
					rateLimit = failure;
					queue.push(next);
					queue.sort(([a], [b]) => a - b);
					left++;
					// Those that were begun before the last change say nothing about it.
					if (changes === lanes.changes) narrow();
					continue;
				}
				if (server.timeLeft() <= 0 && begunWith < LONG_ENOUGH && server.isTransient(failure)) {
					cutOff = failure;
					return;
				}
				answers[index] = { failure };
				if (!canWait(server, failure)) left = 0;
				else if (holdsUp(candidate)) left = Math.min(left, TRIED_AFTER_FAILURE);
			}
		}
	};
	const narrow = () => {
		const half = Math.floor(lanes.open / 2);
		lanes.open = lanes.came > 0 ? half : Math.min(half, 1);
		lanes.changes++;
		lanes.came = 0;
		memory.sideBySide = Math.max(1, lanes.open);
	};

	await Promise.all(
		Array.from({ length: Math.min(lanes.open, candidates.length) }, async (_, number) => await lane(number)),
	);
	if (rateLimit === undefined) memory.sideBySide = lanes.open;
	return { answers, unread: rateLimit ?? cutOff };
}
