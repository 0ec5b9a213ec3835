import { orNotShown } from '../../../../retell/api/call';
import { getChat } from '../../../../retell/api/chats';
import type { Chat } from '../../../../retell/api/types';
import { causeOf } from '../../../../retell/http/causes';
import { inParallel } from '../../../../retell/parallel';
import { isOfOneChat, MOST_FAULTS } from '../../../run/faults';
import type { Item } from '../../../run/operation';

export interface Detailed {
	/** The whole chat, or the listed one where it can't be read. */
	chat: Chat;
	/** Whether what was said could not be read: the chat is gone, or Retell didn't send it. */
	unavailable: boolean;
}

/**
 * Adds what was said to listed chats, in their order. One that can't be read doesn't cost the others.
 * After many faults in a row, the rest is not asked for, and unavailable, too.
 *
 * @throws NodeApiError if the rest would fare no better for certain (the key was refused, a limit), and
 * if no chat at all could be read
 */
export async function withTranscripts({ send, run }: Item, listed: Chat[]): Promise<Detailed[]> {
	let faultsInARow = 0;
	let answered = 0;
	let failure: { reason: unknown } | undefined;
	let stopped: { reason: unknown } | undefined;
	let isDown = false;
	const detailed = await inParallel(listed, run.parallel, async (chat): Promise<Detailed> => {
		if (stopped || isDown) return { chat, unavailable: true };
		try {
			const found = await send(orNotShown(getChat(chat.chat_id)));
			answered++;
			faultsInARow = 0;
			return found === 'gone' ? { chat, unavailable: true } : { chat: found, unavailable: false };
		} catch (thrown) {
			faultsInARow = causeOf(thrown) === 'temporarily-unavailable' ? faultsInARow + 1 : 0;
			failure ??= { reason: thrown };
			if (!isOfOneChat(thrown)) stopped ??= { reason: thrown };
			if (faultsInARow >= MOST_FAULTS) isDown = true;
			return { chat, unavailable: true };
		}
	});
	if (stopped) throw stopped.reason;
	if (failure && answered === 0) throw failure.reason;
	return detailed;
}
