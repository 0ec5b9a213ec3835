import type { PageRequest } from '../../retell/paging';
import type { Chat, Page } from '../../retell/types';

/** End times in ms since 1970, both included; without `high` it is open towards the future. */
export interface Window {
	low: number;
	high?: number;
}

/** All that the poll asks of the world. It knows neither n8n nor HTTP. */
export interface Server {
	/** One page of the chats whose end lies in the window, perhaps with some others. */
	list: (window: Window, page: PageRequest & { include_total?: boolean }) => Promise<Page<Chat>>;
	/** One page of the chats with status "error" that started at `from` (ms) or later. */
	listErrored: (from: number, page: PageRequest) => Promise<Page<Chat>>;
	/** A chat with what was said, or "gone" if Retell does not have it any more. */
	details: (chatId: string) => Promise<Chat | 'gone'>;
	/** Since when no details could be read, by the server's clock, as far as this process knows. */
	detailsFailing: { since?: number };
	/** Server time in ms since 1970, as far as it is known. */
	now: () => number;
	/** Server time when this poll began, in ms since 1970; undefined as long as no answer has told it. */
	beganAt: () => number | undefined;
	/** Whether there is time for another request. */
	hasTime: () => boolean;
	/** Whether a failure usually mends itself: an outage, and not a wrong key. */
	passes: (failure: unknown) => boolean;
}

export interface Settings {
	event: 'chatEnded' | 'chatAnalyzed';
	/** Whether a listed chat is one of those asked for: a server may ignore a filter. */
	fits: (chat: Chat) => boolean;
	/** What every poll reads again before the newest end that it knows, in ms. */
	lookback: number;
	/** How long after its end a chat may wait for its analysis, in ms. */
	analysisTimeout: number;
	/** Most chats that one poll hands over. */
	maxChats: number;
	includeErrored: boolean;
	includeTranscript: boolean;
	/** How far back the first poll begins, in ms. */
	startFrom: number;
	/** Changes when chats of another past could come into view: another filter or credential. */
	fingerprint: string;
}

/** A chat on its way to the workflow. */
export interface Delivery {
	chat: Chat;
	/** Handed over without analysis, which did not come in time. */
	analysisTimedOut: boolean;
	/** Handed over without what was said, which could not be read. */
	detailsUnavailable: boolean;
}
