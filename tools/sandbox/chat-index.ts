import type { ChatRecord } from './records.ts';

/** Where a chat stands in the order of the list. */
type Position = Pick<ChatRecord, 'start_timestamp' | 'chat_id'>;

/** Order of the list: start time, then chat_id (Retell documents the first alone). */
function compare(a: Position, b: Position): number {
	return a.start_timestamp - b.start_timestamp || (a.chat_id < b.chat_id ? -1 : a.chat_id > b.chat_id ? 1 : 0);
}

/** All chats by start time, ties by id. */
export function createChatIndex() {
	const chats: ChatRecord[] = [];
	let isSorted = true;

	/** Ascending; not to be changed. */
	function ordered(): readonly ChatRecord[] {
		// What is in order but for its end is sorted in one pass.
		if (!isSorted) chats.sort(compare);
		isSorted = true;
		return chats;
	}

	/** How many chats stand before this position (which need not exist any more). */
	function countBefore(position: Position): number {
		const sorted = ordered();
		let low = 0;
		let high = sorted.length;
		while (low < high) {
			const middle = (low + high) >>> 1;
			const chat = sorted[middle];
			if (chat && compare(chat, position) < 0) low = middle + 1;
			else high = middle;
		}
		return low;
	}

	return {
		ordered,
		countBefore,
		add: (chat: ChatRecord) => {
			chats.push(chat);
			isSorted = false;
		},
		remove: (chat: ChatRecord) => {
			const at = countBefore(chat);
			if (chats[at] === chat) chats.splice(at, 1);
		},
		clear: () => {
			chats.length = 0;
		},
	};
}
