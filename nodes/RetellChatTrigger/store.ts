import type { IPollFunctions } from 'n8n-workflow';

import { STATE_DAMAGED } from '../messages/pollingTrigger';
import type { Memory } from './memory';
import { isPublication, readStored, type PollState, type Publication } from './poll/state';

/** Where the state stands in the node's static data. */
const KEY = 'retellChatTrigger';

/** What the trigger knows from earlier polls, and how it is kept: in n8n's store, and in this process. */
export interface Store {
	/** The state to go on from; none if the trigger has not begun, or at a time when Retell could not be asked. */
	state?: PollState;
	/** When the workflow was published, if Retell could not be asked since, by this machine's clock, in ms. */
	publishedAt?: number;
	/** Keeps what a poll learned. */
	keep: (state: PollState, hasItems: boolean) => void;
	/** Keeps, after a poll that failed, from when on chats are news; nothing if the poll kept more than that. */
	keepBeginning: (isTransient: boolean) => void;
}

/**
 * Opens the store of a trigger for one poll.
 *
 * @param isPublishing whether a person publishes the workflow with this poll: then what n8n stored counts alone
 */
export function openStore(context: IPollFunctions, memory: Memory, isPublishing: boolean): Store {
	const now = Date.now();
	const data = context.getWorkflowStaticData('node');
	const { known: stored, isDamaged } = readStored(data[KEY], now);
	if (isDamaged) context.logger.error(STATE_DAMAGED);
	if (isPublishing && !stored) memory.known = undefined;
	const known = recall(memory, stored);
	let isKept = false;

	return {
		...(known && (isPublication(known) ? known : { state: known })),
		keep: (state, hasItems) => {
			// What was learned without items is kept here, too: n8n may not store it, and it may discard what comes with items.
			if (!hasItems) memory.known = state;
			data[KEY] = state;
			isKept = true;
		},
		keepBeginning: (isTransient) => {
			// With durable cursors, n8n stores what a poll without items leaves, but not what the one at the publishing left.
			const beginning = known ?? (isTransient ? { publishedAt: now } : undefined);
			if (isKept || !beginning || (stored && !isPublication(stored))) return;
			memory.known = beginning;
			data[KEY] = beginning;
		},
	};
}

/** What to go on from: what polls without items learned since, if what n8n stored is what they went on from. */
function recall({ known }: Memory, stored: PollState | Publication | undefined): PollState | Publication | undefined {
	if (!known || !stored || isPublication(stored)) return known ?? stored;
	return isPublication(known) || known.delivery !== stored.delivery ? stored : known;
}
