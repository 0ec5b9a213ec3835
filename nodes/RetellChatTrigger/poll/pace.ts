import { PAGE_SIZE } from '../../retell/paging';
import type { Chat, Page } from '../../retell/types';
import type { Server } from './types';

/** How fast the server's pages come in a poll, and how large they are. Until the first one came, both are unknown. */
export interface Pace {
	/** Counts a page that came. */
	count: (page: Page<Chat>) => void;
	/** Rows in a full page. */
	pageRows: () => number;
	/** How many pages came. */
	pages: () => number;
	/** For how many more pages there is time; Infinity if nobody can tell. */
	pagesLeft: () => number;
	/** For how many pages a whole poll has time; Infinity if nobody can tell. */
	pagesPerPoll: () => number;
}

/** Measures the pace of a server from now on. */
export function measurePace({ timeLeft }: Pick<Server, 'timeLeft'>): Pace {
	const whole = timeLeft();
	let pages = 0;
	let largest = 0;
	const pagesIn = (ms: number) => (pages === 0 ? Infinity : ms / Math.max((whole - timeLeft()) / pages, Number.MIN_VALUE));
	return {
		count: ({ items, has_more: more }) => {
			pages++;
			if (more) largest = Math.max(largest, items.length);
		},
		pageRows: () => largest || PAGE_SIZE,
		pages: () => pages,
		pagesLeft: () => (timeLeft() > 0 ? pagesIn(timeLeft()) : 0),
		pagesPerPoll: () => pagesIn(whole),
	};
}

/** The same server with a share of the time that is left: the rest of the time is for others. */
export function withShare(server: Server, share: number): Server {
	const reserved = server.timeLeft() * (1 - share);
	return { ...server, timeLeft: () => server.timeLeft() - reserved };
}
