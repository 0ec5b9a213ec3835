import type { ChatRecord } from './records.ts';

/** Where a chat stands in the order of the list. */
interface Position {
	start_timestamp: number;
	chat_id: string;
}

/** All chats by start time, ties by id. Additions are cheap singly and in bulk. */
export interface ChatIndex {
	add(chat: ChatRecord): void;
	remove(chat: ChatRecord): void;
	clear(): void;
	/** Ascending; not to be changed. */
	ordered(): readonly ChatRecord[];
	/** How many chats stand before this position (which need not exist any more). */
	countBefore(position: Position, including?: boolean): number;
}

/** Order of the list: start time, then chat_id (Retell documents the first alone). */
function compare(a: Position, b: Position): number {
	return a.start_timestamp - b.start_timestamp || (a.chat_id < b.chat_id ? -1 : a.chat_id > b.chat_id ? 1 : 0);
}

// Below this many, inserting one by one beats sorting everything again.
const FEW = 64;

export function createChatIndex(): ChatIndex {
	let sorted: ChatRecord[] = [];
	let added: ChatRecord[] = [];

	function search(position: Position, including: boolean): number {
		let low = 0;
		let high = sorted.length;
		while (low < high) {
			const middle = (low + high) >>> 1;
			const chat = sorted[middle];
			const order = chat ? compare(chat, position) : 0;
			if (order < 0 || (including && order === 0)) low = middle + 1;
			else high = middle;
		}
		return low;
	}

	function settle(): void {
		if (added.length === 0) return;
		if (added.length < FEW) {
			for (const chat of added) sorted.splice(search(chat, false), 0, chat);
		} else {
			sorted = sorted.concat(added).sort(compare);
		}
		added = [];
	}

	return {
		add: (chat) => {
			added.push(chat);
		},
		remove: (chat) => {
			settle();
			const at = search(chat, false);
			if (sorted[at] === chat) sorted.splice(at, 1);
		},
		clear: () => {
			sorted = [];
			added = [];
		},
		ordered: () => {
			settle();
			return sorted;
		},
		countBefore: (position, including = false) => {
			settle();
			return search(position, including);
		},
	};
}
